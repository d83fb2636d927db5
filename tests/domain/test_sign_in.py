"""Staff sign in with e-mail and password; sessions idle out and end."""

import pytest
from sqlalchemy import select

from tests.world import PASSWORD, World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.sign_in.passwords import hash_password, matches
from toolfy_portal.domain.sign_in.staff import WRONG, by_session, sign_in, sign_out
from toolfy_portal.domain.team.models import Staff


def test_the_right_password_opens_the_business(world: World):
    access = by_session(sign_in(f" {world.a.email.upper()} ", PASSWORD, "a browser"))
    assert isinstance(access, StaffAccess)
    assert (access.business_id, access.staff_id, access.role) == (world.a.business_id, world.a.staff_id, Role.OFFICE)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ellie@a.example", "wrong"), ("nobody@a.example", PASSWORD), ("ellie@a.example", ""), ("", "")],
)
def test_whatever_is_wrong_the_answer_is_the_same(world: World, email, password):
    with pytest.raises(Forbidden) as told:
        sign_in(email, password)
    assert told.value.message == WRONG


def test_somebody_switched_off_gets_that_answer_too_and_their_sessions_end(world: World):
    secret = sign_in(world.a.email, PASSWORD)
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).is_active = False
    assert by_session(secret) is None
    with pytest.raises(Forbidden) as told:
        sign_in(world.a.email, PASSWORD)
    assert told.value.message == WRONG


def test_a_session_ends_after_twelve_idle_hours(world: World, clock):
    secret = sign_in(world.a.email, PASSWORD)
    clock.forward(hours=11, minutes=59)
    assert by_session(secret)  # being used keeps it awake
    clock.forward(hours=11, minutes=59)
    assert by_session(secret)
    clock.forward(hours=12)
    assert by_session(secret) is None


def test_a_session_ends_after_thirty_days_however_busy(world: World, clock):
    secret = sign_in(world.a.email, PASSWORD)
    for _ in range(59):
        clock.forward(hours=12, seconds=-1)
        assert by_session(secret)
    clock.forward(hours=11)
    assert by_session(secret)
    clock.forward(hours=2)
    assert by_session(secret) is None


def test_signing_out_ends_that_session_alone_and_rings_its_pages(world: World):
    one, other = sign_in(world.a.email, PASSWORD), sign_in(world.a.email, PASSWORD)
    heard: list[str] = []
    world.portal.runtime.live.listen(heard.append)
    session_id = sign_out(one)
    assert session_id in heard
    assert by_session(one) is None
    assert by_session(other)


@pytest.mark.parametrize("secret", ["", "nonsense"])
def test_a_made_up_session_opens_nothing(world: World, secret):
    assert by_session(secret) is None
    assert sign_out(secret) is None


def test_the_database_holds_no_session_secret(world: World):
    secret = sign_in(world.a.email, PASSWORD)
    rows = repr([session.model_dump() for (session,) in look(select(StaffSession))])
    assert secret not in rows


def test_passwords_are_argon2id_and_salted():
    one, other = hash_password("secret"), hash_password("secret")
    assert one.startswith("$argon2id$v=19$m=65536,t=3,")
    assert one != other
    assert matches(one, "secret")
    assert not matches(one, "Secret")
    assert not matches("", "nobody has this password")
    assert not matches("not a hash", "secret")

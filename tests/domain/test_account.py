"""One's own account: second factor, password, e-mail, sessions, and a forgotten password."""

from dataclasses import replace

import pytest
from sqlmodel import select

from tests.domain.test_team import NEW, mailed
from tests.world import PASSWORD, START, World
from toolfy_portal.core.access import PersonAccess, StaffAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in import account, factors, sessions
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.sign_in.passwords import acceptable
from toolfy_portal.domain.sign_in.staff import CodeNeeded, by_session, finish, sign_in
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.domain.team.rules import ConfirmFirst, confirmed

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"


def code_at(secret: str, seconds: float) -> str:
    return factors._totp(secret).generate(int(seconds)).decode()


@pytest.fixture
def me(world: World) -> StaffAccess:
    """Somebody who just signed in."""
    return by_session(sign_in(world.a.email, PASSWORD))


@pytest.fixture
def codes(world: World, me: StaffAccess) -> list[str]:
    """Their recovery codes, the second factor on."""
    return account.turn_on_factor(me, RFC_SECRET, code_at(RFC_SECRET, START.timestamp()))


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(at: int, code: str):
    assert code_at(RFC_SECRET, at) == code


def halfway(world: World) -> str:
    with pytest.raises(CodeNeeded) as needed:
        sign_in(world.a.email, PASSWORD)
    return needed.value.halfway


def test_each_code_of_the_app_works_once_and_near_its_time_a66(world: World, codes, clock):
    now = START.timestamp()
    for wrong in (code_at(RFC_SECRET, now), code_at(RFC_SECRET, now - 90), code_at(RFC_SECRET, now + 90), "", "abc"):
        with pytest.raises(Forbidden):
            finish(halfway(world), wrong)
    clock.forward(seconds=60)
    early, code = code_at(RFC_SECRET, now + 30), code_at(RFC_SECRET, now + 60)
    assert by_session(finish(halfway(world), f" {code[:3]} {code[3:]}"))
    for used in (code, early):  # an older one neither: somebody may have looked on
        with pytest.raises(Forbidden):
            finish(halfway(world), used)


def test_each_recovery_code_works_once_a66(world: World, codes):
    assert len(set(codes)) == 10
    assert by_session(finish(halfway(world), codes[3].upper().replace("-", " ")))
    with pytest.raises(Forbidden):
        finish(halfway(world), codes[3])
    assert by_session(finish(halfway(world), codes[4]))


def test_the_way_between_password_and_code_ends_after_five_minutes(world: World, codes, clock):
    proof = halfway(world)
    clock.forward(minutes=5, seconds=1)
    with pytest.raises(Forbidden, match="longer than five"):
        finish(proof, codes[0])
    for made_up in ("", "nonsense", world.portal.runtime.keys.encrypt("setup|x|2026-11-24").decode()):
        with pytest.raises(Forbidden):
            finish(made_up, codes[0])


def test_the_database_shows_neither_secret_nor_codes(world: World, codes):
    rows = repr([row[0].model_dump() for row in look(select(Person))])
    assert RFC_SECRET not in rows
    assert not [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_turning_the_factor_on_needs_a_right_code_and_ends_other_sessions(world: World, me):
    other = sign_in(world.a.email, PASSWORD)
    with pytest.raises(InvalidField):
        account.turn_on_factor(me, RFC_SECRET, "000000")
    account.turn_on_factor(me, RFC_SECRET, code_at(RFC_SECRET, START.timestamp()))
    assert by_session(other) is None
    with reading(world.a.staff) as uow:
        assert uow.get(Staff, world.a.staff_id).has_second_factor
    with pytest.raises(Conflict):
        account.turn_on_factor(me, RFC_SECRET, code_at(RFC_SECRET, START.timestamp()))
    account.turn_off_factor(me)
    assert sign_in(world.a.email, PASSWORD)


def test_an_old_sign_in_is_confirmed_by_the_password_or_the_code_r22(world: World, clock):
    secret = sign_in(world.a.email, PASSWORD)
    confirmed(by_session(secret))
    clock.forward(minutes=16)
    old = by_session(secret)
    for change in (
        lambda: confirmed(old),
        lambda: account.turn_on_factor(old, RFC_SECRET, code_at(RFC_SECRET, clock.now().timestamp())),
        lambda: account.turn_off_factor(old),
        lambda: account.ask_new_email(old, "new@a.example"),
    ):
        with pytest.raises(ConfirmFirst):
            change()
    with pytest.raises(Forbidden, match="isn't your password"):
        sessions.confirm(old, "wrong", "")
    sessions.confirm(old, PASSWORD, "")
    fresh = by_session(secret)
    confirmed(fresh)
    kept = account.turn_on_factor(fresh, RFC_SECRET, code_at(RFC_SECRET, clock.now().timestamp()))
    clock.forward(minutes=16)
    with pytest.raises(Forbidden, match="code isn't right"):
        sessions.confirm(by_session(secret), PASSWORD, "000000")
    sessions.confirm(by_session(secret), "", kept[0])
    confirmed(by_session(secret))


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(world: World, me):
    other = sign_in(world.a.email, PASSWORD)
    with pytest.raises(Forbidden):
        account.change_password(me, "wrong", NEW)
    with pytest.raises(InvalidField):
        account.change_password(me, PASSWORD, "short")
    assert by_session(other)
    account.change_password(me, PASSWORD, NEW)
    assert by_session(other) is None
    assert any(session.id == me.session_id for session in sessions.mine(me))
    with pytest.raises(Forbidden):
        sign_in(world.a.email, PASSWORD)
    assert sign_in(world.a.email, NEW)
    assert (world.a.email, "Your password was changed", "") in mailed(world)


@pytest.mark.parametrize(
    "password",
    ["ninechars", "x" * 129, "aaaaaaaaaaaa", "abababababab", "1234567890", "Password1234", "iloveyou123", "qwertyuiop",
     "ellie.marsh2026", "Ellie.Marsh@a.example"],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(password: str):
    with pytest.raises(InvalidField) as refused:
        acceptable(password, "ellie.marsh@a.example")
    assert refused.value.field == "password"


@pytest.mark.parametrize("password", ["three green kettles", "mjrtqpzkxw", "ÄÖÜ äöü ßßß", "x y z x y z 1"])
def test_long_is_enough(password: str):
    assert acceptable(password, "ellie@a.example") == password


def test_a_new_address_counts_once_it_is_confirmed_from_there(world: World, me, clock):
    account.ask_new_email(me, " New@A.example ")
    sent = mailed(world)
    token = next(link for to, _, link in sent if to == "new@a.example").rsplit("/", 1)[-1]
    assert [subject for to, subject, _ in sent if to == world.a.email] == ["Your e-mail address is about to change"]
    assert sign_in(world.a.email, PASSWORD)
    account.take_new_email(token)
    assert sign_in("new@a.example", PASSWORD)
    with reading(world.a.staff) as uow:
        assert uow.get(Staff, world.a.staff_id).email == "new@a.example"
    with pytest.raises(Expired):
        account.take_new_email(token)


def test_an_address_is_taken_by_one_person_alone(world: World, me, clock):
    account.ask_new_email(me, world.b.email)
    token = next(link for to, _, link in mailed(world) if to == world.b.email).rsplit("/", 1)[-1]
    with pytest.raises(Conflict):
        account.take_new_email(token)
    clock.forward(hours=1)
    with pytest.raises(Expired):
        account.take_new_email(token)


def reset_token(world: World) -> str:
    return [link for to, _, link in mailed(world) if "/reset/" in link][-1].rsplit("/", 1)[-1]


def test_a_forgotten_password_is_set_once_within_an_hour_and_ends_sessions_a67(world: World, me, clock):
    account.ask_reset(f" {world.a.email.upper()} ")
    first = reset_token(world)
    clock.forward(minutes=1)
    account.ask_reset(world.a.email)
    token = reset_token(world)
    with pytest.raises(Expired):
        account.reset(first, NEW)
    with pytest.raises(InvalidField):
        account.reset(token, "short")
    account.reset(token, NEW)
    assert sessions.mine(me) == []
    assert sign_in(world.a.email, NEW)
    with pytest.raises(Expired):
        account.reset(token, PASSWORD)
    account.ask_reset(world.a.email)
    late = reset_token(world)
    clock.forward(hours=1)
    with pytest.raises(Expired):
        account.reset(late, PASSWORD)


def test_a_reset_skips_no_second_factor_and_a_new_address_ends_it_a67(world: World, me, codes):
    account.ask_reset(world.a.email)
    token = reset_token(world)
    account.reset(token, NEW)
    with pytest.raises(CodeNeeded):
        sign_in(world.a.email, NEW)


def test_nobody_gets_mail_for_an_account_that_isnt_there(world: World):
    before = mailed(world)
    account.ask_reset("nobody@a.example")
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).is_active = False
    account.ask_reset(world.a.email)
    assert mailed(world) == before


def test_one_ends_one_s_own_sessions_alone(world: World, me):
    other, foreign = sign_in(world.a.email, PASSWORD), by_session(sign_in(world.b.email, PASSWORD))
    with pytest.raises(NotFound):
        sessions.end(me, foreign.session_id)
    sessions.end(me, by_session(other).session_id)
    assert by_session(other) is None
    sign_in(world.a.email, PASSWORD)
    sessions.end_others(me.person_id, me.session_id)
    assert [session.id for session in sessions.mine(me)] == [me.session_id]
    assert foreign.session_id in [session.id for session in sessions.mine(foreign)]


def test_an_account_without_a_password_lets_nobody_in(world: World, me):
    with begin(PersonAccess(me.person_id)) as uow:
        uow.get(Person, me.person_id).password_hash = ""
    with pytest.raises(Forbidden):
        sign_in(world.a.email, "")
    with pytest.raises(Forbidden):
        sessions.confirm(replace(me), "", "")

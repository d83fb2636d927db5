"""Who may change whom, what ends with it, and how somebody joins."""

import re
from dataclasses import replace

import pytest
from sqlmodel import col, select

from tests import factories
from tests.world import PASSWORD, START, Tenant, World
from toolfy_portal.core.access import PersonAccess, Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.sign_in import invitations
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.sign_in.staff import by_session, sign_in
from toolfy_portal.domain.team import service as team
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.domain.team.rules import ALLOWED, ConfirmFirst, Permission

NEW = "three green kettles"


def become(tenant: Tenant, role: Role) -> StaffAccess:
    """Let the world's member have that role, freshly confirmed."""
    with begin(tenant.system) as uow:
        uow.get(Staff, tenant.staff_id).role = role
    return replace(tenant.staff, role=role, confirmed_at=START)


def colleague(tenant: Tenant, role: Role, email: str = "sam@a.example") -> str:
    """Add somebody with that role. Returns their id."""
    person = factories.person(name="Sam Field", email=email)
    with begin(PersonAccess(person.id)) as uow:
        uow.add(person)
    with begin(tenant.system) as uow:
        return uow.add(factories.staff(person, role=role)).id


def mailed(world: World, kind: str = "staff") -> list[tuple[str, str, str]]:
    """To whom, about what, with which link."""
    found = [row[0] for row in look(select(OutboxMessage).where(OutboxMessage.kind == kind))]
    texts = [(each.to, each.subject, each.text(world.portal.runtime.keys)) for each in found]
    return [(to, subject, "".join(re.findall(r"http\S+/staff/[\w/-]+", text)[:1])) for to, subject, text in texts]


def token_for(world: World, email: str) -> str:
    links = [link for to, _, link in mailed(world) if to == email and "/join/" in link]
    return links[-1].rsplit("/", 1)[-1]


CHANGES = {
    "invite": lambda uow, _: invitations.invite(uow, "new@a.example", Role.OFFICE),
    "change role": lambda uow, who: team.change_role(uow, who, Role.ADMIN),
    "switch off": lambda uow, who: team.switch_off(uow, who),
    "switch on": lambda uow, who: team.switch_on(uow, who),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", Role)
def test_the_table_decides_who_may_change_the_team_a69(world: World, role: Role, change: str):
    access, who = become(world.a, role), colleague(world.a, Role.TECHNICIAN)
    if Permission.TEAM in ALLOWED[role]:
        with begin(access) as uow:
            CHANGES[change](uow, who)
        return
    with pytest.raises(Forbidden, match="Only an owner or an admin"), begin(access) as uow:
        CHANGES[change](uow, who)


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_sign_in_has_to_be_confirmed_first_r22(world: World, change: str, clock):
    access, who = become(world.a, Role.OWNER), colleague(world.a, Role.TECHNICIAN)
    clock.forward(minutes=15, seconds=1)
    with pytest.raises(ConfirmFirst), begin(access) as uow:
        CHANGES[change](uow, who)
    with pytest.raises(ConfirmFirst), begin(replace(access, confirmed_at=None)) as uow:
        CHANGES[change](uow, who)


@pytest.mark.parametrize("change", ["change role", "switch off", "switch on"])
def test_nobody_changes_another_business_s_team_a71(world: World, change: str):
    access = become(world.a, Role.OWNER)
    with pytest.raises(NotFound), begin(access) as uow:
        CHANGES[change](uow, world.b.staff_id)


def test_an_admin_makes_no_owner_and_touches_none_a69(world: World):
    access, owner, other = (
        become(world.a, Role.ADMIN),
        *(colleague(world.a, role, f"{role.value}@a.example") for role in (Role.OWNER, Role.OFFICE)),
    )
    tries = (
        lambda uow: team.change_role(uow, other, Role.OWNER),
        lambda uow: team.change_role(uow, owner, Role.OFFICE),
        lambda uow: team.switch_off(uow, owner),
        lambda uow: invitations.invite(uow, "boss@a.example", Role.OWNER),
    )
    for attempt in tries:
        with pytest.raises(Forbidden, match="Only an owner"), begin(access) as uow:
            attempt(uow)


def test_the_last_owner_stays(world: World):
    access = become(world.a, Role.OWNER)
    for attempt in (
        lambda uow: team.change_role(uow, access.staff_id, Role.ADMIN),
        lambda uow: team.switch_off(uow, access.staff_id),
    ):
        with pytest.raises(Conflict, match="needs an owner"), begin(access) as uow:
            attempt(uow)
    second = colleague(world.a, Role.OWNER)
    with begin(access) as uow:
        team.change_role(uow, access.staff_id, Role.ADMIN)
    with pytest.raises(Conflict), begin(replace(access, staff_id=second)) as uow:
        team.switch_off(uow, second)


@pytest.mark.parametrize("change", ["change role", "switch off"])
def test_a_change_ends_the_member_s_sessions_and_tells_owners(world: World, change: str):
    access, boss = become(world.a, Role.OFFICE), colleague(world.a, Role.OWNER, "boss@a.example")
    secret, heard = sign_in(world.a.email, PASSWORD), []
    session = by_session(secret)
    world.portal.runtime.live.listen(heard.append)
    with begin(replace(access, role=Role.OWNER, staff_id=boss, name="Dan")) as uow:
        CHANGES[change](uow, world.a.staff_id)
    assert by_session(secret) is None
    assert session.session_id in heard
    assert [to for to, subject, _ in mailed(world) if "Ellie" in subject or "canary" in subject] == ["boss@a.example"]
    with reading(world.a.staff) as uow:
        kinds = uow.all(select(ActivityEntry.kind).where(col(ActivityEntry.actor) == "Dan"))
    assert len(kinds) == 1


def test_an_invitation_is_taken_up_once_a67(world: World):
    access = become(world.a, Role.OWNER)
    with begin(access) as uow:
        invitations.invite(uow, " Sam@New.Example ", Role.TECHNICIAN)
    token = token_for(world, "sam@new.example")
    offer = invitations.offered(token)
    assert (offer.business, offer.role, offer.has_account) == ("Business A", Role.TECHNICIAN, False)
    with pytest.raises(InvalidField):
        invitations.accept(token, "Sam", "short", "", "")
    secret = invitations.accept(token, " Sam  Field ", NEW, "", "Firefox")
    joined = by_session(secret)
    assert (joined.business_id, joined.role, joined.name) == (world.a.business_id, Role.TECHNICIAN, "Sam Field")
    assert by_session(sign_in("sam@new.example", NEW))
    for again in (lambda: invitations.offered(token), lambda: invitations.accept(token, "Sam", NEW, "", "")):
        with pytest.raises(Expired):
            again()


def test_an_invitation_ends_after_seven_days_when_cancelled_and_when_sent_again(world: World, clock):
    access = become(world.a, Role.OWNER)
    with begin(access) as uow:
        invitations.invite(uow, "sam@new.example", Role.OFFICE)
        waiting = uow.first(select(Invitation.id).where(Invitation.email == "sam@new.example"))
    first = token_for(world, "sam@new.example")
    with pytest.raises(Conflict, match="a moment ago"), begin(access) as uow:
        invitations.resend(uow, waiting)
    clock.forward(minutes=2)
    with begin(access) as uow:
        invitations.resend(uow, waiting)
    second = token_for(world, "sam@new.example")
    with pytest.raises(Expired):
        invitations.offered(first)
    clock.forward(days=7)
    with pytest.raises(Expired):
        invitations.offered(second)
    fresh = replace(access, confirmed_at=clock.now())
    with begin(fresh) as uow:
        invitations.resend(uow, waiting)
    third = token_for(world, "sam@new.example")
    assert invitations.offered(third)
    with begin(fresh) as uow:
        invitations.cancel(uow, waiting)
    with pytest.raises(Expired):
        invitations.offered(third)


def test_somebody_with_an_account_joins_with_their_own_password(world: World, clock):
    """And then belongs to two businesses, with one account."""
    access = become(world.a, Role.OWNER)
    with begin(access) as uow:
        invitations.invite(uow, world.b.email, Role.ADMIN)
    token = token_for(world, world.b.email)
    assert invitations.offered(token).has_account
    with pytest.raises(Forbidden):
        invitations.accept(token, "Mallory", NEW, "", "")
    clock.forward(minutes=1)
    joined = by_session(invitations.accept(token, "", PASSWORD, "", ""))
    assert (joined.business_id, joined.person_id) == (world.a.business_id, world.b.person_id)
    assert len(look(select(Person).where(Person.email == world.b.email))) == 1
    assert by_session(sign_in(world.b.email, PASSWORD)).business_id == world.a.business_id  # where they were last


@pytest.mark.parametrize("email", ["", "sam", "sam@x", "a b@x.example", "x" * 250 + "@x.example"])
def test_an_address_that_cant_be_one_is_refused(world: World, email: str):
    access = become(world.a, Role.OWNER)
    with pytest.raises(InvalidField), begin(access) as uow:
        invitations.invite(uow, email, Role.OFFICE)


def test_nobody_is_invited_twice(world: World):
    access = become(world.a, Role.OWNER)
    with pytest.raises(InvalidField, match="in the team already"), begin(access) as uow:
        invitations.invite(uow, world.a.email, Role.OFFICE)
    with begin(access) as uow:
        invitations.invite(uow, "sam@new.example", Role.OFFICE)
    with pytest.raises(InvalidField, match="invited already"), begin(access) as uow:
        invitations.invite(uow, "sam@new.example", Role.OFFICE)


def test_the_database_holds_no_invitation_s_token(world: World):
    access = become(world.a, Role.OWNER)
    with begin(access) as uow:
        invitations.invite(uow, "sam@new.example", Role.OFFICE)
    token = token_for(world, "sam@new.example")
    rows = [row[0].model_dump() for model in (Invitation, OutboxMessage, ActivityEntry) for row in look(select(model))]
    assert token not in repr(rows)

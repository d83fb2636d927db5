"""The team's page: who sees what, who may call what, and how a demoted member's page ends."""

import pytest
from sqlmodel import select

from tests.domain.test_team import become, colleague
from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.team import service as team
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.settings.team_state import TeamState

FORM = {"email": "new@a.example", "role": "office"}


async def opened(house: House, cookie: str) -> Tab:
    tab = house.tab("/staff/settings/team", cookie)
    await tab.send(TeamState.load)
    return tab


async def test_an_owner_invites_and_changes_roles(house: House, world: World, cookie_a: str) -> None:
    become(world.a, Role.OWNER)
    who = colleague(world.a, Role.TECHNICIAN)
    tab = await opened(house, cookie_a)
    await tab.send(TeamState.invite, form={**FORM, "email": "nonsense"})
    assert "doesn’t look like" in (await tab.state(TeamState)).error
    await tab.send(TeamState.invite, form={**FORM, "role": "king"})
    assert (await tab.state(TeamState)).error == "Choose a role."
    await tab.send(TeamState.invite, form=FORM)
    state = await tab.state(TeamState)
    assert (state.error, state.done) == ("", 1)
    assert "new@a.example" in [each.email for each in state.shown.invitations]
    await tab.send(TeamState.change_role, form={"id": who, "role": "admin"})
    state = await tab.state(TeamState)
    assert next(each for each in state.shown.members if each.id == who).role == "admin"
    assert [entry.title for entry in state.shown.log.newest][:1] == ["Sam Field is admin now, not technician"]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.TECHNICIAN])
async def test_others_see_names_and_change_nothing_a20(house: House, world: World, cookie_a: str, role: Role) -> None:
    become(world.a, role)
    who = colleague(world.a, Role.TECHNICIAN)
    with reading(world.a.staff) as uow:
        waiting = uow.first(select(Invitation.id))
    tab = await opened(house, cookie_a)
    calls = (
        (TeamState.invite, {"form": FORM}),
        (TeamState.change_role, {"form": {"id": who, "role": "owner"}}),
        (TeamState.switch_off, {"form": {"id": who}}),
        (TeamState.switch_on, {"staff_id": who}),
        (TeamState.resend, {"invitation_id": waiting}),
        (TeamState.cancel, {"form": {"id": waiting}}),
    )
    for handler, payload in calls:
        await tab.send(handler, **payload)
        assert (
            await tab.state(Notices)
        ).text == "Only an owner or an admin can change the team. Please ask one of them."
    state = await tab.state(TeamState)
    assert (len(state.shown.members), state.shown.invitations, state.shown.log.newest) == (2, [], [])
    with reading(world.a.staff) as uow:
        assert uow.get(Staff, who).role is Role.TECHNICIAN
        assert uow.get(Invitation, waiting)


async def test_another_business_s_members_are_out_of_reach_a71(house: House, world: World, cookie_a: str) -> None:
    become(world.a, Role.OWNER)
    tab = await opened(house, cookie_a)
    await tab.send(TeamState.change_role, form={"id": world.b.staff_id, "role": "technician"})
    await tab.send(TeamState.switch_off, form={"id": world.b.staff_id})
    with reading(world.b.staff) as uow:
        assert uow.get(Staff, world.b.staff_id).is_active
    assert not [canary for canary in world.b.canaries if canary in tab.received]


async def test_nobody_without_a_session_calls_anything_a19(house: House, world: World) -> None:
    tab = house.tab("/staff/settings/team")
    await tab.send(TeamState.invite, form=FORM)
    await tab.send(TeamState.load)
    assert tab.redirects == ["/staff/sign-in", "/staff/sign-in"]
    assert world.a.email not in tab.received


async def test_an_old_sign_in_is_asked_again_and_led_back_r22(house: House, world: World, cookie_a: str, clock) -> None:
    become(world.a, Role.OWNER)
    tab = await opened(house, cookie_a)
    clock.forward(minutes=16)
    await tab.send(TeamState.invite, form=FORM)
    assert tab.redirects == ["/staff/confirm?next=/staff/settings/team"]
    assert not look(select(Invitation).where(Invitation.email == FORM["email"]))


async def test_a_demoted_member_s_page_ends_at_once_a27(house: House, world: World, cookie_a: str, clock) -> None:
    boss = colleague(world.a, Role.OWNER)
    tab = await opened(house, cookie_a)
    access = become(world.a, Role.OFFICE)
    with begin(access.__class__(world.a.business_id, boss, Role.OWNER, "Dan", confirmed_at=clock.now())) as uow:
        team.change_role(uow, world.a.staff_id, Role.TECHNICIAN)
    await tab.until(TeamState, lambda _: tab.redirects == ["/staff/sign-in"])
    assert all(row[0].ended_at for row in look(select(StaffSession).where(StaffSession.staff_id == world.a.staff_id)))

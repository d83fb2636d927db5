"""The report about engagement: who sees it, and what can be asked for."""

from typing import Any

import pytest

from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.engagement.figures import Show, Sort
from toolfy_portal.domain.payments.listing import Period
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.engagement.page import engagement_page
from toolfy_portal.pages.staff.engagement.state import EngagementState

PAGE = "/staff/engagement"


def names(state: EngagementState) -> list[str]:
    return [row.name for row in state.shown.rows]


def test_the_page_renders() -> None:
    written = str(engagement_page().render())
    for words in ("Nothing to tell yet", "Nothing matches", "Show as a table", "Days to pay", "Last month", "skeleton"):
        assert words in written


async def test_it_is_about_one_business_and_tells_no_secret(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(PAGE, cookie_a)
    await tab.send(EngagementState.load)
    for show in Show:
        await tab.send(EngagementState.filter, only=show.value)
    state = await tab.state(EngagementState)
    assert (state.is_live, names(state)) == (True, [])  # nobody never opened anything: both have paid online
    await tab.send(EngagementState.clear)
    assert names(await tab.state(EngagementState)) == ["Customer a0", "Customer a1"]
    assert not [canary for canary in (*world.b.canaries, *world.a.canaries) if canary in tab.received]
    assert not [link.token for link in world.a.links.values() if link.token in tab.received]


async def test_what_was_asked_for_is_in_the_address_of_the_file(house: House, cookie_a: str) -> None:
    tab = house.tab(PAGE, cookie_a)
    await tab.send(EngagementState.during, period=Period.THIS_YEAR.value)
    await tab.send(EngagementState.filter, only=Show.PAYS.value)
    await tab.send(EngagementState.order, sort=Sort.NAME.value)
    await tab.send(EngagementState.look_for, search="A1 &x=1")
    state = await tab.state(EngagementState)
    file = "/staff/engagement.csv?period=this+year&only=pay+online&sort=name&search=A1+%26x%3D1"
    assert (state.shown.csv, names(state), state.shown.is_filtered) == (file, [], True)


async def test_nobody_reads_it_without_a_session(house: House) -> None:
    tab = house.tab(PAGE, "staff=made-up")
    for handler in (EngagementState.load, EngagementState.clear, EngagementState.more):
        await tab.send(handler)
    assert (await tab.state(EngagementState)).shown.rows == []
    assert tab.redirects == ["/staff/sign-in"] * 3


async def test_technicians_are_sent_to_the_office(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = house.tab(PAGE, cookie_a)
    await tab.send(EngagementState.load)
    state = await tab.state(EngagementState)
    assert state.refused.startswith("Only the office")
    assert "£" not in tab.received


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (EngagementState.filter, {"only": "everything' OR 1=1"}),
        (EngagementState.during, {"period": "tomorrow"}),
        (EngagementState.order, {"sort": "id"}),
        (EngagementState.look_for, {"search": {"a": 1}}),
    ],
)
async def test_what_no_page_of_ours_sends_changes_nothing(
    house: House, cookie_a: str, handler: Any, payload: dict[str, Any]
) -> None:
    tab = house.tab(PAGE, cookie_a)
    await tab.send(EngagementState.load)
    await tab.send(handler, **payload)
    state = await tab.state(EngagementState)
    assert (state.only, state.period, state.sort, state.search) == ("all", "all time", "most views", "")
    assert len(state.shown.rows) == 2

"""The bell on every staff page: what arrives shows at once, each reads for themselves, and nobody sees another's."""

import time

import pytest
from sqlmodel import select

from tests.domain.alerts.test_alerts import colleague, fail
from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.alerts import service as alerts
from toolfy_portal.domain.alerts.models import Alert
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.alerts.state import AlertsState
from toolfy_portal.pages.staff.frame import StaffState
from toolfy_portal.pages.staff.invoices.page import invoices_page

LIST = "/staff/invoices"


async def opened(house: House, world: World, cookie: str) -> Tab:
    with begin(world.a.staff) as uow:
        alerts.read_all(uow)
    tab = house.tab(LIST, cookie)
    await tab.send(StaffState.load)
    return tab


def test_every_page_has_it() -> None:
    written = str(invoices_page().render())
    for words in ("Notifications, none unread", "Mark all as read", "Nothing yet", "alert-toasts", "Show more"):
        assert words in written


async def test_what_arrives_shows_within_a_second_with_a_toast(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, world, cookie_a)
    assert (await tab.state(AlertsState)).unread == 0
    began = time.monotonic()
    fail(world)
    state = await tab.until(AlertsState, lambda state: state.arrived)
    assert time.monotonic() - began < 1
    [toast] = state.arrived
    assert state.unread == 1
    assert (toast.title, toast.text) == ("Payment didn't go through. The card was declined.", "A-01")
    assert toast.href == f"/staff/invoices/{world.a.document()}"
    assert state.shown.days == []  # the list comes when it is opened
    await tab.send(AlertsState.dismiss, alert_id=toast.id)
    state = await tab.state(AlertsState)
    assert (state.arrived, state.unread) == ([], 1)


async def test_at_most_three_toasts_and_none_twice(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, world, cookie_a)
    for number in range(1, 6):
        fail(world)
        await tab.until(
            AlertsState, lambda state, number=number: state.unread == number and len(state.arrived) == min(number, 3)
        )
    state = await tab.state(AlertsState)
    assert len({toast.id for toast in state.arrived}) == 3
    await tab.send(AlertsState.dismiss, alert_id=state.arrived[0].id)
    fail(world)
    await tab.until(AlertsState, lambda state: state.unread == 6 and len(state.arrived) == 3)
    await tab.send(StaffState.load)  # another page: what was told isn't told again
    state = await tab.until(AlertsState, lambda state: not state.arrived)
    assert state.unread == 6


async def test_a_tab_whose_state_was_given_up_hears_of_it_too(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, world, cookie_a)
    house.states.states.clear()
    fail(world)
    state = await tab.until(AlertsState, lambda state: state.arrived)
    assert (state.unread, len(state.arrived)) == (1, 1)


async def test_reading_in_one_tab_shows_in_the_other(house: House, world: World, cookie_a: str) -> None:
    one = await opened(house, world, cookie_a)
    other = await opened(house, world, cookie_a)
    fail(world)
    fail(world)
    await other.until(AlertsState, lambda state: len(state.arrived) == 2)
    await one.send(AlertsState.open)
    [today, *_] = (await one.state(AlertsState)).shown.days
    assert (today.title, [alert.is_read for alert in today.alerts[:2]]) == ("Today", [False, False])
    await one.send(AlertsState.read, alert_id=today.alerts[0].id)
    await other.until(AlertsState, lambda state: state.unread == 1 and len(state.arrived) == 1)
    await one.send(AlertsState.read_all)
    await other.until(AlertsState, lambda state: state.unread == 0 and not state.arrived)
    await one.until(AlertsState, lambda state: all(alert.is_read for day in state.shown.days for alert in day.alerts))


async def test_the_panel_shows_20_and_more_if_asked(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, world, cookie_a)
    for _ in range(30):
        fail(world)
    await tab.send(AlertsState.open)
    shown = (await tab.state(AlertsState)).shown
    assert (sum(len(day.alerts) for day in shown.days), shown.has_more) == (20, True)
    await tab.send(AlertsState.show_more)
    shown = (await tab.state(AlertsState)).shown
    assert sum(len(day.alerts) for day in shown.days) > 30
    assert not shown.has_more


async def test_technicians_get_no_toast_about_money(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = house.tab(LIST, cookie_a)
    await tab.send(StaffState.load)
    fail(world)
    await tab.send(AlertsState.open)
    assert "declined" not in tab.received
    assert "paid on invoice" not in tab.received


async def test_another_business_s_alerts_stay_there(house: House, world: World, cookie_b: str) -> None:
    tab = house.tab(LIST, cookie_b)
    await tab.send(StaffState.load)
    fail(world)
    await tab.send(AlertsState.open)
    assert not [canary for canary in world.a.canaries if canary in tab.received]
    assert world.a.document() not in tab.received
    with reading(world.a.system) as uow:
        foreign = uow.all(select(Alert.id).where(Alert.kind == "PaymentFailed"))[0]
    await tab.send(AlertsState.read, alert_id=foreign)
    with reading(world.a.staff) as uow:
        assert foreign in {alert.id for alert, is_read in alerts.newest(uow, 20) if not is_read}


async def test_nobody_hears_without_a_session(house: House, world: World) -> None:
    tab = house.tab(LIST, "staff=made-up")
    for handler in (AlertsState.load, AlertsState.open, AlertsState.read_all):
        await tab.send(handler)
    await tab.send(AlertsState.refresh, since=0)
    state = await tab.state(AlertsState)
    assert (state.unread, state.shown.days, state.arrived) == (0, [], [])
    assert tab.redirects == ["/staff/sign-in"] * 4


@pytest.mark.parametrize("since", [-1e30, 1e11, 0])
async def test_any_since_is_survived(house: House, world: World, cookie_a: str, since: float) -> None:
    tab = await opened(house, world, cookie_a)
    colleague(world)
    await tab.send(AlertsState.refresh, since=since)
    assert len((await tab.state(AlertsState)).arrived) <= 3

"""The list of all money: what staff see, what others don't, and that it stays live where it is."""

from typing import Any

import pytest

from tests.domain.payments.till import Till
from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.payments import desk
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.listing import Period, Show
from toolfy_portal.domain.payments.models import Attempt, UnmatchedPayment
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.invoice.desk import DeskState
from toolfy_portal.pages.staff.payments.page import payments_page
from toolfy_portal.pages.staff.payments.state import PaymentsState
from toolfy_portal.views.lists import MetricView

LIST = "/staff/payments"


def amounts(state: PaymentsState) -> list[str]:
    return sorted(row.amount for row in state.shown.rows)


def test_the_page_renders() -> None:
    written = str(payments_page().render())
    for words in ("No payments yet", "Nothing matches", "Give it back", "Not completed", "Last month", "skeleton"):
        assert words in written


async def test_it_shows_the_business_s_money_alone(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.load)
    for show in Show:
        await tab.send(PaymentsState.filter, only=show.value)
    await tab.send(PaymentsState.clear)
    state = await tab.state(PaymentsState)
    assert amounts(state) == ["£100.00", "£100.00", "£40.00", "£40.00"]
    assert state.shown.metrics == [
        MetricView("Received", "£280.00", "4 payments"),
        MetricView("Refunded", "£0.00", "0 times"),
        MetricView("Net", "£280.00", ""),
    ]
    assert not [canary for canary in world.b.canaries if canary in tab.received]
    assert not [link.token for link in world.a.links.values() if link.token in tab.received]
    assert cookie_a.partition("=")[2] not in tab.received
    assert world.a.account_id not in tab.received


async def test_nobody_reads_it_without_a_session(house: House) -> None:
    tab = house.tab(LIST, "staff=made-up")
    for handler in (PaymentsState.load, PaymentsState.clear):
        await tab.send(handler)
    await tab.send(PaymentsState.refresh, only="all", period="all time", search="", page=1)
    assert (await tab.state(PaymentsState)).shown.rows == []
    assert tab.redirects == ["/staff/sign-in"] * 3


async def test_technicians_are_sent_to_the_office(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.load)
    state = await tab.state(PaymentsState)
    assert state.refused.startswith("Only the office")
    assert (state.is_live, state.shown.rows, state.shown.metrics) == (True, [], [])
    assert "£" not in tab.received


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (PaymentsState.filter, {"only": "everything' OR 1=1"}),
        (PaymentsState.during, {"period": "tomorrow"}),
        (PaymentsState.look_for, {"search": {"a": 1}}),
        (PaymentsState.turn, {"by": "further"}),
    ],
)
async def test_what_no_page_of_ours_sends_changes_nothing(
    house: House, cookie_a: str, handler: Any, payload: dict[str, Any]
) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.load)
    await tab.send(handler, **payload)
    state = await tab.state(PaymentsState)
    assert (state.only, state.period, state.search, len(state.shown.rows)) == ("all", "all time", "", 4)


async def test_what_was_asked_for_is_in_the_address_of_the_file(house: House, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.filter, only=Show.RECEIVED.value)
    await tab.send(PaymentsState.during, period=Period.THIS_MONTH.value)
    await tab.send(PaymentsState.look_for, search="a-04 &x=1")
    state = await tab.state(PaymentsState)
    assert state.shown.csv == "/staff/payments.csv?only=received&period=this+month&search=a-04+%26x%3D1"
    assert (state.shown.rows, state.shown.is_filtered) == ([], True)
    await tab.send(PaymentsState.clear)
    state = await tab.state(PaymentsState)
    assert (len(state.shown.rows), state.period, state.search, state.cleared) == (4, "all time", "", 1)


async def test_a_payment_shows_at_once_where_the_list_stands(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.filter, only=Show.RECEIVED.value)
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document(), 1234, Method.CASH, uow.now.date(), "Paid on site")
    state = await tab.until(PaymentsState, lambda state: len(state.shown.rows) == 5)
    [row] = [row for row in state.shown.rows if row.amount == "£12.34"]
    assert (row.how, row.at, row.number) == ("Cash", "24 Nov", "A-01")
    assert row.note == "RCT-0005 · Ellie Marsh: Paid on site"
    assert state.only == "received"


async def test_another_business_s_news_does_not_arrive(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.load)
    before = len(tab.received)
    with begin(world.b.staff) as uow:
        desk.record_payment(uow, world.b.document(), 1234, Method.CASH, uow.now.date(), "")
    with pytest.raises(TimeoutError):
        await tab.until(PaymentsState, lambda _: len(tab.received) > before, 0.3)


async def test_a_tab_whose_state_was_given_up_is_refreshed_as_it_was(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.during, period=Period.LAST_MONTH.value)
    house.states.states.clear()
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document(), 1234, Method.CASH, uow.now.date(), "")
    state = await tab.until(PaymentsState, lambda state: state.is_live)
    assert (state.period, state.shown.rows) == ("last month", [])


async def test_money_that_fits_no_invoice_is_given_back_from_the_list(
    house: House, world: World, cookie_a: str
) -> None:
    till = Till(world)
    started = till.press_pay()
    with begin(world.a.system) as uow:  # our own record says another amount than Stripe's
        uow.get(Attempt, till.attempts()[-1].id).amount_minor = 9000
    till.pay(started)
    till.work()
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.filter, only=Show.UNMATCHED.value)
    [row] = [row for row in (await tab.state(PaymentsState)).shown.rows if row.amount == "£100.00"]
    assert (row.pill.word, row.number) == ("To decide", "A-01")
    await tab.send(DeskState.refund_unmatched, form={"id": row.id, "turn": "0"})
    state = await tab.until(PaymentsState, lambda state: "Given back" in str(state.shown.rows))
    assert [each.id for each in state.shown.rows if each.amount == "£100.00"] == [""]
    with reading(world.a.staff) as uow:
        assert uow.get(UnmatchedPayment, row.id).state == "refunded"


async def test_a_declined_try_says_why(house: House, world: World, cookie_a: str) -> None:
    till = Till(world)
    till.pay(till.press_pay(), "4000000000009995")
    till.work()
    tab = house.tab(LIST, cookie_a)
    await tab.send(PaymentsState.filter, only=Show.NOT_COMPLETED.value)
    found = {row.how: row.pill.word for row in (await tab.state(PaymentsState)).shown.rows}
    assert found["At the checkout. The card doesn't have enough money on it."] == "Under way"
    assert found["Left the checkout without paying"] == "Not completed"

"""The page that compares our books with Stripe's: what it says, to whom, and that one press books once."""

from typing import Any

import pytest
from sqlmodel import select

from tests.domain.payments.till import Till
from tests.pages.tabs import House, Tab, signed_in
from tests.world import PASSWORD, World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.payments.models import Attempt, AttemptState
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.payments.check_page import check_page
from toolfy_portal.pages.staff.payments.check_state import CheckState
from toolfy_portal.stripe_double.server import Fault

CHECK = "/staff/payments/check"


@pytest.fixture(autouse=True)
def _a_month_later(world: World) -> None:
    """What the world was planted with never was at Stripe; it lies before the time that is checked."""
    world.clock.forward(days=40)


@pytest.fixture
def till(world: World) -> Till:
    return Till(world)


@pytest.fixture
def cookie_a(house: House, world: World) -> str:
    return signed_in(world.a, PASSWORD)  # after the clock was moved: a session ends


def pay(till: Till, *states: str, lost: bool = False) -> None:
    for state in states:
        till.pay(till.press_pay(till.world.a.link(state)))
    if lost:
        till.deliveries()
        with begin(till.world.a.system) as uow:
            for attempt in uow.all(select(Attempt)):
                attempt.state, attempt.next_check_at = AttemptState.EXPIRED, None
    else:
        till.work()
    till.world.clock.forward(seconds=2)  # a check ends with the second before it began


async def checked(tab: Tab) -> CheckState:
    await tab.send(CheckState.load)
    await tab.send(CheckState.start)
    return await tab.until(CheckState, lambda state: state.shown.is_done)


def test_the_page_renders() -> None:
    written = str(check_page().render())
    for words in ("Check now", "Check again", "Last 30 days", "Book now", "Payments are for the office"):
        assert words in written


async def test_in_order(house: House, till: Till, cookie_a: str) -> None:
    pay(till, "due", "overdue")
    tab = house.tab(CHECK, cookie_a)
    state = await checked(tab)
    assert state.shown.title == "All 2 payments at Stripe are booked"
    assert (state.shown.is_in_order, state.shown.rows, state.shown.bookable) == (True, [], 0)
    assert state.shown.counts == "4 Dec 2026 to 3 Jan: 2 payments."
    for words in ("0 movements looked at", "2 movements looked at"):
        assert words in tab.received


async def test_what_was_lost_is_listed_and_one_press_books_it_once(house: House, till: Till, cookie_a: str) -> None:
    pay(till, "due", lost=True)
    tab = house.tab(CHECK, cookie_a)
    state = await checked(tab)
    assert state.shown.title == "1 thing doesn’t fit"
    [row] = state.shown.rows
    assert (row.number, row.customer, row.can_book) == ("A-01", "Customer a0", True)
    assert row.title == "Payment of £100.00, 3 Jan, 10:00"
    await tab.send(CheckState.book, ref=row.ref)
    await tab.send(CheckState.book, ref=row.ref)
    state = await tab.state(CheckState)
    assert state.error == "This can't be booked (any more). Please check again."
    assert (state.shown.title, state.shown.rows) == ("The one payment at Stripe is booked", [])
    till.work()
    till.paid_once()


async def test_all_that_was_lost_is_booked_one_after_the_other(house: House, till: Till, cookie_a: str) -> None:
    pay(till, "due", "overdue", "partly_paid", lost=True)
    tab = house.tab(CHECK, cookie_a)
    assert (await checked(tab)).shown.bookable == 3
    await tab.send(CheckState.book_all)
    state = await tab.until(CheckState, lambda state: state.shown.bookable == 0)
    assert state.shown.title == "All 3 payments at Stripe are booked"


async def test_a_stripe_that_does_not_answer_is_told_at_its_place(house: House, till: Till, cookie_a: str) -> None:
    pay(till, "due", lost=True)
    tab = house.tab(CHECK, cookie_a)
    [row] = (await checked(tab)).shown.rows
    till.double.faults.extend([Fault.LOST_BEFORE] * 3)
    await tab.send(CheckState.book, ref=row.ref)
    state = await tab.state(CheckState)
    assert (state.error, len(state.shown.rows)) == (
        "Stripe can't be reached right now. Please try again in a minute.",
        1,
    )
    till.double.faults.extend([Fault.LOST_BEFORE] * 3)
    state = await checked(tab)
    assert (state.shown.title, state.shown.is_in_order) == ("Not everything could be checked", False)
    assert state.shown.faults == ["Stripe can't be reached right now. Please try again in a minute."]


async def test_nobody_checks_without_a_session(house: House, till: Till) -> None:
    pay(till, "due", lost=True)
    tab = house.tab(CHECK, "staff=made-up")
    for handler, payload in EVERYTHING:
        await tab.send(handler, **payload)
    assert tab.redirects == ["/staff/sign-in"] * len(EVERYTHING)
    assert till.ledger() == []


EVERYTHING: list[tuple[Any, dict[str, Any]]] = [
    (CheckState.load, {}),
    (CheckState.start, {}),
    (CheckState.go_on, {}),
    (CheckState.over, {"days": "7"}),
    (CheckState.book, {"ref": "pi_1"}),
    (CheckState.book_all, {}),
]


async def test_technicians_are_sent_to_the_office(house: House, world: World, till: Till, cookie_a: str) -> None:
    pay(till, "due", lost=True)
    tab = house.tab(CHECK, cookie_a)
    [row] = (await checked(tab)).shown.rows
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    for handler, payload in ((CheckState.book, {"ref": row.ref}), (CheckState.book_all, {}), (CheckState.start, {})):
        await tab.send(handler, **payload)
    assert till.ledger() == []
    await tab.send(CheckState.load)
    state = await tab.state(CheckState)
    assert state.refused.startswith("Only the office")
    assert state.shown.rows == []


@pytest.mark.parametrize("days", ["10000000", "-1", "", 7.5])
async def test_only_the_spans_on_offer_are_checked(house: House, cookie_a: str, days: Any) -> None:
    tab = house.tab(CHECK, cookie_a)
    await tab.send(CheckState.over, days=days)
    assert (await tab.state(CheckState)).days == "30"
    await tab.send(CheckState.over, days="90")
    assert (await tab.state(CheckState)).days == "90"


async def test_another_business_s_payments_are_not_there(house: House, world: World, till: Till) -> None:
    pay(till, "due", lost=True)
    tab = house.tab(CHECK, signed_in(world.b, PASSWORD))
    state = await checked(tab)
    assert (state.shown.rows, state.shown.is_in_order) == ([], True)
    assert not [canary for canary in world.a.canaries if canary in tab.received]

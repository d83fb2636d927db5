"""All money of a business: what is listed under which tab, found by which words, and that it adds up."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from tests import factories
from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import desk, listing
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.listing import Listed, Period, Show, Wanted
from toolfy_portal.domain.payments.models import AttemptState, LedgerEntry, LedgerKind, PaymentAccount

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
ALL = Wanted()


def rows(world: World, wanted: Wanted = ALL, page: int = 1) -> list[Listed]:
    with reading(world.a.staff) as uow:
        return listing.page_of(uow, wanted, page)[0]


def amounts(world: World, wanted: Wanted) -> list[int]:
    return sorted(row.record.amount_minor for row in rows(world, wanted))


def add(world: World, kind: LedgerKind, amount: int, at: datetime, **given: object) -> str:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document())
        account = uow.get(PaymentAccount, world.a.account_id)
        return uow.add(factories.ledger_entry(invoice, account, amount, at, kind=kind, **given)).id


def attempt(world: World, amount: int, state: AttemptState, **given: object) -> None:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document("partly_paid"))
        account = uow.get(PaymentAccount, world.a.account_id)
        uow.add(factories.attempt(invoice, account, amount, uow.now, state=state, **given))


def test_money_on_its_way_comes_first_and_then_the_ledger_newest_first(world: World) -> None:
    now = world.clock.now()
    add(world, LedgerKind.REFUND, -500, now - timedelta(days=1))
    add(world, LedgerKind.PAYMENT, 700, now + timedelta(minutes=1))
    attempt(world, 3000, AttemptState.PROCESSING)
    found = [row.record.amount_minor for row in rows(world)]
    assert found[:2] == [3000, 700]
    assert found[-1] == -500
    assert sorted(found[2:-1]) == [4000, 4000, 10000, 10000]


def test_another_business_s_money_is_not_there(world: World) -> None:
    for show in Show:
        found = rows(world, Wanted(show))
        assert {row.record.business_id for row in found} <= {world.a.business_id}
        assert not [row for row in found if row.customer.startswith("Customer b") or row.invoice.startswith("B-")]
    with reading(world.b.staff) as uow:
        assert listing.page_of(uow, Wanted(search="A-"), 1) == ([], 0)


def test_tabs(world: World) -> None:
    now = world.clock.now()
    for kind, amount in ((LedgerKind.REFUND, -1), (LedgerKind.DISPUTE, -2), (LedgerKind.DISPUTE_WON, 2)):
        add(world, kind, amount, now)
    add(world, LedgerKind.REFUND_REVERSED, 1, now)
    with begin(world.a.staff) as uow:
        cash = desk.record_payment(uow, world.a.document(), 50, Method.CASH, now.date(), "")
        desk.undo(uow, cash.id)
        note = desk.credit(uow, world.a.document(), 60, "Sorry")
        desk.undo(uow, note.id)
    for state in (AttemptState.PROCESSING, AttemptState.OPEN):
        attempt(world, 3000, state)
    assert amounts(world, Wanted(Show.RECEIVED)) == [-50, 50, 4000, 4000, 10000, 10000]
    assert amounts(world, Wanted(Show.REFUNDED)) == [-2, -1, 1, 2]
    assert amounts(world, Wanted(Show.PROCESSING)) == [3000]
    assert amounts(world, Wanted(Show.NOT_COMPLETED)) == [3000, 10000]
    assert amounts(world, Wanted(Show.UNMATCHED)) == [100]
    assert amounts(world, ALL) == [-60, -50, -2, -1, 1, 2, 50, 60, 3000, 4000, 4000, 10000, 10000]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("customer A1", 2),
        ("a-04", 1),
        ("RCT-0002", 1),
        ("100", 2),
        ("£100.00", 2),
        ("40,00", 0),
        ("4000", 0),
        ("  ", 4),
        ("%", 0),
        ("-100", 2),
        ("9" * 90, 0),
        ("A-100", 0),
    ],
)
def test_search(world: World, words: str, count: int) -> None:
    assert len(rows(world, Wanted(search=words))) == count


def test_an_amount_is_looked_for_in_its_currency_s_own_units(world: World) -> None:
    add(world, LedgerKind.PAYMENT, 555, world.clock.now(), currency="JPY")
    add(world, LedgerKind.PAYMENT, 55500, world.clock.now(), currency="USD")
    assert amounts(world, Wanted(search="555")) == [555, 55500]
    assert amounts(world, Wanted(search="5.55")) == []


def test_periods_are_the_business_s_own_months(world: World, clock: FrozenClock) -> None:
    clock.forward(hours=-clock.now().hour)
    months = {
        datetime(2026, 11, 1, 0, 30, tzinfo=UTC): 11,
        datetime(2026, 10, 31, 23, 59, tzinfo=UTC): 10,
        datetime(2026, 9, 30, 23, 30, tzinfo=UTC): 1000,  # the first of October in London's summer
        datetime(2026, 9, 30, 22, 30, tzinfo=UTC): 9,
        datetime(2025, 12, 31, 23, 30, tzinfo=UTC): 2025,
    }
    for at, amount in months.items():
        add(world, LedgerKind.PAYMENT, amount, at)
    planted = [4000, 4000, 10000, 10000]
    assert amounts(world, Wanted(period=Period.THIS_MONTH)) == [11, *planted]
    assert amounts(world, Wanted(period=Period.LAST_MONTH)) == [10, 1000]
    assert amounts(world, Wanted(period=Period.THIS_YEAR)) == [9, 10, 11, 1000, *planted]
    assert len(amounts(world, ALL)) == 9


def test_sums_are_the_ledger_s_and_what_was_undone_counts_as_what_it_was(world: World) -> None:
    now = world.clock.now()
    add(world, LedgerKind.PAYMENT, 900, now, currency="USD")
    with begin(world.a.staff) as uow:
        desk.undo(uow, desk.record_payment(uow, world.a.document(), 50, Method.CASH, now.date(), "").id)
    attempt(world, 3000, AttemptState.PROCESSING)
    with reading(world.a.staff) as uow:
        found = listing.sums(uow, ALL)
        total = select(col(LedgerEntry.currency), func.sum(col(LedgerEntry.amount_minor)))
        ledger = {currency: int(minor) for currency, minor in uow.rows(total.group_by(col(LedgerEntry.currency)))}
    booked = [each for each in found if each.kind is not None]
    assert {c: sum(each.minor for each in booked if each.currency == c) for c in ledger} == ledger
    assert {(each.kind, each.minor) for each in booked if each.kind is LedgerKind.MANUAL} == {
        (LedgerKind.MANUAL, 50),
        (LedgerKind.MANUAL, -50),
    }
    assert [(each.minor, each.count) for each in found if each.kind is None] == [(3000, 1)]


def test_pages_go_on_where_money_on_its_way_ends(world: World) -> None:
    for number in range(30):
        attempt(world, 20000 + number, AttemptState.PROCESSING, created_at=world.clock.now() + timedelta(number))
    first, second, third = (rows(world, page=page) for page in (1, 2, 3))
    assert [len(page) for page in (first, second, third)] == [25, 9, 0]
    assert len({row.record.id for row in first + second}) == 34
    assert [isinstance(row.record, LedgerEntry) for row in second] == [False] * 5 + [True] * 4
    with reading(world.a.staff) as uow:
        assert listing.page_of(uow, ALL, 1)[1] == 34


def test_an_export_is_the_pages_in_their_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 3)
    for number in range(7):  # at the same instant: their ids decide
        add(world, LedgerKind.PAYMENT, number + 1, world.clock.now(), id=new_id("led"))
    attempt(world, 3000, AttemptState.PROCESSING)
    exported = [row for batch in listing.batches(world.a.staff, ALL) for row in batch]
    assert [row.record.id for row in exported] == [row.record.id for row in rows(world)]


def test_technicians_are_told_to_ask_the_office(world: World) -> None:
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    with reading(technician) as uow:
        for ask in (lambda: listing.page_of(uow, ALL, 1), lambda: listing.sums(uow, ALL)):
            with pytest.raises(Forbidden):
                ask()
    with pytest.raises(Forbidden):
        next(listing.batches(technician, ALL))

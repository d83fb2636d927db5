"""The words and numbers over and in the list of invoices."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from tests import factories
from tests.world import World
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.invoices.service import Filter
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.events import PaymentFailed, PaymentStarted
from toolfy_portal.domain.payments.models import LedgerKind, PaymentAccount
from toolfy_portal.views.staff_invoices import InvoicesView, RowView, show_invoices

BOTH = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def listed(world: World, only: Filter = Filter.ALL) -> InvoicesView:
    with reading(world.a.staff) as uow:
        return show_invoices(uow, only, "", 1)


def row(world: World, state: str) -> RowView:
    return next(row for row in listed(world).rows if row.id == world.a.document(state))


def pay(world: World, state: str, minor: int, method: str = "Visa ending 4242") -> None:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document(state), lock=True)
        account = uow.get(PaymentAccount, world.a.account_id)
        ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, minor, uow.now, method=method))


def look(world: World, state: str, browser: bytes = b"one") -> None:
    with begin(world.a.link(state).access) as uow:
        links.viewed(uow, browser)


def metrics(world: World) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.note) for metric in listed(world).metrics}


@BOTH
def test_the_numbers_over_the_list(world: World) -> None:
    assert metrics(world) == {
        "Outstanding": ("£520.00", "6 invoices"),
        "Overdue": ("£200.00", "2 invoices, oldest 6 days"),
        "Paid this month": ("£280.00", "4 payments"),
        "Time to pay": ("0 days", "median, last 90 days"),
    }


def test_time_to_pay_is_the_median_of_what_was_settled_in_90_days(world: World) -> None:
    world.clock.forward(days=3)
    pay(world, "due", 10000)
    assert metrics(world)["Time to pay"][0] == "0 days"  # of 0, 0 and 3
    world.clock.forward(days=1)
    pay(world, "partly_paid", 6000)
    assert metrics(world)["Time to pay"][0] == "1.5 days"  # of 0, 0, 3 and 4
    world.clock.forward(days=88)
    assert metrics(world)["Time to pay"][0] == "3.5 days"  # of 3 and 4
    world.clock.forward(days=90)
    assert "Time to pay" not in metrics(world)


def test_the_month_begins_where_the_business_is(world: World) -> None:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document("due"), lock=True)
        before = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
        for at, minor in ((before, 100), (before + timedelta(minutes=2), 2000)):
            past = factories.ledger_entry(
                invoice, uow.get(PaymentAccount, world.a.account_id), minor, at, kind=LedgerKind.IMPORTED
            )
            ledger.carry_over(uow, invoice, past)
    assert metrics(world)["Paid this month"] == ("£300.00", "5 payments")


def test_other_currencies_are_not_added_in(world: World) -> None:
    with begin(world.a.system) as uow:
        customer = uow.get(Customer, world.a.customers[0])
        line = factories.line(price="5000")
        uow.add(factories.invoice(customer, [line], currency="JPY", number="J-1", title="Yen"))
        uow.flush()
        uow.add(line)
        uow.flush()
        foreign = invoices.issue(uow, line.document_id)
        account = uow.get(PaymentAccount, world.a.account_id)
        ledger.receive(uow, foreign, factories.ledger_entry(foreign, account, 1000, uow.now))
    assert metrics(world)["Outstanding"] == ("£520.00", "6 invoices")
    assert metrics(world)["Paid this month"] == ("£280.00", "4 payments")
    with reading(world.a.staff) as uow:
        assert show_invoices(uow, Filter.ALL, "yen", 1).rows[0].amount == "JP¥5,000"


@BOTH
def test_the_portal_column_tells_how_far_the_customer_got(world: World) -> None:
    assert (row(world, "due").seen.words, row(world, "draft").seen.words) == ("Not opened yet", "")
    look(world, "due")
    assert row(world, "due").seen.words == "Viewed once"
    look(world, "due", b"two")
    assert row(world, "due").seen.words == "Viewed 2 times"
    with begin(world.a.link("due").access) as uow:
        links.downloaded(uow)
    look(world, "due", b"three")
    assert row(world, "due").seen.words == "Downloaded"


def started(uow: UnitOfWork, invoice_id: str, customer_id: str) -> None:
    uow.record(PaymentStarted(subject_id=invoice_id, customer_id=customer_id, amount=Money(10000, "GBP")))


def failed(uow: UnitOfWork, invoice_id: str, customer_id: str) -> None:
    uow.record(PaymentFailed(subject_id=invoice_id, customer_id=customer_id, reason="The card was declined."))


@pytest.mark.parametrize(
    ("story", "words"), [([failed, started], "Started to pay"), ([started, failed], "Payment failed")]
)
def test_of_trying_and_failing_the_newer_counts(world: World, story: list, words: str) -> None:
    for deed in story:
        with begin(world.a.system) as uow:
            deed(uow, world.a.document("due"), world.a.customers[0])
        world.clock.forward(minutes=1)
    assert row(world, "due").seen.words == words


@BOTH
def test_paid_rows(world: World) -> None:
    pay(world, "due", 10000)
    pay(world, "overdue", 10000, method="Bacs debit")
    paid = row(world, "due")
    assert (paid.pill.word, paid.seen.words, paid.due) == ("Paid", "Paid by card", "Paid 24 Nov")
    assert row(world, "overdue").seen.words == "Payment received"


def test_days_of_another_year_carry_it(world: World) -> None:
    assert row(world, "due").due == "8 Dec"
    world.clock.forward(days=60)
    assert row(world, "due").due == "8 Dec 2026"


@pytest.fixture
def queries(world: World) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(world.portal.runtime.engine, "before_cursor_execute", note)
    yield seen
    event.remove(world.portal.runtime.engine, "before_cursor_execute", note)


def test_a_page_asks_the_history_once(world: World, queries: list[str]) -> None:
    listed(world)
    assert len([statement for statement in queries if "FROM activityentry" in statement]) == 1
    assert len([statement for statement in queries if "SELECT" in statement]) <= 10

"""Finding, listing, issuing invoices, and the one word for how each stands."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.world import World
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.invoices.service import Filter
from toolfy_portal.domain.invoices.standing import Standing, is_overdue, standing

TODAY = date(2026, 11, 24)
DRAFT, ISSUED, VOID = InvoiceStatus.DRAFT, InvoiceStatus.ISSUED, InvoiceStatus.VOID


def invoice(status: InvoiceStatus, due_in: int | None, paid: int = 0, processing: int = 0) -> Invoice:
    due_on = None if due_in is None else TODAY + timedelta(days=due_in)
    money = {"paid_minor": paid, "processing_minor": processing}
    return factories.invoice(factories.customer(), [factories.line()], status=status, due_on=due_on, **money)


@pytest.mark.parametrize(
    ("status", "due_in", "paid", "processing", "expected"),
    [
        (DRAFT, -5, 0, 0, Standing.DRAFT),
        (VOID, -5, 9600, 0, Standing.VOID),
        (ISSUED, -5, 9600, 100, Standing.PAID),
        (ISSUED, 5, 9700, 0, Standing.PAID),
        (ISSUED, -5, 100, 9500, Standing.PROCESSING),
        (ISSUED, -5, 100, 0, Standing.PARTLY_PAID),
        (ISSUED, 5, 100, 0, Standing.PARTLY_PAID),
        (ISSUED, -1, 0, 0, Standing.OVERDUE),
        (ISSUED, 0, 0, 0, Standing.DUE),
        (ISSUED, None, 0, 0, Standing.DUE),
    ],
)
def test_standing_in_its_order_of_precedence(status, due_in, paid, processing, expected):
    assert standing(invoice(status, due_in, paid, processing), TODAY) is expected


def test_overdue_starts_the_day_after():
    assert not is_overdue(invoice(ISSUED, 0), TODAY)
    assert is_overdue(invoice(ISSUED, 0), TODAY + timedelta(days=1))


def test_what_may_be_paid_now():
    assert invoice(ISSUED, 5, paid=600).payable_now.minor == 9000
    assert invoice(ISSUED, 5, paid=600, processing=9000).payable_now.minor == 0
    assert invoice(ISSUED, 5, paid=10000).payable_now.minor == 0
    assert invoice(ISSUED, 5, paid=10000).balance.minor == 0
    assert invoice(DRAFT, 5).payable_now.minor == 0
    assert (invoice(VOID, 5).payable_now.minor, invoice(VOID, 5).balance.minor) == (0, 0)


def test_a_draft_is_there_for_staff_alone(world: World):
    draft = world.a.document("draft")
    with reading(world.a.staff) as uow:
        assert invoices.find(uow, draft).id == draft
    with begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).status = DRAFT
    with reading(world.a.link().access) as uow, pytest.raises(NotFound):
        invoices.find(uow, world.a.document())


def test_finding_by_number_stays_in_the_business(world: World):
    with reading(world.a.staff) as uow:
        assert invoices.find_by_number(uow, "A-01").id == world.a.document()
        with pytest.raises(NotFound, match="There is no invoice B-01"):
            invoices.find_by_number(uow, "B-01")


def test_issuing_sets_days_where_the_business_is(world: World, clock):
    clock.forward(hours=13, minutes=30)  # 23:30 in London, already tomorrow in Tokyo
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).timezone = "Asia/Tokyo"
    with begin(world.a.staff) as uow:
        issued = invoices.issue(uow, world.a.document("draft"))
    assert issued.status is ISSUED
    assert (issued.issued_on, issued.due_on) == (date(2026, 11, 25), date(2026, 12, 9))
    assert issued.settled_at is None


def test_an_invoice_over_nothing_is_settled_when_issued(world: World, clock):
    with begin(world.a.staff) as uow:
        free = factories.invoice(factories.customer(id=world.a.customers[0]), [])
        uow.add(free)
        uow.flush()
        uow.add(factories.line(price="0", document_id=free.id))
        uow.flush()
        assert invoices.issue(uow, free.id).settled_at == clock.now()


def test_issuing_twice_or_without_lines_is_refused(world: World):
    with pytest.raises(Conflict, match="issued already"), begin(world.a.staff) as uow:
        invoices.issue(uow, world.a.document())
    with begin(world.a.staff) as uow:
        empty = uow.add(factories.invoice(factories.customer(id=world.a.customers[0]), number="EMPTY"))
    with pytest.raises(Conflict, match="EMPTY has no lines"), begin(world.a.staff) as uow:
        invoices.issue(uow, empty.id)


def listed(staff: StaffAccess, only: Filter = Filter.ALL, search: str = "", page: int = 1) -> tuple[list[str], int]:
    with reading(staff) as uow:
        found = invoices.page_of(uow, only, search, page, TODAY)
    return [row.invoice.number for row in found.rows], found.total


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        (Filter.DUE, {"A-01", "A-02", "A-11", "A-12"}),
        (Filter.OVERDUE, {"A-03", "A-13"}),
        (Filter.PAID, {"A-04", "A-14"}),
        (Filter.DRAFTS, {"A-00", "A-10"}),
    ],
)
def test_the_tabs_over_the_list(world: World, only, numbers):
    found, total = listed(world.a.staff, only)
    assert set(found) == numbers
    assert total == len(numbers)


def test_all_is_all_of_the_business_drafts_first_then_newest(world: World):
    found, total = listed(world.a.staff)
    assert total == 12
    assert set(found[:2]) == {"A-00", "A-10"}
    assert set(found[-2:]) == {"A-03", "A-13"}


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("a-0", {"A-00", "A-01", "A-02", "A-03", "A-04", "A-05"}),
        (" OVERDUE ", {"A-03", "A-13"}),
        ("customer a1", {"A-10", "A-11", "A-12", "A-13", "A-14", "A-15"}),
        ("B-01", set()),
        ("nothing like it", set()),
        ("%", set()),
        ("_", {"A-02", "A-12"}),  # "partly_paid work"
    ],
)
def test_searching_number_title_and_customer(world: World, search, numbers):
    assert set(listed(world.a.staff, search=search)[0]) == numbers


def test_pages_of_twenty_five(world: World):
    customer = factories.customer(id=world.a.customers[0])
    with begin(world.a.staff) as uow:
        for number in range(40):
            uow.add(factories.invoice(customer, number=f"P-{number}", title="many"))
    pages = [listed(world.a.staff, search="many", page=page) for page in (1, 2, 3)]
    assert [len(rows) for rows, _ in pages] == [25, 15, 0]
    assert {total for _, total in pages} == {40}
    assert len({number for rows, _ in pages for number in rows}) == 40


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_the_figures_over_the_list(world: World):
    with begin(world.a.staff) as uow:
        customer = factories.customer(id=world.a.customers[0])
        uow.add(factories.invoice(customer, currency="USD", status=ISSUED, total_minor=99))
    with reading(world.a.staff) as uow:
        found = invoices.figures(uow, "GBP", TODAY)
        nothing = invoices.figures(uow, "EUR", TODAY)
    assert (found.outstanding_minor, found.outstanding_count) == (2 * (10000 + 6000 + 10000), 6)
    assert (found.overdue_minor, found.overdue_count) == (20000, 2)
    assert found.oldest_due_on == TODAY - timedelta(days=6)
    assert type(found.outstanding_minor) is type(found.overdue_minor) is int
    assert (nothing.outstanding_minor, nothing.overdue_minor, nothing.oldest_due_on) == (0, 0, None)


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_large_sums_fit(world: World):
    with begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).total_minor = 50_000_000_000
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).total_minor == 50_000_000_000

"""What customers owe and paid, against sums by hand."""

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.world import START, World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import by_customer
from toolfy_portal.domain.invoices.by_customer import CustomerFilter, Statement
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus

TODAY = START.date()
EARLIER, LATER = TODAY - timedelta(days=3), TODAY + timedelta(days=3)


@pytest.fixture
def customer_id(world: World) -> str:
    """Somebody with an invoice of each kind."""
    with begin(world.a.system) as uow:
        who = uow.add(factories.customer(name="Nora Sum", email="nora@mail.example"))
        uow.flush()
        given = (
            {"total_minor": 10_000, "paid_minor": 2_500, "due_on": LATER},
            {"total_minor": 4_000, "due_on": EARLIER},
            {"total_minor": 9_000, "paid_minor": 9_000, "settled_at": START, "issued_on": TODAY - timedelta(days=5)},
            {"total_minor": 1_000, "paid_minor": 1_000, "settled_at": START, "issued_on": TODAY - timedelta(days=2)},
            {"total_minor": 7_000, "due_on": EARLIER, "currency": "EUR"},
            {"total_minor": 5_000, "status": InvoiceStatus.DRAFT, "issued_on": None},
            {"total_minor": 6_000, "status": InvoiceStatus.VOID},
        )
        for number, about in enumerate(given):
            uow.add(billed(who, f"SUM-{number}", **about))
    return who.id


def billed(who: Customer, number: str, total_minor: int, **given: Any) -> Invoice:
    invoice = factories.invoice(who, number=number, **{"status": InvoiceStatus.ISSUED, "issued_on": TODAY} | given)
    invoice.total_minor = total_minor
    return invoice


def listed(world: World, only: CustomerFilter = CustomerFilter.ALL, search: str = "nora") -> list[tuple[int, ...]]:
    with reading(world.a.staff) as uow:
        rows, total = by_customer.page_of(uow, only, search, 1, "GBP", TODAY)
    assert total == len(rows)
    return [(row.invoices, row.owed_minor, row.overdue_minor, row.elsewhere) for row in rows]


def test_sums_by_hand(world: World, customer_id: str):
    assert listed(world) == [(7, 7_500 + 4_000, 4_000, 1)]
    with reading(world.a.staff) as uow:
        stands = by_customer.statement(uow, customer_id, "GBP", TODAY, "Europe/London")
        assert stands == Statement(11_500, 4_000, 2_500 + 9_000 + 1_000, 1, 3.5)
        newest, count = by_customer.invoices_of(uow, customer_id, 2)
    assert (count, newest[0].number) == (7, "SUM-5")  # the draft


def test_who_owes_most_comes_first_and_who_owes_nothing_not_at_all(world: World, customer_id: str):
    with begin(world.a.system) as uow:
        big = uow.add(factories.customer(name="Big Debt"))
        uow.add(factories.customer(name="No Debt"))
        uow.flush()
        uow.add(billed(big, "BIG-1", 999_900, due_on=LATER))
    with reading(world.a.staff) as uow:
        names = {
            only: [row.customer.name for row in by_customer.page_of(uow, only, "", 1, "GBP", TODAY)[0]]
            for only in CustomerFilter
        }
        owing, late = by_customer.owing_customers(uow, "GBP", TODAY)
    assert names[CustomerFilter.OWING][0] == "Big Debt"
    assert names[CustomerFilter.ALL] == sorted(names[CustomerFilter.ALL], key=str.lower)
    assert {"No Debt"} == set(names[CustomerFilter.ALL]) - set(names[CustomerFilter.OWING])
    assert "Big Debt" not in names[CustomerFilter.OVERDUE]
    assert "Nora Sum" in names[CustomerFilter.OVERDUE]
    assert (owing, late) == (len(names[CustomerFilter.OWING]), len(names[CustomerFilter.OVERDUE]))


def test_search_takes_wildcards_literally_and_pages_hold_25(world: World, customer_id: str):
    assert len(listed(world, search="NORA@")) == 1
    assert listed(world, search="%") == []
    with begin(world.a.system) as uow:
        for number in range(30):
            uow.add(factories.customer(name=f"Many {number:02}"))
    with reading(world.a.staff) as uow:
        rows, total = by_customer.page_of(uow, CustomerFilter.ALL, "many", 2, "GBP", TODAY)
    assert ([row.customer.name for row in rows], total) == ([f"Many {number}" for number in range(25, 30)], 30)


def test_another_business_counts_for_nothing(world: World, customer_id: str):
    with reading(world.b.staff) as uow:
        found, _ = by_customer.page_of(uow, CustomerFilter.ALL, "", 1, "GBP", TODAY)
        assert {row.customer.id for row in found} == set(world.b.customers)
        nothing = by_customer.statement(uow, customer_id, "GBP", TODAY, "Europe/London")
        assert by_customer.invoices_of(uow, customer_id, 9) == ([], 0)
        assert uow.get(Customer, world.b.customers[0])
    assert nothing == Statement(0, 0, 0, 0, None)

"""Invoice numbers: one after the other, none missing, none twice, whoever issues at the same moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests import factories
from tests.world import World
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.domain.invoices.issuing import write_revision

MANY = 8


def drafts(world: World, number: int) -> list[str]:
    entered = InvoiceDraft(
        customer_id=world.a.customers[0], currency="GBP", lines=(DraftLine(name="Work", unit_price=Decimal(10)),)
    )
    with begin(world.a.staff) as uow:
        return [editing.create(uow, entered).id for _ in range(number)]


def issue(world: World, invoice_id: str) -> str:
    with begin(world.a.staff) as uow:
        return invoices.issue(uow, invoice_id).number


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_eight_at_once_get_eight_numbers_in_a_row(world: World, monkeypatch: pytest.MonkeyPatch):
    gate = threading.Barrier(MANY)

    def slowly(*given):  # without a lock, all would have read the counter by now
        time.sleep(0.1)
        return write_revision(*given)

    monkeypatch.setattr(invoices, "write_revision", slowly)

    def one(invoice_id: str) -> str:
        gate.wait()
        return issue(world, invoice_id)

    with ThreadPoolExecutor(MANY) as pool:
        numbers = list(pool.map(one, drafts(world, MANY)))
    assert sorted(numbers) == [f"INV-{number:04}" for number in range(1, MANY + 1)]


def test_a_number_that_is_not_used_comes_again(world: World):
    one, two = drafts(world, 2)
    with pytest.raises(Conflict), begin(world.a.staff) as uow:
        [invoices.issue(uow, each) for each in (one, one)]  # the second fails, and takes the first back
    assert issue(world, two) == "INV-0001"


def test_numbers_that_exist_are_passed_over(world: World):
    with begin(world.a.staff) as uow:
        customer = factories.customer(id=world.a.customers[0])
        for number in ("INV-0001", "INV-0002", "INV-0004"):
            uow.add(factories.invoice(customer, number=number))
    assert [issue(world, each) for each in drafts(world, 2)] == ["INV-0003", "INV-0005"]


def test_the_business_says_how_numbers_look(world: World):
    with begin(world.a.staff) as uow:
        terms = profile(uow).terms
        terms.invoice_prefix, terms.next_invoice = "2026/", 12345
    assert issue(world, drafts(world, 1)[0]) == "2026/12345"
    with reading(world.a.staff) as uow:
        assert profile(uow).terms.next_invoice == 12346


def test_a_draft_with_a_number_of_its_own_keeps_it(world: World):
    assert issue(world, world.a.document("draft")) == "A-00"


def test_the_highest_number_is_the_one_after_the_prefix(world: World):
    numbers = ("INV-0007", "INV-12", "inv-99", "INV-2024-001", "INV-1234567890", "INVX88", "5", "A_1", "AB2")
    with begin(world.a.system) as uow:
        customer = uow.get(Customer, world.a.customers[0])
        for number in numbers:
            uow.add(factories.invoice(customer, [], number=number))
    with begin(world.b.system) as uow:
        uow.add(factories.invoice(uow.get(Customer, world.b.customers[0]), [], number="INV-500"))
    with reading(world.a.staff) as uow:
        highest = {prefix: invoices.highest_number(uow, prefix) for prefix in ("INV-", "inv-", "", "A_", "NEW-")}
    assert highest == {"INV-": 12, "inv-": 99, "": 5, "A_": 1, "NEW-": 0}

"""Each tax has its row under an invoice's lines, on the page and in the PDF."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.world import World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.views.invoices import show_invoice
from toolfy_portal.views.printed import printed_invoice

TWENTY = DraftLine(name="Work", unit_price=Decimal(100), tax_name="VAT", tax_percent=Decimal(20))
FIVE = replace(TWENTY, tax_percent=Decimal(5))


def made(world: World, *lines: DraftLine) -> str:
    entered = InvoiceDraft(customer_id=world.a.customers[0], currency="GBP", lines=lines, discount_percent=Decimal(10))
    with begin(world.a.staff) as uow:
        return editing.create(uow, entered).id


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ((TWENTY, FIVE), [("VAT 5%", "£4.50"), ("VAT 20%", "£18.00")]),
        ((TWENTY, TWENTY), [("VAT 20%", "£36.00")]),
        ((replace(TWENTY, tax_percent=Decimal(0)),), []),
    ],
)
def test_a_row_for_each_rate(world: World, lines, rows):
    with reading(world.a.staff) as uow:
        shown = show_invoice(uow, made(world, *lines))
        printed = printed_invoice(shown, profile(uow))
    assert [(row.label, row.value) for row in shown.totals if "VAT" in row.label] == rows
    assert [row for row in printed.totals if "VAT" in row[0]] == rows


def test_rates_that_do_not_add_up_to_the_tax_that_came_are_not_shown(world: World):
    invoice_id = made(world, TWENTY, FIVE)
    with begin(world.a.system) as uow:
        uow.get(Invoice, invoice_id).tax_minor += 1
    with reading(world.a.staff) as uow:
        assert [row.value for row in show_invoice(uow, invoice_id).totals if row.label == "Tax"] == ["£22.51"]

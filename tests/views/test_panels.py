"""What the customer's page offers, and what it says where a card can't pay."""

import pytest

from tests.world import World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.views.invoices import show_invoice
from toolfy_portal.views.panels import PanelView


def owing(world: World, left: int, currency: str = "GBP", *bank: dict[str, str]) -> PanelView:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document())
        invoice.paid_minor, invoice.currency = invoice.total_minor - left, currency
        profile(uow).terms.bank_details = list(bank)
    with reading(world.a.staff) as uow:
        return show_invoice(uow, world.a.document()).panel


def test_what_a_card_can_pay_is_offered(world: World):
    panel = owing(world, 30)
    assert (panel.is_payable, panel.notice.title) == (True, "")
    assert panel.fine == "Pay by card or bank debit. Secured by Stripe."


@pytest.mark.parametrize(
    ("left", "currency", "bank", "text"),
    [
        (
            29,
            "GBP",
            [{"label": "Sort code", "value": "00-00-00"}],
            "that begins at £0.30. Please use the bank details below.",
        ),
        (29, "GBP", [], "that begins at £0.30. Reply to our email to pay another way."),
        (17_499, "HUF", [], "that begins at HUF175.00. Reply"),
        (5000, "KWD", [], "Card payments in KWD aren't possible. Reply to our email to pay another way."),
    ],
)
def test_what_a_card_cannot_pay_is_said_before_anybody_presses(world: World, left, currency, bank, text):
    panel = owing(world, left, currency, *bank)
    assert (panel.is_payable, panel.is_owing, panel.fine) == (False, True, "")
    assert text in panel.notice.text.replace("\xa0", " ")

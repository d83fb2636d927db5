"""One invoice in every state, put into words by the real views."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.components.reading import each_text
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, Business, OnlinePayments
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, LedgerKind, Receipt
from toolfy_portal.views.invoices import InvoiceView, invoice_view

NOW = datetime(2025, 11, 18, 9, 20, tzinfo=UTC)

ABOUT = Profile(
    Business(name="Fernhill Plumbing & Heating", short_name="Fernhill", email="office@fernhill.example",
             phone="0117 496 0182"),
    Branding(accent="#1f5c45", logo_id="fil_logo", cover_id="fil_cover", cover_phone_id="fil_small",
             cover_focus="50% 42%", support_email="hello@fernhill.example", terms_url="https://fernhill.example/terms",
             welcome_message="Thank you for choosing Fernhill. We’re here Monday to Saturday, 8 am to 6 pm."),
    BillingTerms(
        online_payments=OnlinePayments.LIVE,
        payment_terms="Please pay within 14 days of the invoice date. We accept cards and bank transfer.",
        late_fee_policy="After 14 days we may add 2% a month. If something is wrong, tell us first and we’ll pause it.",
        bank_details=[{"label": "Account name", "value": "Fernhill Heating Ltd"},
                      {"label": "Sort code", "value": "00-48-21"}, {"label": "Account number", "value": "31926819"}],
    ),
)  # fmt: skip

LINES = [
    InvoiceLine(position=at, name=name, note=note, quantity=Decimal(quantity), unit=unit, unit_price=Decimal(price),
                amount_minor=amount)
    for at, (name, note, quantity, unit, price, amount) in enumerate([
        ("Annual boiler service", "Combustion check, seals, condensate trap and safety test", "1", "", "96", 9600),
        ("Power flush", "Chemical clean of nine radiators, with before and after readings", "1", "", "540", 54000),
        ("Thermostatic radiator valve, 15 mm", "", "4", "", "28.5", 11400),
        ("Magnetic system filter, 22 mm", "", "1", "", "145", 14500),
        ("Labour, fitting valves and filter", "", "3.5", "h", "62", 21700),
    ])
]  # fmt: skip


RECEIPT = Receipt(entry_id="led_card", number="RCT-0007", mailed_to="h…@m…", at=NOW)


def invoice(**changes: object) -> Invoice:
    """An invoice over £1,334.40, due in ten days."""
    values: dict[str, object] = {
        "id": "inv_1", "number": "INV-1048", "title": "Boiler service and system flush",
        "status": InvoiceStatus.ISSUED, "currency": "GBP", "billed_to": "Hannah Okafor",
        "work_address": "14 Larch Road\nBristol BS6 5QT", "issued_on": date(2025, 11, 14),
        "due_on": date(2025, 11, 28), "subtotal_minor": 111_200, "tax_minor": 22_240, "tax_label": "VAT at 20%",
        "total_minor": 133_440,
    }  # fmt: skip
    return Invoice(**(values | changes))


def entry(minor: int, method: str, **changes: object) -> LedgerEntry:
    """Money that came in this morning."""
    values: dict[str, object] = {"kind": LedgerKind.PAYMENT, "amount_minor": minor, "currency": "GBP", "method": method,
                                 "at": datetime(2025, 11, 18, 9, 14, tzinfo=UTC)}  # fmt: skip
    return LedgerEntry(**(values | changes))


def _attempt(**changes: object) -> Attempt:
    return Attempt(**({"amount_minor": 133_440, "currency": "GBP"} | changes))


def show(what: Invoice, entries: list[LedgerEntry] | None = None, attempt: Attempt | None = None) -> InvoiceView:
    """Put it into words."""
    receipts = {RECEIPT.entry_id: RECEIPT}
    return invoice_view(what, LINES, entries or [], receipts, attempt, ABOUT, NOW)


def states() -> dict[str, InvoiceView]:
    """Every state a customer can meet, by name."""
    deposit = entry(40_000, "Deposit by bank transfer", at=datetime(2025, 11, 15, 10, tzinfo=UTC))
    card = entry(93_440, "Visa ending 4242", id=RECEIPT.entry_id)
    due = show(invoice())
    return {
        "due": due,
        "overdue": show(invoice(issued_on=date(2025, 10, 21), due_on=date(2025, 11, 4))),
        "partly paid": show(invoice(paid_minor=40_000), [deposit]),
        "part just paid": show(invoice(paid_minor=93_440), [card]),
        "declined": show(invoice(), attempt=_attempt(failure="Your card was declined.")),
        "confirming": show(invoice(), attempt=_attempt(returned_at=NOW)),
        "processing": show(invoice(processing_minor=133_440)),
        "paid": show(invoice(paid_minor=133_440), [deposit, card]),
        "paid, test": show(invoice(paid_minor=133_440), [entry(133_440, "Visa ending 4242", is_test=True)]),
        "void": show(invoice(status=InvoiceStatus.VOID, voided_at=datetime(2025, 11, 17, 12, tzinfo=UTC))),
        "bare": replace(due, bank=[], terms=[], facts=[], brand=replace(due.brand, logo="", cover="", message="",
                        mailto="", email="", tel="", terms_url="")),
    }  # fmt: skip


def each_typed(view: InvoiceView, more: str) -> InvoiceView:
    """The view with more in every text a person typed."""
    typed = {"name", "note", "title", "text", "notes", "message", "lines", "label"}
    return each_text(view, lambda name, text: text + more if name in typed and text else text)

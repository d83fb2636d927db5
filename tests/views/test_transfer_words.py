"""A transfer in words: rows to copy, the code where it is valid, and what is said of money on its way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.components import scenes
from tests.components.scenes import ABOUT, NOW, invoice
from toolfy_portal.domain.businesses.models import BillingTerms, LateFee, OnlinePayments
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.models import Attempt, TransferNotice
from toolfy_portal.views.invoices import InvoiceView, invoice_view
from toolfy_portal.views.printed import printed_invoice

ACCOUNT = {"Account name": "Fernhill Heating Ltd", "IBAN": "DE89 3704 0044 0532 0130 00", "BIC": "COBADEFFXXX"}


def show(
    what: Invoice, rows: dict[str, str] | None = None, methods: tuple[str, ...] = (), **more: object
) -> InvoiceView:
    details = [{"label": label, "value": value} for label, value in (rows or ACCOUNT).items()]
    terms = BillingTerms(
        bank_details=details, payment_methods=list(methods), online_payments=OnlinePayments.LIVE, late_fee_policy="2%"
    )
    return invoice_view(what, scenes.LINES, [], {}, None, replace(ABOUT, terms=terms), NOW, **more)


def under_way(days_ago: int, currency: str = "GBP") -> Attempt:
    return Attempt(amount_minor=1, currency=currency, processing_since=NOW - timedelta(days=days_ago))


def test_what_to_copy_is_the_reference_and_the_plain_amount() -> None:
    rows = show(invoice(paid_minor=40_000)).bank
    assert [(row.label, row.value) for row in rows[-2:]] == [("Reference", "INV-1048"), ("Amount in GBP", "934.40")]
    assert [row.label for row in rows[:3]] == list(ACCOUNT)


@pytest.mark.parametrize(
    ("currency", "rows"),
    [
        ("GBP", ACCOUNT),
        ("EUR", {"Account name": "Fernhill"}),
        ("EUR", ACCOUNT | {"IBAN": "DE88 3704 0044 0532 0130 00"}),
        ("EUR", ACCOUNT | {"BIC": "COBA"}),
        ("EUR", ACCOUNT | {"Account name": "F" * 71}),
    ],
)
def test_a_code_stands_only_where_it_is_valid(currency: str, rows: dict[str, str]) -> None:
    assert show(invoice(currency=currency), rows).transfer.qr == ""


def test_a_euro_invoice_has_a_code_until_it_is_paid_and_its_paper_too() -> None:
    shown = show(invoice(currency="EUR"))
    assert shown.transfer.qr.startswith("<svg")
    assert printed_invoice(shown, ABOUT).qr == shown.transfer.qr
    assert show(invoice(currency="EUR", paid_minor=100)).transfer.qr != shown.transfer.qr
    assert show(invoice(currency="EUR", paid_minor=133_440)).transfer.qr == ""


def test_the_form_is_offered_until_a_transfer_is_told_of() -> None:
    assert (show(invoice()).transfer.today, show(invoice()).transfer.earliest) == ("2025-11-18", "2025-09-19")
    told = show(invoice(), notice=TransferNotice(day=date(2025, 11, 17), at=NOW))
    assert told.transfer.today == ""
    assert told.panel.notice.title == "Thanks: we’ll confirm when it arrives"
    assert told.panel.notice.text == "You told us that you sent a transfer on Monday 17 November."
    old = show(invoice(), notice=TransferNotice(day=date(2025, 11, 11), at=NOW))
    assert "We haven’t confirmed it yet" in old.panel.notice.text
    assert show(invoice(paid_minor=133_440), notice=TransferNotice(day=date(2025, 11, 17), at=NOW)).transfer.today == ""


@pytest.mark.parametrize(
    ("currency", "methods", "fine"),
    [
        ("GBP", (), "Pay by card or bank debit. Secured by Stripe."),
        ("USD", ("card", "us_bank_account"), "Pay by card or bank debit. Secured by Stripe."),
        ("USD", ("card", "bacs_debit"), "Pay by card. Secured by Stripe."),
        ("GBP", ("bacs_debit",), "Pay by bank debit. Secured by Stripe."),
        ("EUR", (), "Pay by card. Secured by Stripe."),
    ],
)
def test_the_fine_print_names_what_the_checkout_offers(currency: str, methods: tuple[str, ...], fine: str) -> None:
    assert show(invoice(currency=currency), methods=methods).panel.fine == fine


@pytest.mark.parametrize(
    ("days_ago", "title", "text"),
    [
        (0, "Nothing more to do", "It should clear by Thursday 27 November."),
        (9, "Nothing more to do", "It should clear by Tuesday 18 November."),
        (12, "This takes longer than usual", "It should have cleared by Monday 17 November. We keep asking."),
    ],
)
def test_money_on_its_way_says_its_day(days_ago: int, title: str, text: str) -> None:
    notice = show(invoice(processing_minor=133_440), under_way=under_way(days_ago)).panel.notice
    assert (notice.title, notice.text) == (title, f"{text} We’ll email your receipt when it lands.")


def test_a_part_on_its_way_says_what_is_left() -> None:
    shown = show(invoice(processing_minor=33_440), under_way=under_way(0))
    assert (shown.panel.amount, shown.panel.notice.title) == ("£334.40", "Nothing more to do now")
    assert shown.panel.notice.text.endswith("When it has arrived, £1,000.00 is left to pay.")
    assert not shown.panel.is_payable


def test_a_late_fee_is_a_line_of_its_own_before_the_total() -> None:
    shown = show(invoice(late_fee_minor=1500, total_minor=134_940))
    assert [(row.label, row.value) for row in shown.totals[-2:]] == [
        ("Late fee", "£15.00"),
        ("Amount due", "£1,349.40"),
    ]
    assert ("Late fee", "£15.00") in printed_invoice(shown, ABOUT).totals
    assert "Late fee" not in [row.label for row in show(invoice()).totals]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (
            {"late_fee_kind": LateFee.AMOUNT, "late_fee_minor": 1200},
            "paid by the due day, a late fee of £12.00 is added",
        ),
        (
            {"late_fee_kind": LateFee.PERCENT, "late_fee_percent": Decimal("2.5"), "late_fee_grace_days": 7},
            "paid 7 days after the due day, a late fee of 2.5% of what is left to pay is added",
        ),
        ({"late_fee_kind": LateFee.PERCENT, "late_fee_since": date(2025, 11, 29)}, ""),  # it is due on the 28th
        ({}, ""),
    ],
)
def test_a_fee_that_may_come_is_announced(terms: dict[str, object], words: str) -> None:
    about = replace(ABOUT, terms=BillingTerms(**({"late_fee_since": date(2025, 11, 1)} | terms)))
    sections = invoice_view(invoice(), scenes.LINES, [], {}, None, about, NOW).terms
    assert [words in section.text for section in sections] == ([True] if words else [])
    charged = invoice(late_fee_at=NOW)
    assert invoice_view(charged, scenes.LINES, [], {}, None, about, NOW).terms == []

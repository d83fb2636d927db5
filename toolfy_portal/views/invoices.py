"""An invoice as text, ready to show: the same for the first HTML, the live page, staff and the PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import Access, DocumentAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money, price_text
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import LateFee, OnlinePayments
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine
from toolfy_portal.domain.invoices.standing import Standing, standing
from toolfy_portal.domain.invoices.totals import add_up
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.late_fees import may_come
from toolfy_portal.domain.payments.models import (
    LIVE_STATES,
    Attempt,
    AttemptState,
    LedgerEntry,
    Receipt,
    TransferNotice,
)
from toolfy_portal.domain.payments.transfers import open_notice
from toolfy_portal.views.brands import BrandView, brand_view
from toolfy_portal.views.money import PaymentView, payment_view
from toolfy_portal.views.panels import PanelView, PartView, Paying, panel_view
from toolfy_portal.views.transfers import CopyView, TransferView, bank_rows, transfer_view
from toolfy_portal.views.words import days, full_day, number

CONFIRMING_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class FactView:
    """A label and its lines."""

    label: str = ""
    lines: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class LineView:
    """One line of an invoice. each: "4 × £28.50", empty for one of a kind."""

    name: str = ""
    note: str = ""
    quantity: str = ""
    unit_price: str = ""
    each: str = ""
    amount: str = ""


@dataclass(frozen=True)
class TotalView:
    """A row under the lines. kind: "", "paid" or "due"."""

    label: str = ""
    value: str = ""
    kind: str = ""


@dataclass(frozen=True)
class SectionView:
    """A heading and its text."""

    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class InvoiceView:
    """Everything a customer sees of an invoice. No token, no margin, nothing private."""

    id: str = ""
    number: str = ""
    title: str = ""
    heading: str = ""  # "Invoice INV-1048"
    brand: BrandView = field(default_factory=BrandView)
    panel: PanelView = field(default_factory=PanelView)
    facts: list[FactView] = field(default_factory=list[FactView])
    lines: list[LineView] = field(default_factory=list[LineView])
    totals: list[TotalView] = field(default_factory=list[TotalView])
    payments: list[PaymentView] = field(default_factory=list[PaymentView])
    bank: list[CopyView] = field(default_factory=list[CopyView])
    transfer: TransferView = field(default_factory=TransferView)
    terms: list[SectionView] = field(default_factory=list[SectionView])
    notes: str = ""
    is_test: bool = False


def show_invoice(uow: UnitOfWork[Access], invoice_id: str) -> InvoiceView:
    """Return the invoice in reach of the access. Raises NotFound."""
    invoice = invoices.find(uow, invoice_id)
    about = profile(uow)
    attempts = select(Attempt).where(Attempt.document_id == invoice_id).order_by(col(Attempt.created_at).desc())
    under_way = (
        uow.first(attempts.where(Attempt.state == AttemptState.PROCESSING)) if invoice.processing_minor else None
    )
    shown = invoice_view(
        invoice,
        invoices.lines(uow, invoice_id),
        ledger.history(uow, invoice_id),
        ledger.receipts(uow, invoice_id),
        uow.first(attempts.where(col(Attempt.state).in_(LIVE_STATES))),
        about,
        uow.now,
        under_way=under_way,
        notice=open_notice(uow, invoice_id),
    )
    return shown if not isinstance(uow.access, DocumentAccess) or uow.access.may_pay else _only_to_read(shown)


def _only_to_read(shown: InvoiceView) -> InvoiceView:
    """Take out all that leads to paying."""
    panel = replace(shown.panel, is_payable=False, part=PartView(), fine="")
    return replace(shown, panel=panel, bank=[], transfer=TransferView())


def invoice_view(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    entries: Sequence[LedgerEntry],
    receipts: Mapping[str, Receipt],
    attempt: Attempt | None,
    about: Profile,
    now: datetime,
    *,
    under_way: Attempt | None = None,
    notice: TransferNotice | None = None,
) -> InvoiceView:
    """Put an invoice into words.

    attempt: the checkout that is open for it, if any. under_way: whose money is at the bank. notice: of a transfer.
    """
    today = day_in(about.business.timezone, now)
    stands = standing(invoice, today)
    locale = about.business.locale
    confirming = attempt is not None and attempt.returned_at is not None and now - attempt.returned_at < CONFIRMING_FOR
    paying = Paying(attempt, under_way, notice, receipts)
    panel = panel_view(invoice, stands, entries, paying, about, today, confirming=confirming)
    return InvoiceView(
        id=invoice.id,
        number=invoice.number,
        title=invoice.title or f"Invoice {invoice.number}",
        heading=f"Invoice {invoice.number}",
        brand=brand_view(about),
        panel=panel,
        facts=_facts(invoice, locale),
        lines=[line_view(line, invoice.currency, locale) for line in lines],
        totals=_totals(invoice, lines, stands, locale),
        payments=[payment_view(entry, receipts, about.business) for entry in reversed(entries)],
        bank=bank_rows(invoice, about) if panel.is_owing else [],
        transfer=transfer_view(invoice, about, notice, today) if panel.is_owing else TransferView(),
        terms=_terms(invoice, about),
        notes=invoice.notes,
        is_test=about.terms.online_payments is OnlinePayments.TEST or any(entry.is_test for entry in entries),
    )


def _facts(invoice: Invoice, locale: str) -> list[FactView]:
    def day(value: date | None) -> list[str]:
        return [full_day(value, locale)] if value else []

    facts = [
        FactView("Billed to", invoice.billed_to.splitlines()),
        FactView("Work done at", invoice.work_address.splitlines()),
        FactView("Issued", day(invoice.issued_on)),
        FactView("Due", day(invoice.due_on)),
    ]
    return [fact for fact in facts if fact.lines]


def line_view(line: InvoiceLine, currency: str, locale: str) -> LineView:
    """Put a line into words."""
    quantity = number(line.quantity, locale) + (f" {line.unit}" if line.unit else "")
    price = price_text(line.unit_price, currency, locale)
    return LineView(
        name=line.name,
        note=line.note,
        quantity=quantity,
        unit_price=price,
        each="" if line.quantity == 1 else f"{quantity} × {price}",
        amount=Money(line.amount_minor, currency).text(locale),
    )


def _totals(invoice: Invoice, lines: Sequence[InvoiceLine], stands: Standing, locale: str) -> list[TotalView]:
    def money(minor: int) -> str:
        return Money(minor, invoice.currency).text(locale).replace("-", "−", 1)

    rows = [TotalView("Subtotal", money(invoice.subtotal_minor))]
    rows += [TotalView("Discount", money(-invoice.discount_minor))] if invoice.discount_minor else []
    rows += [TotalView(invoice.extra_label or "Other", money(invoice.extra_minor))] if invoice.extra_minor else []
    rows += [TotalView(label, money(minor)) for label, minor in _taxes(invoice, lines) if minor]
    rows += [TotalView("Late fee", money(invoice.late_fee_minor))] if invoice.late_fee_minor else []
    total = money(invoice.total_minor)
    if stands is Standing.VOID:
        return [*rows, TotalView("Total, cancelled", total, "due")]
    if invoice.paid_minor:
        paid = TotalView("Paid so far", money(-invoice.paid_minor), "paid")
        if invoice.overpaid.minor:
            back = TotalView("We owe you", money(invoice.overpaid.minor), "due")
            return [*rows, TotalView("Total", total), paid, back]
        return [*rows, TotalView("Total", total), paid, TotalView("Left to pay", money(invoice.balance.minor), "due")]
    label = "Total" if stands is Standing.PROCESSING else "Amount due"
    return [*rows, TotalView(label, total, "due")]


def _taxes(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[tuple[str, int]]:
    """Return what each rate comes to; one row if there is one, or if the lines don't say: imported ones may not."""
    taxes = add_up(lines, invoice.currency, discount_minor=invoice.discount_minor).taxes
    if len(taxes) > 1 and sum(group.tax_minor for group in taxes) == invoice.tax_minor:
        return [(group.label, group.tax_minor) for group in taxes]
    return [(invoice.tax_label or "Tax", invoice.tax_minor)]


def _terms(invoice: Invoice, about: Profile) -> list[SectionView]:
    late = [about.terms.late_fee_policy, _late_fee(about) if may_come(invoice, about) else ""]
    sections = [
        SectionView("Payment terms", about.terms.payment_terms),
        SectionView("Late fees", "\n".join(filter(None, late))),
    ]
    return [section for section in sections if section.text]


def _late_fee(about: Profile) -> str:
    """Say what is added, before it is: nobody should learn of a fee when it comes."""
    terms, locale = about.terms, about.business.locale
    fee = Money(terms.late_fee_minor, about.business.currency).text(locale)
    if terms.late_fee_kind is LateFee.PERCENT:
        fee = f"{number(terms.late_fee_percent, locale)}% of what is left to pay"
    grace = f"{days(timedelta(days=terms.late_fee_grace_days), locale)} after" if terms.late_fee_grace_days else "by"
    return f"If it isn’t paid {grace} the due day, a late fee of {fee} is added, once."

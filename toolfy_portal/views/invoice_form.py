"""An invoice as the texts of the form it is edited in, and what the form comes to while it is filled in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from babel.numbers import format_decimal

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import CURRENCIES, exponent, plain_amount
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.billing import tax_rates
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.domain.invoices.totals import TaxGroup
from toolfy_portal.views.words import days

NO_TAX = ""
PERCENT, AMOUNT = "percent", "amount"


@dataclass(frozen=True)
class ChoiceView:
    """One of several, as its value and its words."""

    value: str = ""
    label: str = ""


@dataclass(frozen=True)
class CustomerView:
    """Whom an invoice is for. text: e-mail and address, to tell namesakes apart."""

    id: str = ""
    name: str = ""
    text: str = ""


@dataclass(frozen=True)
class LineFormView:
    """A line's fields. key: tells lines of one form apart, and stays while lines are added, moved and taken away."""

    key: str = ""
    name: str = ""
    note: str = ""
    quantity: str = "1"
    unit: str = ""
    unit_price: str = ""
    tax: str = NO_TAX
    cost: str = ""


@dataclass(frozen=True)
class InvoiceFormView:
    """The fields, filled in. seen: what to hand back when saving; closed: why it can't be edited, empty if it can."""

    id: str = ""  # empty: a new one
    number: str = ""
    is_issued: bool = False
    closed: str = ""
    seen: str = ""
    customer: CustomerView = field(default_factory=CustomerView)
    currency: str = ""
    title: str = ""
    work_address: str = ""
    issued_on: str = ""  # ISO 8601
    due_on: str = ""
    due_hint: str = ""
    discount_kind: str = PERCENT
    discount: str = ""
    notes: str = ""
    private_notes: str = ""
    lines: list[LineFormView] = field(default_factory=list[LineFormView])
    taxes: list[ChoiceView] = field(default_factory=list[ChoiceView])
    usual_tax: str = NO_TAX
    currencies: list[str] = field(default_factory=lambda: list(CURRENCIES))


def show_new_invoice(uow: UnitOfWork[StaffAccess]) -> InvoiceFormView:
    """Return an empty form, as the business usually bills."""
    about, rates = profile(uow), tax_rates(uow)
    usual = next((tax_value(rate.name, rate.percent) for rate in rates if rate.is_default), NO_TAX)
    return InvoiceFormView(
        currency=about.business.currency,
        lines=[LineFormView(key="0", tax=usual)],
        taxes=_taxes([(rate.name, rate.percent) for rate in rates]),
        usual_tax=usual,
        due_hint=f"Empty: {days(timedelta(days=about.terms.payment_days), about.business.locale)} after it is issued.",
    )


def show_invoice_form(uow: UnitOfWork[StaffAccess], invoice_id: str) -> InvoiceFormView:
    """Return the invoice's form. Raises NotFound."""
    invoice, draft, new = invoices.find(uow, invoice_id), editing.draft_of(uow, invoice_id), show_new_invoice(uow)
    rates = [(rate.name, rate.percent) for rate in tax_rates(uow)]
    return replace(
        form_view(draft, profile(uow).business.locale, rates),
        id=invoice.id,
        number=invoice.number,
        is_issued=invoice.status is not InvoiceStatus.DRAFT,
        closed=editing.closed_because(invoice),
        seen=editing.state_of(uow, invoice_id),
        customer=customer_view(uow.get(Customer, invoice.customer_id)),
        usual_tax=new.usual_tax,
        due_hint=new.due_hint,
    )


def form_view(draft: InvoiceDraft, locale: str, rates: Sequence[tuple[str, Decimal]]) -> InvoiceFormView:
    """Put a draft into the texts of its form; `read_draft` reads them back. rates: the taxes offered beside its own."""
    carried = [(line.tax_name, line.tax_percent) for line in draft.lines if _is_taxed(line)]
    amount = plain_amount(draft.discount_minor, draft.currency, locale) if draft.discount_minor else ""
    return InvoiceFormView(
        currency=draft.currency,
        title=draft.title,
        work_address=draft.work_address,
        issued_on=draft.issued_on.isoformat() if draft.issued_on else "",
        due_on=draft.due_on.isoformat() if draft.due_on else "",
        discount_kind=AMOUNT if amount else PERCENT,
        discount=amount or (_plain(draft.discount_percent, locale) if draft.discount_percent else ""),
        notes=draft.notes,
        private_notes=draft.private_notes,
        lines=[_line(str(key), line, draft.currency, locale) for key, line in enumerate(draft.lines)],
        taxes=_taxes([*rates, *carried]),
    )


def customer_view(customer: Customer) -> CustomerView:
    """Put a customer into words."""
    return CustomerView(
        customer.id, customer.name, ", ".join(filter(None, [customer.email, *customer.address.splitlines()]))
    )


def tax_value(name: str, percent: Decimal) -> str:
    """Return what stands for a tax in the form: "20|VAT"."""
    return f"{percent.normalize():f}|{name}"


def _line(key: str, line: DraftLine, currency: str, locale: str) -> LineFormView:
    cost = "" if line.cost_minor is None else plain_amount(line.cost_minor, currency, locale)
    return LineFormView(
        key=key,
        name=line.name,
        note=line.note,
        quantity=_plain(line.quantity, locale),
        unit=line.unit,
        unit_price=_plain(line.unit_price, locale, exponent(currency)),
        tax=tax_value(line.tax_name, line.tax_percent) if _is_taxed(line) else NO_TAX,
        cost=cost,
    )


def _is_taxed(line: DraftLine) -> bool:
    return bool(line.tax_name or line.tax_percent)  # a rate of nothing has a name, too


def _plain(number: Decimal, locale: str, least: int = 0) -> str:
    """Return a number as a person would type it. least: decimal places."""
    return format_decimal(number, format="0." + "0" * least + "#" * (6 - least), locale=locale).rstrip(".,")


def _taxes(rates: Collection[tuple[str, Decimal]]) -> list[ChoiceView]:
    known = {tax_value(name, percent): TaxGroup(name, percent, 0, 0).label for name, percent in rates}
    return [*(ChoiceView(value, label) for value, label in known.items()), ChoiceView(NO_TAX, "No tax")]

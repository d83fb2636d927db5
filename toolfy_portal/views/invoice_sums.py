"""What an invoice's form comes to while it is filled in: a line that can't be read yet counts nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.money import CURRENCIES, Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import DraftLine, line_faults
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.invoices.totals import Totals, add_up
from toolfy_portal.views.invoice_entry import line_keys, read_discount, read_line
from toolfy_portal.views.invoices import TotalView

_NOTHING = DraftLine(name="")


@dataclass(frozen=True)
class SumsView:
    """The amount of each line by its key, and the rows under the lines."""

    amounts: dict[str, str] = field(default_factory=dict[str, str])
    totals: list[TotalView] = field(default_factory=list[TotalView])


def show_sums(uow: UnitOfWork[StaffAccess], form: Mapping[str, Any], invoice_id: str) -> SumsView:
    """Return what the form comes to. invoice_id: whose extra charges count, empty for a new one. Raises NotFound."""
    locale = profile(uow).business.locale
    currency = form.get("currency", "")
    if currency not in CURRENCIES:
        return SumsView()
    invoice = invoices.find(uow, invoice_id) if invoice_id else None
    keys = line_keys(form)
    percent, minor = _discount(form, currency, locale)
    sums = add_up(
        [_line(form, key, currency, locale) for key in keys],
        currency,
        discount_percent=percent,
        discount_minor=minor,
        extra_minor=invoice.extra_minor + invoice.late_fee_minor if invoice else 0,
    )
    texts = [Money(amount, currency).text(locale) for amount in sums.amounts]
    more = _more(invoice) if invoice else []
    return SumsView(dict(zip(keys, texts, strict=True)), _rows(sums, more, currency, locale))


def _more(invoice: Invoice) -> list[tuple[str, int]]:
    """Return what the invoice has beside its lines."""
    found = [(invoice.extra_label or "Other", invoice.extra_minor), ("Late fee", invoice.late_fee_minor)]
    return [(label, minor) for label, minor in found if minor]


def _line(form: Mapping[str, Any], key: str, currency: str, locale: str) -> DraftLine:
    try:
        line = read_line(form, key, currency, locale)
    except InvalidField:
        return _NOTHING
    return _NOTHING if any(field != "name" for field, _ in line_faults(line)) else line


def _discount(form: Mapping[str, Any], currency: str, locale: str) -> tuple[Decimal, int]:
    try:
        percent, minor = read_discount(form, currency, locale)
    except InvalidField:
        return Decimal(0), 0
    return (percent, minor) if 0 <= percent <= 100 else (Decimal(0), 0)


def _rows(sums: Totals, more: Sequence[tuple[str, int]], currency: str, locale: str) -> list[TotalView]:
    def money(minor: int) -> str:
        return Money(minor, currency).text(locale).replace("-", "−", 1)

    rows = [TotalView("Subtotal", money(sums.subtotal_minor))]
    rows += [TotalView("Discount", money(-sums.discount_minor))] if sums.discount_minor else []
    rows += [TotalView(group.label, money(group.tax_minor)) for group in sums.taxes]
    rows += [TotalView(label, money(minor)) for label, minor in more]
    return [*rows, TotalView("Total", money(sums.total_minor), "due")]

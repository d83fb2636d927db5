"""What was typed into an invoice's form, as a draft."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from toolfy_portal.core.errors import Invalid, InvalidField
from toolfy_portal.core.money import CURRENCIES, parse_amount, parse_number
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.views.invoice_form import AMOUNT, NO_TAX

_LINE = re.compile(r"line-([a-z0-9]{1,8})-(name|note|quantity|unit|unit_price|tax|cost)")
_CALLED = {"tax_percent": "tax", "tax_name": "tax", "cost_minor": "cost"}
_RATE = re.compile(r"\d{1,3}(\.\d{1,3})?", re.ASCII)
_NO_SUCH_TAX = "Choose a tax from the list."
_TYPED = ("name", "note", "unit_price", "cost")  # what makes a line one: the rest is filled in from the start

Form = Mapping[str, Any]


def line_keys(form: Form) -> list[str]:
    """Return the keys of the lines with something in them, in their order; see `LineFormView`."""
    keys = dict.fromkeys(found[1] for name in form if (found := _LINE.fullmatch(name)))
    return [key for key in keys if any(_text(form, f"line-{key}-{field}") for field in _TYPED)]


def field_of(error_field: str, keys: Collection[str]) -> str:
    """Return the form's name of a field of a draft: "line-n3-quantity" for "lines.0.quantity"."""
    where, _, rest = error_field.partition(".")
    if where in {"discount_percent", "discount_minor"}:
        return "discount"
    if not rest:
        return where
    index, _, field = rest.partition(".")
    return f"line-{list(keys)[int(index)]}-{_CALLED.get(field, field)}"


def read_draft(form: Form, locale: str, taxes: Collection[str]) -> InvoiceDraft:
    """Return the form as a draft. taxes: the values that may be chosen; locale: how numbers are written.

    Raises InvalidField, named as in the form, for what can't be read.
    """
    currency = _text(form, "currency")
    if currency not in CURRENCIES:
        raise InvalidField("currency", "Choose a currency from the list.")
    percent, minor = read_discount(form, currency, locale)
    return InvoiceDraft(
        customer_id=_text(form, "customer_id"),
        currency=currency,
        title=_text(form, "title"),
        work_address=_text(form, "work_address"),
        issued_on=_day(form, "issued_on"),
        due_on=_day(form, "due_on"),
        lines=tuple(_taxed(form, key, currency, locale, taxes) for key in line_keys(form)),
        discount_percent=percent,
        discount_minor=minor,
        notes=_text(form, "notes"),
        private_notes=_text(form, "private_notes"),
    )


def read_line(form: Form, key: str, currency: str, locale: str) -> DraftLine:
    """Return one line. Raises InvalidField."""

    def text(field: str) -> str:
        return _text(form, f"line-{key}-{field}")

    percent, _, name = text("tax").partition("|")
    if percent and not _RATE.fullmatch(percent):
        raise InvalidField(f"line-{key}-tax", _NO_SUCH_TAX)
    return DraftLine(
        name=text("name"),
        note=text("note"),
        quantity=_number(form, f"line-{key}-quantity", locale, "Enter a quantity, like 1 or 2.5."),
        unit=text("unit"),
        unit_price=_number(form, f"line-{key}-unit_price", locale, "Enter a price, like 40.00.", currency),
        tax_name=name,
        tax_percent=Decimal(percent or 0),
        cost_minor=_amount(form, f"line-{key}-cost", currency, locale) if text("cost") else None,
    )


def _taxed(form: Form, key: str, currency: str, locale: str, taxes: Collection[str]) -> DraftLine:
    name = f"line-{key}-tax"
    if _text(form, name) not in {NO_TAX, *taxes}:
        raise InvalidField(name, _NO_SUCH_TAX)
    return read_line(form, key, currency, locale)


def read_discount(form: Form, currency: str, locale: str) -> tuple[Decimal, int]:
    """Return the percentage, or else the amount in minor units. Raises InvalidField."""
    if not _text(form, "discount"):
        return Decimal(0), 0
    if _text(form, "discount_kind") == AMOUNT:
        return Decimal(0), _amount(form, "discount", currency, locale)
    return _number(form, "discount", locale, "Enter a percentage, like 10.", "%"), 0


def _amount(form: Form, name: str, currency: str, locale: str) -> int:
    try:
        return parse_amount(_text(form, name), currency, locale)
    except Invalid as error:
        raise InvalidField(name, error.message) from error


def _number(form: Form, name: str, locale: str, words: str, sign: str = "") -> Decimal:
    try:
        return parse_number(_text(form, name), locale, sign)
    except ValueError as error:
        raise InvalidField(name, words) from error


def _day(form: Form, name: str) -> date | None:
    text = _text(form, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidField(name, "Enter a day, like 2025-11-28.") from error


def _text(form: Form, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""

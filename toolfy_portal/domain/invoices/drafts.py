"""An invoice as it was entered, before it is one: what may be in it, and what it comes to. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.money import CURRENCIES
from toolfy_portal.domain.invoices.totals import Totals, add_up

MOST_LINES = 200
SHORT, LONG = 500, 4000  # characters
_MOST_MINOR = 10**13


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line as it was entered. unit_price: major units; cost_minor: of the whole line, for the team."""

    name: str
    note: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    tax_name: str = ""
    tax_percent: Decimal = Decimal(0)
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """An invoice as it was entered. A discount is a percentage, or else an amount in minor units."""

    customer_id: str
    currency: str
    title: str = ""
    work_address: str = ""
    issued_on: date | None = None  # empty: the day it is issued
    due_on: date | None = None  # empty: by the business's terms
    lines: tuple[DraftLine, ...] = ()
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0
    notes: str = ""
    private_notes: str = ""


def totals_of(draft: InvoiceDraft, extra_minor: int = 0) -> Totals:
    """Return what the draft comes to. Raises InvalidField for what can't be added up or kept."""
    if fault := next(_faults(draft), None):
        raise InvalidField(*fault)
    sums = add_up(
        draft.lines,
        draft.currency,
        discount_percent=draft.discount_percent,
        discount_minor=draft.discount_minor,
        extra_minor=extra_minor,
    )
    if draft.discount_minor and sums.discount_minor > max(sums.subtotal_minor, 0):
        raise InvalidField("discount_minor", "The discount is more than the lines come to.")
    if max(abs(sums.subtotal_minor), abs(sums.total_minor)) > _MOST_MINOR:
        raise InvalidField("lines", "That is more than one invoice can hold.")
    return sums


def _faults(draft: InvoiceDraft) -> Iterator[tuple[str, str]]:
    if not draft.customer_id:
        yield "customer_id", "Choose a customer."
    if draft.currency not in CURRENCIES:
        yield "currency", "Choose a currency from the list."
    if draft.issued_on and draft.due_on and draft.due_on < draft.issued_on:
        yield "due_on", "It can't be due before it is issued."
    if not _fits(draft.discount_percent, 0, 100, 3):
        yield "discount_percent", "Enter a percentage from 0 to 100."
    if draft.discount_minor < 0:
        yield "discount_minor", "A discount can't be below zero."
    if len(draft.lines) > MOST_LINES:
        yield "lines", f"An invoice holds up to {MOST_LINES} lines."
    yield from _too_long(draft, {"title": SHORT, "work_address": SHORT, "notes": LONG, "private_notes": LONG})
    for index, line in enumerate(draft.lines):
        yield from ((f"lines.{index}.{field}", words) for field, words in line_faults(line))


def line_faults(line: DraftLine) -> Iterator[tuple[str, str]]:
    """Return what is wrong with a line: the field, and what to do."""
    if not line.name.strip():
        yield "name", "Say what was done or supplied."
    yield from _too_long(line, {"name": SHORT, "note": LONG, "unit": 20, "tax_name": 40})
    if not _fits(line.quantity, 0, 10**6, 4) or not line.quantity:
        yield "quantity", "Enter a quantity above zero, with up to 4 decimals."
    if not _fits(line.unit_price, -(10**9), 10**9, 6):
        yield "unit_price", "Enter a price with up to 6 decimals."
    if not _fits(line.tax_percent, 0, 100, 3):
        yield "tax_percent", "Enter a tax rate from 0 to 100."
    if line.cost_minor is not None and not 0 <= line.cost_minor <= _MOST_MINOR:
        yield "cost_minor", "A cost can't be below zero."


def _too_long(entered: InvoiceDraft | DraftLine, longest: dict[str, int]) -> Iterator[tuple[str, str]]:
    for field, most in longest.items():
        if len(getattr(entered, field)) > most:
            yield field, f"Keep this to {most:,} characters."


def _fits(number: Decimal, least: int, most: int, decimals: int) -> bool:
    return number.is_finite() and least <= number <= most and number == round(number, decimals)

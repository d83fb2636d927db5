"""Where an invoice's own figures contradict each other: the file's are kept, and a sentence names both."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from toolfy_portal.adapters.exports.records import ImportedInvoice, ImportedLine
from toolfy_portal.adapters.exports.rows import BadRow, Row
from toolfy_portal.core.money import Money, exponent

_LARGEST_MINOR = 10**15


def rounded(row: Row, amount: Decimal, currency: str) -> int:
    """Return a computed amount in minor units, half a unit away from zero. Raises BadRow if it is absurdly large."""
    minor = int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP))
    if abs(minor) >= _LARGEST_MINOR:
        raise BadRow(f"Row {row.raw.line}: price times quantity is too large.")
    return minor


def without_copies(
    rows: Sequence[Row],
    lines: list[ImportedLine],
    adds_up: Callable[[Sequence[ImportedLine]], bool],
    warnings: list[str],
) -> list[ImportedLine]:
    """Return the lines less the rows written twice, if the file's figure is right only without them."""
    if len(rows) < 2 or adds_up(lines):
        return lines
    first = {tuple(row.raw.cells): place for place, row in reversed(list(enumerate(rows)))}
    kept = [lines[place] for place in sorted(first.values())]
    if len(kept) == len(lines) or not adds_up(kept):
        return lines
    dropped = len(lines) - len(kept)
    warnings.append(f"{dropped} line{'s' if dropped > 1 else ''} written twice: counted once, as the total says.")
    return kept


def checked(invoice: ImportedInvoice, currency: str) -> ImportedInvoice:
    """Return the invoice with a warning for each contradiction between its figures."""
    found = [
        warning.format(*(_text(minor, currency) for minor in figures)) for warning, *figures in _contradictions(invoice)
    ]
    if invoice.due_on and invoice.due_on < invoice.issued_on:
        found.append(f"It is due on {invoice.due_on}, before its date {invoice.issued_on}.")
    return replace(invoice, warnings=(*invoice.warnings, *found)) if found else invoice


def _contradictions(invoice: ImportedInvoice) -> Iterator[tuple[str, int, int]]:
    """Yield a sentence and the two figures it names, for each pair that should agree and doesn't."""
    total, paid, balance = invoice.total_minor, invoice.paid_minor, invoice.balance_minor
    lines = sum(line.amount_minor for line in invoice.lines)
    if lines != invoice.subtotal_minor:
        yield "Its lines add up to {}, its subtotal is {}.", lines, invoice.subtotal_minor
    parts = (
        invoice.subtotal_minor
        - invoice.discount_minor
        + invoice.tax_minor
        + invoice.shipping_minor
        + invoice.adjustment_minor
    )
    if parts != total:
        yield "Its lines, discount, tax and charges come to {}, its total is {}.", parts, total
    if paid > max(total, 0):
        yield "{} is paid of a total of {}.", paid, total
    if paid + balance != total:
        yield "What is paid and what is due make {}, its total is {}.", paid + balance, total
    if invoice.status == "paid" and balance:
        yield "It is marked paid, and {} of {} is still due.", balance, total
    if invoice.status == "issued" and total > 0 and balance <= 0:
        yield "It isn't marked paid, and {} of {} is paid.", paid, total


def _text(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).decimal:,} {currency}"

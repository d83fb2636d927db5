"""The history as rows of a spreadsheet: for an accountant, a dispute, or whoever checks it against an anchor."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any, cast

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice

COLUMNS = (
    *("Entry", "Time (UTC)", "Invoice", "Customer", "What happened", "Kind", "By", "Device", "Network", "Channel"),
    *("Currency", "Amount", "Seal"),
)
AMOUNT = COLUMNS.index("Amount")


def sheet_rows(uow: UnitOfWork[StaffAccess], entries: Sequence[ActivityEntry]) -> Iterator[list[str]]:
    """Yield the entries' texts in the order of COLUMNS. Times are ISO 8601, amounts plain decimals."""
    about, whose = {entry.subject_id for entry in entries}, {entry.customer_id for entry in entries}
    numbers = dict(uow.rows(select(Invoice.id, Invoice.number).where(col(Invoice.id).in_(about))))
    names = dict(uow.rows(select(Customer.id, Customer.name).where(col(Customer.id).in_(whose))))
    for entry in entries:
        currency, amount = _amount(entry.data.get("amount"))
        yield [
            str(entry.position),
            entry.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            numbers.get(entry.subject_id, ""),
            names.get(entry.customer_id, ""),
            entry.summary,
            entry.kind,
            entry.actor,
            str(entry.data.get("device", "")),
            str(entry.data.get("network", "")),
            _channel(entry),
            currency,
            amount,
            entry.digest.hex(),
        ]


def _channel(entry: ActivityEntry) -> str:
    """Say which way it came: a message's channel, the customer's link, staff, or the portal by itself."""
    if channel := entry.data.get("channel"):
        return str(channel)
    if entry.actor:
        return "staff"
    return "link" if entry.data.get("link_id") else "portal"


def _amount(told: Any) -> tuple[str, str]:
    if not isinstance(told, dict) or "minor" not in told:
        return "", ""
    facts = cast(dict[str, Any], told)
    return facts["currency"], f"{Money(facts['minor'], facts['currency']).decimal:f}"

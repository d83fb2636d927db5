"""All money of a business as rows of a spreadsheet, for whoever keeps the books."""

from datetime import UTC

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.payments.listing import GATEWAY_KINDS, Listed
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, LedgerKind
from toolfy_portal.views.payments import pill_of, trying

COLUMNS = (
    *("Time (UTC)", "Date", "Kind", "State", "Method", "Customer", "Invoice", "Receipt", "Reference", "Currency"),
    *("Amount", "Amount not booked", "Note", "By", "Test"),
)
AMOUNTS = frozenset({COLUMNS.index("Amount"), COLUMNS.index("Amount not booked")})
_KINDS = {
    LedgerKind.PAYMENT: "Payment",
    LedgerKind.REFUND: "Refund",
    LedgerKind.REFUND_REVERSED: "Refund that came back",
    LedgerKind.DISPUTE: "Dispute",
    LedgerKind.DISPUTE_WON: "Dispute won",
    LedgerKind.MANUAL: "Payment recorded by hand",
    LedgerKind.MANUAL_UNDONE: "Undone",
    LedgerKind.CREDIT_NOTE: "Credit note",
    LedgerKind.WRITE_OFF: "Write-off",
    LedgerKind.IMPORTED: "Payment brought over",
}


def sheet_row(listed: Listed, business: Business) -> list[str]:
    """Return a row's texts, in the order of COLUMNS.

    "Amount" adds up to the ledger: it is signed, and empty for money that is in no ledger, whose amount stands beside.
    Amounts are plain decimals, times ISO 8601; "Date" is the day where the business is.
    """
    record = listed.record
    amount = f"{Money(record.amount_minor, record.currency).decimal:f}"
    if isinstance(record, LedgerEntry):
        reference = record.ref if record.kind in GATEWAY_KINDS else ""
        kind, method, note, booked = _KINDS[record.kind], record.method, listed.note, True
    elif isinstance(record, Attempt):
        kind, method, note, booked = "Attempt", "", trying(record), False
        reference = record.payment_intent or record.session_id or ""
    else:
        kind, method, note, booked = "Unmatched payment", "", record.detail, False
        reference = record.payment_intent
    return [
        listed.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        day_in(business.timezone, listed.at).isoformat(),
        kind,
        pill_of(listed).word,
        method,
        listed.customer,
        listed.invoice,
        listed.receipt,
        reference,
        record.currency,
        amount if booked else "",
        "" if booked else amount,
        note,
        listed.by,
        "Test" if isinstance(record, LedgerEntry) and record.is_test else "",
    ]

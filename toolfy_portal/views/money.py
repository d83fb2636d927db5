"""Lines of the ledger in words: what customers and staff read of money that moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind, Receipt
from toolfy_portal.views.words import full_day, moment

# kind -> how its line is called where `method` alone doesn't say it, icon and tone
_WORDS: dict[LedgerKind, tuple[str, str, str]] = {
    LedgerKind.PAYMENT: ("", "card", "pos"),
    LedgerKind.MANUAL: ("", "bank", "pos"),
    LedgerKind.IMPORTED: ("", "check", "pos"),
    LedgerKind.REFUND: ("Refunded to {}", "renew", ""),
    LedgerKind.REFUND_REVERSED: ("Refund to {} came back", "renew", "neg"),
    LedgerKind.DISPUTE: ("Taken back by the bank of {}", "cross", "neg"),
    LedgerKind.DISPUTE_WON: ("Given back by the bank of {}", "check", "pos"),
    LedgerKind.MANUAL_UNDONE: ("Undone: {}", "renew", ""),
    LedgerKind.CREDIT_NOTE: ("", "check", ""),
    LedgerKind.WRITE_OFF: ("Written off", "check", ""),
}
BY_DAY = (LedgerKind.IMPORTED, LedgerKind.MANUAL)  # nobody knows the minute
_USUAL = {LedgerKind.IMPORTED: "Paid before, brought over"}


@dataclass(frozen=True)
class PaymentView:
    """A row of the payment history. tone and icon as in the timeline; receipt: its number."""

    title: str = ""
    at: str = ""
    amount: str = ""
    note: str = ""
    tone: str = "pos"
    icon: str = "card"
    receipt: str = ""


def payment_view(entry: LedgerEntry, receipts: Mapping[str, Receipt], business: Business) -> PaymentView:
    """Put a line of the ledger into words. receipts: by line."""
    locale, timezone = business.locale, business.timezone
    _, icon, tone = _WORDS[entry.kind]
    receipt = receipts.get(entry.id)
    is_day = entry.kind in BY_DAY
    return PaymentView(
        title=payment_title(entry),
        at=full_day(day_in(timezone, entry.at), locale) if is_day else moment(entry.at, timezone, locale),
        amount=Money(entry.amount_minor, entry.currency).text(locale).replace("-", "−", 1),
        note="Test" if entry.is_test else "",
        tone=tone,
        icon=icon,
        receipt=receipt.number if receipt else "",
    )


def payment_title(entry: LedgerEntry) -> str:
    """Return what moved how: "Visa ending 4242", "Refunded to Visa ending 4242"."""
    words = _WORDS[entry.kind][0]
    method = entry.method or _USUAL.get(entry.kind, "Payment")
    return words.format(method) if words else method

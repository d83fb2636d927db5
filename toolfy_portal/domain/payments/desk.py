"""What staff record about money by hand: transfers and cash, credit notes, write-offs; and taking it back."""

from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import BillingTerms
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments.attempts import outdate
from toolfy_portal.domain.payments.events import BalanceReduced, PaymentUndone
from toolfy_portal.domain.payments.ledger import post, receive
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind
from toolfy_portal.domain.team.rules import may_handle_money

Desk = UnitOfWork[StaffAccess]
DESK = "desk"  # the account of lines that no gateway knows of
UNDOABLE = {LedgerKind.MANUAL: "Payment", LedgerKind.CREDIT_NOTE: "Credit note", LedgerKind.WRITE_OFF: "Write-off"}


class Method(StrEnum):
    """How money came without us."""

    TRANSFER = "Bank transfer"
    CASH = "Cash"
    CHEQUE = "Cheque"
    OTHER = "Other"


def record_payment(uow: Desk, invoice_id: str, amount_minor: int, method: Method, day: date, note: str) -> LedgerEntry:
    """Record money that came offline on that day, where the business is; its receipt follows.

    More than is owed is taken, and shows as overpaid. Raises Invalid for an amount or day that can't be, Conflict
    for an invoice that isn't issued.
    """
    may_handle_money(uow.access)
    invoice = _issued(uow, invoice_id)
    if amount_minor <= 0:
        raise Invalid("Enter the amount that was received.")
    business = profile(uow).business
    if day > day_in(business.timezone, uow.now):
        raise Invalid("That day hasn't come yet.")
    at = min(datetime.combine(day, time(12), ZoneInfo(business.timezone)), uow.now)
    entry = _line(uow, invoice, LedgerKind.MANUAL, amount_minor, method.value, note)
    entry.at = at
    receive(uow, invoice, entry)
    outdate(uow, invoice.id)
    return entry


def undo(uow: Desk, entry_id: str) -> None:
    """Take back a line that was recorded by hand, by a line that says so. Raises Conflict if it isn't, or twice."""
    may_handle_money(uow.access)
    entry = uow.get(LedgerEntry, entry_id)
    if entry.kind not in UNDOABLE:
        raise Conflict("Only what was recorded by hand can be undone.")
    invoice = uow.get(Invoice, entry.document_id, lock=True)
    back = _line(uow, invoice, LedgerKind.MANUAL_UNDONE, -entry.amount_minor, entry.method, "")
    back.ref, back.of_id = entry.id, entry.id
    if not post(uow, invoice, back):
        raise Conflict("This was undone already.")
    outdate(uow, invoice.id)
    uow.record(
        PaymentUndone(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            amount=Money(entry.amount_minor, entry.currency),
            what=UNDOABLE[entry.kind],
        )
    )


def write_off(uow: Desk, invoice_id: str, reason: str) -> LedgerEntry:
    """Give up what is still owed. Raises Conflict if nothing is, or a payment is under way."""
    may_handle_money(uow.access)
    invoice = _issued(uow, invoice_id)
    if invoice.processing_minor > 0:
        raise Conflict("A payment for this invoice is on its way. Please wait until it has arrived.")
    return _reduce(uow, invoice, LedgerKind.WRITE_OFF, invoice.balance.minor, "Write-off", reason)


def credit(uow: Desk, invoice_id: str, amount_minor: int, reason: str) -> LedgerEntry:
    """Issue a credit note over a part of the invoice, with the next number. Raises Invalid for too much or nothing.

    What was paid already may be credited, too: it is then overpaid, and can be given back.
    """
    may_handle_money(uow.access)
    invoice = _issued(uow, invoice_id)
    if not 0 < amount_minor <= invoice.total_minor:
        raise Invalid(f"A credit note can be up to {invoice.total}.")
    terms = uow.get(BillingTerms, profile(uow).terms.id, lock=True)
    number, terms.next_credit_note = terms.next_credit_note, terms.next_credit_note + 1
    return _reduce(uow, invoice, LedgerKind.CREDIT_NOTE, amount_minor, f"Credit note CN-{number:04}", reason)


def _reduce(uow: Desk, invoice: Invoice, kind: LedgerKind, amount_minor: int, what: str, reason: str) -> LedgerEntry:
    if amount_minor <= 0:
        raise Conflict("Nothing is owed on this invoice.")
    entry = _line(uow, invoice, kind, amount_minor, what, reason)
    post(uow, invoice, entry)
    outdate(uow, invoice.id)
    uow.record(
        BalanceReduced(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            amount=Money(amount_minor, invoice.currency),
            what=what,
            reason=reason,
        )
    )
    return entry


def _issued(uow: Desk, invoice_id: str) -> Invoice:
    invoice = uow.get(Invoice, invoice_id, lock=True)
    if invoice.status is not InvoiceStatus.ISSUED:
        raise Conflict(f"Invoice {invoice.number} isn't open, so no money can be recorded on it.")
    return invoice


def _line(uow: Desk, invoice: Invoice, kind: LedgerKind, amount_minor: int, method: str, note: str) -> LedgerEntry:
    entry_id = new_id("led")
    return LedgerEntry(
        id=entry_id,
        document_id=invoice.id,
        account_id=DESK,
        kind=kind,
        ref=entry_id,
        amount_minor=amount_minor,
        currency=invoice.currency,
        method=method,
        note=note.strip(),
        made_by=uow.access.name,
        at=uow.now,
    )

"""What a customer says about a bank transfer: staff look out for it. Only money that came changes what is owed."""

from datetime import date, timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import Access, StaffAccess, SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.events import InvoicePaid, TransferDismissed, TransferTold
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind, TransferNotice
from toolfy_portal.domain.team.rules import may_handle_money

FRESH_DAYS = 7  # a transfer between countries takes up to five, and somebody has to look
EARLIEST = timedelta(days=60)  # before today
LONGEST = 200  # characters of the note


def open_notice(uow: UnitOfWork[Access], invoice_id: str) -> TransferNotice | None:
    """Return the transfer that is said to be on its way. There is at most one."""
    mine = TransferNotice.document_id == invoice_id, col(TransferNotice.ended_at).is_(None)
    return uow.first(select(TransferNotice).where(*mine))


def is_fresh(notice: TransferNotice, today: date) -> bool:
    """Say whether the money may still be on its way. today: where the business is."""
    return (today - notice.day).days < FRESH_DAYS


def can_tell(uow: UnitOfWork[Access], invoice_id: str) -> bool:
    """Say whether a transfer can be told of: something is to pay, and none is said to be on its way."""
    return uow.get(Invoice, invoice_id).payable_now.minor > 0 and open_notice(uow, invoice_id) is None


def tell(uow: UnitOfWork[SystemAccess], invoice_id: str, day: date | None, note: str) -> None:
    """Note, for the customer, that they sent a transfer on that day, today without one. A second time changes nothing.

    Raises InvalidField naming "day" or "note", Conflict if nothing is to pay.
    """
    invoice = uow.get(Invoice, invoice_id, lock=True)
    if open_notice(uow, invoice_id) is not None:
        return
    if invoice.payable_now.minor <= 0:
        raise Conflict("There is nothing to pay on this invoice now.")
    today = day_in(profile(uow).business.timezone, uow.now)
    sent, words = day or today, " ".join(note.split())
    if not today - EARLIEST <= sent <= today:
        raise InvalidField("day", f"Choose the day on which you sent it: today, or up to {EARLIEST.days} days ago.")
    if len(words) > LONGEST:
        raise InvalidField("note", f"Please keep the note under {LONGEST} characters.")
    uow.add(TransferNotice(id=new_id("trn"), document_id=invoice.id, day=sent, note=words, at=uow.now))
    uow.record(
        TransferTold(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            number=invoice.number,
            amount=invoice.payable_now,
            day=sent.isoformat(),
            note=words,
        )
    )


def dismiss(uow: UnitOfWork[StaffAccess], notice_id: str) -> None:
    """End a notice because no such money came; the customer may tell again. Raises NotFound, Forbidden."""
    may_handle_money(uow.access)
    notice = uow.get(TransferNotice, notice_id, lock=True)
    if notice.ended_at is None:
        notice.ended_at = uow.now
        invoice = uow.get(Invoice, notice.document_id)
        uow.record(TransferDismissed(subject_id=invoice.id, customer_id=invoice.customer_id))


def money_came(uow: UnitOfWork[StaffAccess | SystemAccess], event: InvoicePaid) -> None:
    """End the notice when staff record money, or when nothing is left to pay."""
    notice = open_notice(uow, event.subject_id)
    by_hand = uow.get(LedgerEntry, event.entry_id).kind is LedgerKind.MANUAL
    if notice is not None and (by_hand or event.balance == Money(0, event.balance.currency)):
        notice.ended_at = uow.now

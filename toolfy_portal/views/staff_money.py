"""An invoice's money as staff see it: each line with what can be done about it, and what waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money, plain_amount
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.desk import UNDOABLE
from toolfy_portal.domain.payments.models import (
    Attempt,
    AttemptState,
    Dispute,
    LedgerEntry,
    LedgerKind,
    Refund,
    RefundState,
    TransferNotice,
    UnmatchedPayment,
    UnmatchedState,
)
from toolfy_portal.domain.payments.refunds import refundable
from toolfy_portal.domain.payments.transfers import open_notice
from toolfy_portal.views.money import PaymentView, payment_view
from toolfy_portal.views.words import moment, plain_day


@dataclass(frozen=True)
class MoneyLineView:
    """A line of the ledger. left: what can be refunded, as one types it; empty: nothing. can_undo: made by hand."""

    id: str = ""
    payment: PaymentView = field(default_factory=PaymentView)
    by: str = ""  # "Dan Prosser: Ref 1042"
    left: str = ""
    left_text: str = ""
    can_undo: bool = False


@dataclass(frozen=True)
class WaitingView:
    """Something about money that staff should know or decide.

    id: of money that can be given back. notice_id: of a transfer that is said to be on its way.
    """

    title: str = ""
    text: str = ""
    tone: str = "neg"
    id: str = ""
    notice_id: str = ""


@dataclass(frozen=True)
class MoneyView:
    """Everything about an invoice's money. balance: as one types it. late_fee: empty where there is none."""

    lines: list[MoneyLineView] = field(default_factory=list[MoneyLineView])
    waiting: list[WaitingView] = field(default_factory=list[WaitingView])
    tries: list[PaymentView] = field(default_factory=list[PaymentView])
    balance: str = ""
    total_text: str = ""
    today: str = ""  # 2026-11-24
    late_fee: str = ""
    is_open: bool = False
    is_owed: bool = False


def show_money(uow: UnitOfWork[StaffAccess], invoice_id: str) -> MoneyView:
    """Return the money of an invoice. Raises NotFound."""
    invoice = invoices.find(uow, invoice_id)
    business = profile(uow).business
    entries, receipts = ledger.history(uow, invoice_id), ledger.receipts(uow, invoice_id)
    undone = {entry.of_id for entry in entries if entry.kind is LedgerKind.MANUAL_UNDONE}
    lines = [
        _line(uow, entry, payment_view(entry, receipts, business), business, can_undo=entry.id not in undone)
        for entry in reversed(entries)
    ]
    return MoneyView(
        lines=lines,
        waiting=_waiting(uow, invoice, business),
        tries=_tries(uow, invoice_id, business),
        balance=plain_amount(invoice.balance.minor, invoice.currency, business.locale),
        total_text=invoice.total.text(business.locale),
        today=day_in(business.timezone, uow.now).isoformat(),
        late_fee=Money(invoice.late_fee_minor, invoice.currency).text(business.locale)
        if invoice.late_fee_minor
        else "",
        is_open=invoice.status is InvoiceStatus.ISSUED,
        is_owed=invoice.status is InvoiceStatus.ISSUED and invoice.balance.minor > 0,
    )


def _line(
    uow: UnitOfWork[StaffAccess], entry: LedgerEntry, payment: PaymentView, business: Business, *, can_undo: bool
) -> MoneyLineView:
    left = refundable(uow, entry) if entry.kind is LedgerKind.PAYMENT else Money(0, entry.currency)
    return MoneyLineView(
        id=entry.id,
        payment=payment,
        by=": ".join(filter(None, [entry.made_by, entry.note])),
        left=plain_amount(left.minor, left.currency, business.locale) if left.minor else "",
        left_text=left.text(business.locale),
        can_undo=can_undo and entry.kind in UNDOABLE,
    )


def _waiting(uow: UnitOfWork[StaffAccess], invoice: Invoice, business: Business) -> list[WaitingView]:
    locale, invoice_id, overpaid = business.locale, invoice.id, invoice.overpaid
    unmatched = select(UnmatchedPayment).where(
        UnmatchedPayment.document_id == invoice_id, UnmatchedPayment.state == UnmatchedState.OPEN
    )
    found = [WaitingView("This payment doesn’t fit", each.detail, id=each.id) for each in uow.all(unmatched)]
    if overpaid.minor:
        text = f"{overpaid.text(locale)} more than owed has arrived. Refund it on the payment it came with."
        found.append(WaitingView("Overpaid", text, "warn"))
    notice = open_notice(uow, invoice_id)
    if notice is not None and invoice.payable_now.minor:
        found.append(_told(notice, business))
    disputes = uow.all(select(Dispute).where(Dispute.document_id == invoice_id))
    found += [_dispute(each, business) for each in disputes if each.status not in {"won", "lost"}]
    return found + _refunds(uow, invoice_id, locale)


def _told(notice: TransferNotice, business: Business) -> WaitingView:
    day = plain_day(notice.day, business.locale)
    said = f"The customer says they sent it on {day}."
    note = f"Their note: {notice.note}" if notice.note else ""
    return WaitingView("Bank transfer on its way", " ".join(filter(None, [said, note])), "info", notice_id=notice.id)


def _dispute(dispute: Dispute, business: Business) -> WaitingView:
    amount = Money(dispute.amount_minor, dispute.currency).text(business.locale)
    by = (
        f" Answer in Stripe’s dashboard by {plain_day(day_in(business.timezone, dispute.answer_by), business.locale)}."
        if dispute.answer_by
        else ""
    )
    return WaitingView(f"{amount} is disputed", f"The customer’s bank says: {dispute.reason}.{by}")


def _refunds(uow: UnitOfWork[StaffAccess], invoice_id: str, locale: str) -> list[WaitingView]:
    mine: Sequence[Refund] = uow.all(select(Refund).where(Refund.document_id == invoice_id))
    words = {
        RefundState.ASKED: ("Stripe hasn’t answered yet. We keep asking.", "info"),
        RefundState.PENDING: ("It is on its way to the customer’s bank.", "info"),
        RefundState.FAILED: ("It didn’t go through.", "neg"),
    }
    return [
        WaitingView(
            f"Refund of {Money(each.amount_minor, each.currency).text(locale)}",
            " ".join(filter(None, [words[each.state][0], each.failure])),
            words[each.state][1],
        )
        for each in mine
        if each.state in words
    ]


ENDED = {
    AttemptState.OPEN: "At the checkout",
    AttemptState.CREATING: "At the checkout",
    AttemptState.PROCESSING: "On its way at the bank",
    AttemptState.FAILED: "The bank sent it back",
    AttemptState.EXPIRED: "Left the checkout without paying",
    AttemptState.SUPERSEDED: "The checkout was replaced",
    AttemptState.ABANDONED: "The checkout couldn’t be opened",
}


def _tries(uow: UnitOfWork[StaffAccess], invoice_id: str, business: Business) -> list[PaymentView]:
    """Return what was begun and not finished, newest first, with the reason if one is known."""
    unfinished = select(Attempt).where(Attempt.document_id == invoice_id, Attempt.state != AttemptState.SUCCEEDED)
    return [
        PaymentView(
            title=ENDED[each.state],
            at=" ".join(filter(None, [moment(each.created_at, business.timezone, business.locale), each.failure])),
            amount=Money(each.amount_minor, each.currency).text(business.locale),
        )
        for each in uow.all(unfinished.order_by(col(Attempt.created_at).desc()).limit(10))
    ]

"""Money that goes back: refunds and disputes, as the gateway tells them, wherever they were begun."""

from datetime import datetime

from sqlmodel import select

from toolfy_portal.adapters.payments import GatewayDispute, GatewayPayment, GatewayRefund
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.events import DisputeClosed, PaymentDisputed, PaymentRefunded, RefundFailed
from toolfy_portal.domain.payments.ledger import find_line, post
from toolfy_portal.domain.payments.models import (
    Dispute,
    LedgerEntry,
    LedgerKind,
    Refund,
    RefundState,
    UnmatchedPayment,
    UnmatchedState,
)

System = UnitOfWork[SystemAccess]
_STATES = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}


def take_back(uow: System, invoice: Invoice, account_id: str, payment: GatewayPayment) -> None:
    """Bring ledger, refunds and disputes to what the gateway says of a payment. The invoice must be locked."""
    for refund in payment.refunds:
        _note_ours(uow, refund)
    entry = find_line(uow, account_id, LedgerKind.PAYMENT, payment.intent_id)
    if entry is None:
        _count_unmatched(uow, account_id, payment)
        return
    for refund in payment.refunds:
        post_refund(uow, invoice, entry, refund)
    for dispute in payment.disputes:
        _post_dispute(uow, invoice, entry, dispute)


def post_refund(uow: System, invoice: Invoice, payment: LedgerEntry, refund: GatewayRefund) -> None:
    """Post a refund of a payment, or that it came back. It counts from the moment the gateway took it up."""
    amount = Money(refund.amount_minor, refund.currency)
    gone = _taken(payment, LedgerKind.REFUND, refund.refund_id, -refund.amount_minor, refund.at)
    if refund.moved:
        if post(uow, invoice, gone):
            uow.record(
                PaymentRefunded(
                    subject_id=invoice.id,
                    customer_id=invoice.customer_id,
                    number=invoice.number,
                    amount=amount,
                    balance=invoice.balance,
                    entry_id=gone.id,
                    is_test=payment.is_test,
                )
            )
        return
    if find_line(uow, payment.account_id, LedgerKind.REFUND, refund.refund_id) is None:
        return  # it never left
    back = _taken(payment, LedgerKind.REFUND_REVERSED, refund.refund_id, refund.amount_minor, uow.now)
    if post(uow, invoice, back):
        reason = refund.failure or "The bank sent it back."
        uow.record(RefundFailed(subject_id=invoice.id, customer_id=invoice.customer_id, amount=amount, reason=reason))


def _note_ours(uow: System, refund: GatewayRefund) -> None:
    """Keep our own record of a refund that staff asked for at what the gateway says."""
    mine = uow.first(select(Refund).where(Refund.id == refund.mark)) if refund.mark else None
    if mine is None:
        return
    mine.refund_ref, mine.failure = refund.refund_id, refund.failure
    mine.state = _STATES.get(refund.status, RefundState.PENDING)
    if mine.state is not RefundState.PENDING:
        mine.next_check_at = None


def _count_unmatched(uow: System, account_id: str, payment: GatewayPayment) -> None:
    mine = select(UnmatchedPayment).where(
        UnmatchedPayment.account_id == account_id, UnmatchedPayment.payment_intent == payment.intent_id
    )
    unmatched = uow.first(mine)
    if unmatched is not None:
        unmatched.refunded_minor = sum(refund.amount_minor for refund in payment.refunds if refund.moved)
        is_back = unmatched.refunded_minor >= unmatched.amount_minor
        unmatched.state = UnmatchedState.REFUNDED if is_back else UnmatchedState.OPEN
        uow.ring(unmatched.business_id)


def _post_dispute(uow: System, invoice: Invoice, payment: LedgerEntry, told: GatewayDispute) -> None:
    amount = Money(told.amount_minor, told.currency)
    same = select(Dispute).where(Dispute.account_id == payment.account_id, Dispute.dispute_ref == told.dispute_id)
    dispute = uow.first(same)
    if dispute is None:
        dispute = uow.add(
            Dispute(
                id=new_id("dis"),
                document_id=invoice.id,
                account_id=payment.account_id,
                dispute_ref=told.dispute_id,
                payment_intent=payment.ref,
                status="",
                reason=told.reason,
                amount_minor=told.amount_minor,
                currency=told.currency,
                answer_by=told.answer_by,
                at=told.at,
            )
        )
        uow.record(
            PaymentDisputed(
                subject_id=invoice.id,
                customer_id=invoice.customer_id,
                number=invoice.number,
                amount=amount,
                reason=told.reason,
            )
        )
    is_decided = told.status in {"won", "lost"} and dispute.status != told.status
    dispute.status, dispute.answer_by = told.status, told.answer_by
    if told.took_money:
        lost = _taken(payment, LedgerKind.DISPUTE, told.dispute_id, -told.amount_minor, told.at)
        post(uow, invoice, lost)
    if told.is_won:
        won = _taken(payment, LedgerKind.DISPUTE_WON, told.dispute_id, told.amount_minor, uow.now)
        post(uow, invoice, won)
    if is_decided:
        uow.record(
            DisputeClosed(
                subject_id=invoice.id,
                customer_id=invoice.customer_id,
                number=invoice.number,
                amount=amount,
                won=told.is_won,
            )
        )


def _taken(payment: LedgerEntry, kind: LedgerKind, ref: str, amount_minor: int, at: datetime) -> LedgerEntry:
    return LedgerEntry(
        id=new_id("led"),
        document_id=payment.document_id,
        account_id=payment.account_id,
        kind=kind,
        ref=ref,
        amount_minor=amount_minor,
        currency=payment.currency,
        method=payment.method,
        is_test=payment.is_test,
        of_id=payment.id,
        at=at,
    )

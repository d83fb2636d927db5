"""Giving money back through the gateway: written down first, then asked for, once."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.adapters.payments import GatewayError, PaymentGateway
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.attempts import find_attempt
from toolfy_portal.domain.payments.events import RefundFailed
from toolfy_portal.domain.payments.models import (
    LedgerEntry,
    LedgerKind,
    PaymentAccount,
    Refund,
    RefundState,
    UnmatchedPayment,
)
from toolfy_portal.domain.payments.settling import settle_payment
from toolfy_portal.domain.team.rules import may_handle_money

CHECK_EVERY = timedelta(minutes=10)
_ON_ITS_WAY = (RefundState.ASKED, RefundState.PENDING)


def refundable(uow: UnitOfWork[StaffAccess], payment: LedgerEntry) -> Money:
    """Return what of a payment can still be given back: refunds under way and lost disputes are taken off."""
    taken = select(func.coalesce(func.sum(col(LedgerEntry.amount_minor)), 0)).where(LedgerEntry.of_id == payment.id)
    asked = select(func.coalesce(func.sum(col(Refund.amount_minor)), 0)).where(
        Refund.account_id == payment.account_id,
        Refund.payment_intent == payment.ref,
        Refund.state == RefundState.ASKED,
    )
    left = payment.amount_minor + int(uow.first(taken) or 0) - int(uow.first(asked) or 0)
    return Money(max(left, 0), payment.currency)


def give_back(
    access: StaffAccess, gateway: PaymentGateway, entry_id: str, amount_minor: int, reason: str = ""
) -> Refund:
    """Refund a payment, all of it or a part, and return how the refund stands.

    It is on disk before the gateway is asked: if the answer is lost, it is asked for again with the same mark.
    Raises Invalid for an amount that can't be given back, Conflict for a line that is no payment of the gateway's,
    GatewayError if the gateway refuses for good.
    """
    may_handle_money(access)
    with begin(access) as uow:
        entry = uow.get(LedgerEntry, entry_id)
        if entry.kind is not LedgerKind.PAYMENT:
            raise Conflict("Only a payment that came in online can be refunded here.")
        uow.get(Invoice, entry.document_id, lock=True)
        left = refundable(uow, entry)
        if not 0 < amount_minor <= left.minor:
            raise Invalid(f"You can refund up to {left}." if left.minor else "This payment was refunded already.")
        refund = _ask(uow, entry.document_id, entry.account_id, entry.ref, Money(amount_minor, entry.currency), reason)
    return carry_out(SystemAccess(access.business_id, "refund"), gateway, refund.id)


def give_back_unmatched(access: StaffAccess, gateway: PaymentGateway, unmatched_id: str) -> Refund:
    """Refund money that fits no invoice, whole. Raises Conflict if it went back already, GatewayError as above."""
    may_handle_money(access)
    with begin(access) as uow:
        unmatched = uow.get(UnmatchedPayment, unmatched_id, lock=True)
        asked = select(Refund.id).where(
            Refund.payment_intent == unmatched.payment_intent, col(Refund.state).in_(_ON_ITS_WAY)
        )
        left = unmatched.amount_minor - unmatched.refunded_minor
        if left <= 0 or uow.first(asked) is not None:
            raise Conflict("This money was given back already.")
        amount = Money(left, unmatched.currency)
        document_id, account_id = unmatched.document_id, unmatched.account_id
        refund = _ask(uow, document_id, account_id, unmatched.payment_intent, amount, unmatched.detail)
    return carry_out(SystemAccess(access.business_id, "refund"), gateway, refund.id)


def _ask(
    uow: UnitOfWork[StaffAccess], document_id: str, account_id: str, intent_id: str, amount: Money, reason: str
) -> Refund:
    refund_id = new_id("rfd")
    return uow.add(
        Refund(
            id=refund_id,
            document_id=document_id,
            account_id=account_id,
            payment_intent=intent_id,
            key=refund_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            reason=reason,
            made_by=uow.access.name,
            next_check_at=uow.now + CHECK_EVERY,
            created_at=uow.now,
        )
    )


def carry_out(access: SystemAccess, gateway: PaymentGateway, refund_id: str) -> Refund:
    """Ask the gateway for a refund that was written down, and record its answer. Raises GatewayError.

    Refused for good, it is marked failed and staff are told; unreachable, it is tried again later.
    """
    with reading(access) as uow:
        refund = uow.get(Refund, refund_id)
        keys = keys_of(uow, uow.get(PaymentAccount, refund.account_id))
    try:
        gateway.refund(keys, refund.payment_intent, refund.amount_minor, refund.currency, refund.id)
    except GatewayError as error:
        if not error.again:
            with begin(access) as uow:
                _refused(uow, uow.get(Refund, refund_id), error.message)
        raise
    payment = gateway.find_payment(keys, refund.payment_intent)
    with begin(access) as uow:
        attempt = find_attempt(uow, refund.account_id, intent_id=refund.payment_intent)
        if attempt is not None:
            settle_payment(uow, attempt, payment)
        return uow.get(Refund, refund_id)


def _refused(uow: UnitOfWork[SystemAccess], refund: Refund, message: str) -> None:
    refund.state, refund.failure, refund.next_check_at = RefundState.FAILED, message, None
    invoice = uow.get(Invoice, refund.document_id)
    amount = Money(refund.amount_minor, refund.currency)
    uow.record(RefundFailed(subject_id=invoice.id, customer_id=invoice.customer_id, amount=amount, reason=message))

"""What the gateway says about a checkout becomes our record: state moves, money is posted. In one transaction."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.adapters.payments import Checkout, CheckoutStatus, GatewayPayment
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.events import PaymentFailed, PaymentUnmatched
from toolfy_portal.domain.payments.ledger import receive
from toolfy_portal.domain.payments.models import (
    LIVE_STATES,
    AccountMode,
    Attempt,
    AttemptState,
    LedgerEntry,
    LedgerKind,
    PaymentAccount,
    UnmatchedPayment,
)
from toolfy_portal.domain.payments.returns import take_back

CHECK_EVERY = timedelta(seconds=45)
CHECK_PROCESSING_EVERY = timedelta(minutes=10)  # a bank takes days


def settle(uow: UnitOfWork[SystemAccess], attempt: Attempt, checkout: Checkout) -> None:
    """Bring attempt, ledger and invoice to what the gateway says now. Saying it twice changes nothing.

    Money wins over our opinion: a payment is posted whatever state the attempt is in. An amount or currency that
    isn't what was asked for is not posted; staff are told.
    """
    invoice = uow.get(Invoice, attempt.document_id, lock=True)
    attempt = uow.get(Attempt, attempt.id, lock=True)  # read anew: it may have moved while we waited for the invoice
    attempt.session_id, attempt.url = checkout.session_id, checkout.url or attempt.url
    attempt.next_check_at = uow.now + CHECK_EVERY
    if checkout.payment is not None:
        _settle_payment(uow, attempt, invoice, checkout.payment)
    if checkout.status is CheckoutStatus.EXPIRED and attempt.state in LIVE_STATES:
        attempt.state = AttemptState.EXPIRED
    elif checkout.status is CheckoutStatus.OPEN and attempt.state is AttemptState.CREATING:
        attempt.state = AttemptState.OPEN
    _recount_processing(uow, invoice)
    uow.ring(invoice.id)


def settle_payment(uow: UnitOfWork[SystemAccess], attempt: Attempt, payment: GatewayPayment) -> None:
    """Bring ledger and invoice to what the gateway says of the attempt's payment now, refunds and disputes included."""
    invoice = uow.get(Invoice, attempt.document_id, lock=True)
    _settle_payment(uow, uow.get(Attempt, attempt.id, lock=True), invoice, payment)
    _recount_processing(uow, invoice)
    uow.ring(invoice.id)


def _settle_payment(uow: UnitOfWork[SystemAccess], attempt: Attempt, invoice: Invoice, payment: GatewayPayment) -> None:
    attempt.payment_intent = payment.intent_id
    if payment.status == "succeeded":
        _receive(uow, attempt, invoice, payment)
        take_back(uow, invoice, attempt.account_id, payment)
    else:
        _under_way_or_back(uow, attempt, payment)


def _under_way_or_back(uow: UnitOfWork[SystemAccess], attempt: Attempt, payment: GatewayPayment) -> None:
    if payment.status == "processing":
        attempt.state, attempt.next_check_at = AttemptState.PROCESSING, uow.now + CHECK_PROCESSING_EVERY
        attempt.processing_since = attempt.processing_since or uow.now
    elif attempt.state is AttemptState.PROCESSING:  # days later, the bank sent the debit back
        attempt.state, attempt.next_check_at = AttemptState.FAILED, None
        decline(uow, attempt, payment)


def _recount_processing(uow: UnitOfWork[SystemAccess], invoice: Invoice) -> None:
    uow.flush()
    total = select(func.coalesce(func.sum(col(Attempt.amount_minor)), 0))
    under_way = (Attempt.document_id == invoice.id, Attempt.state == AttemptState.PROCESSING)
    processing = int(uow.first(total.where(*under_way)) or 0)
    if processing != invoice.processing_minor:
        invoice.processing_minor = processing
        uow.ring(invoice.business_id)


def decline(uow: UnitOfWork[SystemAccess], attempt: Attempt, payment: GatewayPayment) -> None:
    """Record a declined try; the checkout stays open for another card. It may have been paid since: no reason then."""
    attempt.failure = payment.failure
    customer_id = uow.get(Invoice, attempt.document_id).customer_id
    reason = payment.failure or "Another try worked."
    uow.record(PaymentFailed(subject_id=attempt.document_id, customer_id=customer_id, reason=reason))


def _receive(uow: UnitOfWork[SystemAccess], attempt: Attempt, invoice: Invoice, payment: GatewayPayment) -> None:
    account = uow.get(PaymentAccount, attempt.account_id)
    entry = LedgerEntry(
        id=new_id("led"),
        document_id=invoice.id,
        account_id=attempt.account_id,
        kind=LedgerKind.PAYMENT,
        ref=payment.intent_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        method=payment.method,
        is_test=account.mode is AccountMode.DEMO,
        at=payment.at,
    )
    attempt.state, attempt.failure, attempt.next_check_at = AttemptState.SUCCEEDED, "", None
    asked = Money(attempt.amount_minor, attempt.currency)
    received = Money(payment.amount_minor, payment.currency)
    if received == asked:
        receive(uow, invoice, entry)
    else:
        _put_aside(uow, invoice, entry, f"{asked} was asked for")


def _put_aside(uow: UnitOfWork[SystemAccess], invoice: Invoice, entry: LedgerEntry, why: str) -> None:
    """Keep money that doesn't fit out of the ledger, once, for staff to look at."""
    same = select(UnmatchedPayment.id).where(
        UnmatchedPayment.account_id == entry.account_id, UnmatchedPayment.payment_intent == entry.ref
    )
    if uow.first(same) is not None:
        return
    received = Money(entry.amount_minor, entry.currency)
    detail = f"{received} arrived for invoice {invoice.number} where {why}. It was not posted."
    uow.add(
        UnmatchedPayment(
            id=new_id("unm"),
            document_id=invoice.id,
            account_id=entry.account_id,
            payment_intent=entry.ref,
            amount_minor=entry.amount_minor,
            currency=entry.currency,
            detail=detail,
            at=entry.at,
        )
    )
    uow.record(PaymentUnmatched(subject_id=invoice.id, customer_id=invoice.customer_id, detail=detail))

"""What customers and staff did about a demo invoice, through the same services that serve the real ones."""

import hashlib
from collections.abc import Callable

from sqlmodel import col, select, update

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import DocumentAccess, StaffAccess, SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.service import Visit
from toolfy_portal.domain.notifications import dispatch
from toolfy_portal.domain.notifications.dispatch import Sending
from toolfy_portal.domain.payments import checkout, desk
from toolfy_portal.domain.payments.accounts import active_account
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.events import PaymentFailed, PaymentStarted
from toolfy_portal.domain.payments.ledger import receive
from toolfy_portal.domain.payments.models import AccountMode, Attempt, AttemptState
from toolfy_portal.seed import builders
from toolfy_portal.seed.demo import Deed, Did
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.views.sending import show_sending

PHONE = Visit("phone")


def tell(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    """Let the deed happen now, by the process's clock."""
    _DEEDS[did.deed](staff, invoice_id, did)


def end(staff: StaffAccess, invoice_id: str) -> None:
    """Let what was begun and left run out, now that its time is over."""
    access = _system(staff)
    with reading(access) as uow:
        mine = select(Attempt.id).where(Attempt.document_id == invoice_id, Attempt.state == AttemptState.OPEN)
        begun = list(uow.all(mine))
    for attempt_id in begun:
        checkout.sync(access, portal().gateway, attempt_id)
    with begin(access) as uow:  # all is known: there is nothing to ask of the past
        uow.change(update(Attempt).where(col(Attempt.document_id) == invoice_id).values(next_check_at=None))


def _system(staff: StaffAccess) -> SystemAccess:
    return SystemAccess(staff.business_id, "demo")


def _customer(staff: StaffAccess, invoice_id: str) -> DocumentAccess:
    with reading(_system(staff)) as uow:
        invoice, link = uow.get(Invoice, invoice_id), links.current(uow, invoice_id)
        return DocumentAccess(staff.business_id, invoice.customer_id, invoice_id, link.id if link else "")


def _viewed(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_customer(staff, invoice_id)) as uow:
        links.viewed(uow, hashlib.sha256(invoice_id.encode()).digest(), PHONE)  # always the same one


def _downloaded(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_customer(staff, invoice_id)) as uow:
        links.downloaded(uow, PHONE)


def _started(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    if _is_demo(staff):
        checkout.start_checkout(_customer(staff, invoice_id), portal().gateway)
        return
    with begin(_system(staff)) as uow:
        invoice = uow.get(Invoice, invoice_id)
        uow.record(PaymentStarted(subject_id=invoice.id, customer_id=invoice.customer_id, amount=invoice.payable_now))


def _declined(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    attempt_id = _try_card(staff, invoice_id, _REFUSING[did.detail]) if _is_demo(staff) else ""
    with begin(_system(staff)) as uow:
        if attempt_id:
            uow.get(Attempt, attempt_id).failure = did.detail
        customer_id = uow.get(Invoice, invoice_id).customer_id
        uow.record(PaymentFailed(subject_id=invoice_id, customer_id=customer_id, reason=did.detail))


def _paid(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    if did.detail in set(Method):
        with begin(staff) as uow:
            day = day_in(profile(uow).business.timezone, uow.now)
            desk.record_payment(uow, invoice_id, did.minor, Method(did.detail), day, "")
    elif _is_demo(staff):
        _try_card(staff, invoice_id, _PAYING[did.detail])
    else:
        with begin(_system(staff)) as uow:
            invoice = uow.get(Invoice, invoice_id, lock=True)
            amount = invoice.balance.minor
            receive(
                uow, invoice, builders.ledger_entry(invoice, active_account(uow), amount, uow.now, method=did.detail)
            )


def _try_card(staff: StaffAccess, invoice_id: str, number: str) -> str:
    """Pay at the stand-in's checkout, which then knows the payment as Stripe would: it can be refunded and checked.

    Returns the attempt's id.
    """
    double, gateway = portal().double, portal().gateway
    assert double is not None
    opened = checkout.start_checkout(_customer(staff, invoice_id), gateway)
    double.pay(opened.url.rsplit("/", 1)[1], Card(number, 12, 2040, "123", "Demo Customer"))
    access, attempt_id = checkout.came_back(opened.attempt)
    checkout.sync(access, gateway, attempt_id)
    return attempt_id


def _is_demo(staff: StaffAccess) -> bool:
    """Say whether the stand-in takes the business's money; a real account has seen nothing of the story."""
    with reading(_system(staff)) as uow:
        return portal().double is not None and active_account(uow).mode is AccountMode.DEMO


def _sent_by_bank(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_system(staff)) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        uow.record(PaymentStarted(subject_id=invoice.id, customer_id=invoice.customer_id, amount=invoice.payable_now))
        account, amount = active_account(uow), invoice.payable_now.minor
        # without `next_check_at`: there is no bank to ask
        under_way = {"state": AttemptState.PROCESSING, "processing_since": uow.now}
        uow.add(builders.attempt(invoice, account, amount, uow.now, **under_way))
        invoice.processing_minor = amount


def _cancelled(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(staff) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        invoice.status, invoice.voided_at = InvoiceStatus.VOID, uow.now


def _regenerated(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(staff) as uow:
        links.regenerate(uow, invoice_id)


_PAYING = {"Visa ending 4242": "4242424242424242", "Mastercard ending 4444": "5555555555554444"}
_REFUSING = {
    "The card doesn't have enough money on it.": "4000000000009995",
    "The card was declined.": "4000000000000002",
}


def _sent(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    with begin(staff) as uow:
        shown, customer = show_sending(uow, invoice_id), (uow.get(Invoice, invoice_id).customer_id,)
        by_email, by_text = (customer if way in did.detail else () for way in ("email", "text"))
        sending = Sending(
            new_id("snd"),
            by_email,
            by_text,
            subject=shown.subject,
            message=shown.message,
            text=shown.text,
            attaches_pdf=True,
        )
        dispatch.send(uow, invoice_id, sending)


_DEEDS: dict[Deed, Callable[[StaffAccess, str, Did], None]] = {
    Deed.VIEWED: _viewed,
    Deed.DOWNLOADED: _downloaded,
    Deed.STARTED: _started,
    Deed.DECLINED: _declined,
    Deed.PAID: _paid,
    Deed.SENT_BY_BANK: _sent_by_bank,
    Deed.CANCELLED: _cancelled,
    Deed.REGENERATED: _regenerated,
    Deed.SENT: _sent,
}

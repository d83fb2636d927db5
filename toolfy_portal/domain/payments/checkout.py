"""Pay Now: from an invoice to the hosted checkout, and back."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlmodel import select

from toolfy_portal.adapters.payments import Checkout, CheckoutOrder, GatewayAccount, GatewayError, PaymentGateway
from toolfy_portal.adapters.payments_amounts import least_charge
from toolfy_portal.core.access import DocumentAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Invalid, NotFound
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.money import Money
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import BillingTerms, OnlinePayments
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments.accounts import active_account, keys_of
from toolfy_portal.domain.payments.attempts import live_attempt
from toolfy_portal.domain.payments.events import PaymentStarted
from toolfy_portal.domain.payments.models import LIVE_STATES, Attempt, AttemptState, PaymentAccount
from toolfy_portal.domain.payments.settling import CHECK_EVERY, settle

CHECKOUT_LIFETIME = timedelta(minutes=60)
_MARGIN = timedelta(minutes=5)
_SHORTEST = timedelta(minutes=31)  # Stripe opens no checkout that ends within 30 minutes
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Started:
    """Where to send the customer, and the attempt's public id for the way back."""

    url: str
    attempt: str


def start_checkout(access: DocumentAccess, gateway: PaymentGateway, amount_minor: int | None = None) -> Started:
    """Return the hosted checkout for the invoice: a live one is used again, an outdated one retired first.

    amount_minor: a part of what is to pay, inside the business's rules; None: all of it.

    The attempt is committed before the gateway is asked, so that no payment can come from nowhere.
    Raises Invalid for a part that isn't allowed, Conflict if nothing is to pay or the business takes no payments,
    Expired if the link was ended, Forbidden if it is only for looking, GatewayError if the gateway can't help.
    """
    system = SystemAccess(access.business_id, "checkout")
    for _ in range(_ROUNDS):
        with begin(system) as uow:
            attempt, is_current = _attempt_for(uow, access, amount_minor)
            keys = keys_of(uow, uow.get(PaymentAccount, attempt.account_id))
        if not is_current:
            retire(system, gateway, attempt)
            continue
        if not attempt.url:
            checkout = gateway.create_checkout(keys, _order(attempt), attempt.key)
            with begin(system) as uow:
                attempt = uow.get(Attempt, attempt.id)
                settle(uow, attempt, checkout)
        if attempt.state in LIVE_STATES:  # else it was paid or retired while we asked
            return Started(attempt.url, attempt.public_id)
    raise Conflict("This invoice is being paid right now. Please look again in a moment.")


def _attempt_for(
    uow: UnitOfWork[SystemAccess], access: DocumentAccess, amount_minor: int | None
) -> tuple[Attempt, bool]:
    """Return the attempt to use (new or live), or an outdated one with False."""
    invoice = uow.get(Invoice, access.document_id, lock=True)
    links.check_may_pay(uow, access.link_id)  # with the invoice locked: nobody ends the link meanwhile
    if invoice.payable_now.minor <= 0:
        raise Conflict(_why_not(invoice))
    if why := why_not_online(invoice.payable_now, profile(uow).business.locale):
        raise Conflict(f"{why} Please ask how else you can pay.")
    amount = _amount_to_pay(invoice, profile(uow).terms, amount_minor)
    account, live = active_account(uow), live_attempt(uow, invoice.id)
    if live is None:
        return _new_attempt(uow, invoice, amount, account.id, access.link_id), True
    needed = _MARGIN if live.url else _SHORTEST
    is_fresh = live.expires_at is not None and live.expires_at - needed > uow.now
    is_same = (live.amount_minor, live.invoice_revision, live.account_id) == (
        amount.minor,
        invoice.revision,
        account.id,
    )
    return live, is_fresh and is_same and not live.is_outdated


def why_not_online(amount: Money, locale: str) -> str:
    """Return why an amount can't be paid online, as a sentence for the customer; "" if it can."""
    least = least_charge(amount.currency)
    if least is None:
        return f"Card payments in {amount.currency} aren't possible."
    if 0 < amount.minor < least:
        return f"This is too little to pay by card: that begins at {Money(least, amount.currency).text(locale)}."
    return ""


def can_pay_online(invoice: Invoice, about: Profile) -> bool:
    """Say whether the customer is offered to pay now."""
    owes, is_on = invoice.payable_now.minor > 0, about.terms.online_payments is not OnlinePayments.NONE
    return owes and is_on and not why_not_online(invoice.payable_now, about.business.locale)


def least_part(invoice: Invoice, terms: BillingTerms) -> Money:
    """Return the smallest amount that may be paid now: all of what is left, or the business's share of the total."""
    if not terms.takes_part_payments:
        return invoice.payable_now
    share = -(-invoice.total_minor * terms.least_percent // 100)  # rounded up
    least = max(share, least_charge(invoice.currency) or 1)
    return Money(min(least, invoice.payable_now.minor), invoice.currency)


def _amount_to_pay(invoice: Invoice, terms: BillingTerms, amount_minor: int | None) -> Money:
    least, most = least_part(invoice, terms), invoice.payable_now
    if amount_minor is None or amount_minor == most.minor:
        return most
    if not least.minor <= amount_minor <= most.minor:
        whole = least == most
        raise Invalid(f"Please pay {most}." if whole else f"Please pay between {least} and {most}.")
    return Money(amount_minor, invoice.currency)


def _why_not(invoice: Invoice) -> str:
    if invoice.status is InvoiceStatus.VOID:
        return "This invoice was cancelled. There is nothing to pay."
    if invoice.status is InvoiceStatus.DRAFT:
        return "This invoice isn't issued yet. There is nothing to pay."
    if invoice.balance.minor > 0:
        return "A payment for this invoice is on its way already."
    return "This invoice is paid already. Thank you."


def _new_attempt(
    uow: UnitOfWork[SystemAccess], invoice: Invoice, amount: Money, account_id: str, link_id: str
) -> Attempt:
    about = profile(uow)
    public_id = new_token()
    back = f"{running().public_url}/portal/return/{public_id}"
    expires_at = uow.now + CHECKOUT_LIFETIME
    order = CheckoutOrder(
        attempt=public_id,
        amount_minor=amount.minor,
        currency=invoice.currency,
        description=f"Invoice {invoice.number}",
        business_name=about.business.name,
        accent=about.branding.accent,
        success_url=back,
        cancel_url=f"{back}?cancelled=1",
        expires_at=int(expires_at.timestamp()),
        methods=tuple(about.terms.payment_methods),
    )
    uow.record(PaymentStarted(subject_id=invoice.id, customer_id=invoice.customer_id, amount=amount))
    return uow.add(
        Attempt(
            id=new_id("att"),
            document_id=invoice.id,
            public_id=public_id,
            account_id=account_id,
            invoice_revision=invoice.revision,
            key=f"attempt-{public_id}",
            request=json.dumps(asdict(order)),
            amount_minor=order.amount_minor,
            currency=order.currency,
            link_id=link_id,
            expires_at=expires_at,
            next_check_at=uow.now + CHECK_EVERY,
            created_at=uow.now,
        )
    )


def retire(access: SystemAccess, gateway: PaymentGateway, attempt: Attempt) -> None:
    """Close an outdated checkout at the gateway; if it was just paid, that is recorded instead. Raises GatewayError."""
    with reading(access) as uow:
        keys = keys_of(uow, uow.get(PaymentAccount, attempt.account_id))
    try:
        checkout = gateway.expire_checkout(keys, _session_of(access, gateway, keys, attempt))
    except GatewayError as error:
        if error.again or attempt.session_id:
            raise
        return  # it never came to be
    with begin(access) as uow:
        mine = uow.get(Attempt, attempt.id)
        settle(uow, mine, checkout)
        if mine.state in LIVE_STATES or mine.state is AttemptState.EXPIRED:
            mine.state = AttemptState.SUPERSEDED


def sync(access: SystemAccess, gateway: PaymentGateway, attempt_id: str) -> None:
    """Ask the gateway how an attempt stands and record it. Raises GatewayError if it can't be asked."""
    with reading(access) as uow:
        attempt = uow.get(Attempt, attempt_id)
        keys = keys_of(uow, uow.get(PaymentAccount, attempt.account_id))
    checkout = look_up(access, gateway, keys, attempt)
    with begin(access) as uow:
        settle(uow, uow.get(Attempt, attempt_id), checkout)


def look_up(
    access: SystemAccess, gateway: PaymentGateway, keys: GatewayAccount, attempt: Attempt, told_id: str = ""
) -> Checkout:
    """Return the attempt's checkout as the gateway has it now. told_id: what a webhook calls it. Raises GatewayError.

    Never the answer to `create` itself: asked again, Stripe repeats what it said the first time.
    """
    session_id = attempt.session_id or told_id or _session_of(access, gateway, keys, attempt)
    return gateway.find_checkout(keys, session_id)


def _session_of(access: SystemAccess, gateway: PaymentGateway, keys: GatewayAccount, attempt: Attempt) -> str:
    """Return the checkout's id. If the answer to `create` was lost, the same order with the same key gives it again.

    Raises GatewayError; if the gateway won't ever make it, the attempt is given up.
    """
    if attempt.session_id:
        return attempt.session_id
    try:
        return gateway.create_checkout(keys, _order(attempt), attempt.key).session_id
    except GatewayError as error:
        if not error.again:
            with begin(access) as uow:
                mine = uow.get(Attempt, attempt.id, lock=True)
                mine.state = AttemptState.ABANDONED if mine.state is AttemptState.CREATING else mine.state
        raise


def _order(attempt: Attempt) -> CheckoutOrder:
    return CheckoutOrder(**json.loads(attempt.request))


def came_back(public_id: str) -> tuple[SystemAccess, str]:
    """Note that a customer returned from the checkout. Returns the access to sync with, and the attempt's id.

    Raises NotFound. The address alone changes nothing else: whether money came, the gateway says.
    """
    found = look(select(Attempt).where(Attempt.public_id == public_id))
    if not found:
        raise NotFound
    attempt: Attempt = found[0][0]
    access = SystemAccess(attempt.business_id, "return from checkout")
    with begin(access) as uow:
        mine = uow.get(Attempt, attempt.id)
        mine.returned_at = uow.now
        uow.ring(mine.document_id)
    return access, attempt.id

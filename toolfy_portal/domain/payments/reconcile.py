"""What the gateway knows and we may have missed: asked for, so that the product works with no webhook at all."""

import contextlib
from datetime import timedelta

from sqlmodel import col, or_, select

from toolfy_portal.adapters.payments import GatewayError, PaymentGateway
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.checkout import retire, sync
from toolfy_portal.domain.payments.intake import store
from toolfy_portal.domain.payments.models import LIVE_STATES, Attempt, AttemptState, PaymentAccount, Refund, Setup
from toolfy_portal.domain.payments.refunds import CHECK_EVERY as REFUND_EVERY
from toolfy_portal.domain.payments.refunds import carry_out
from toolfy_portal.domain.payments.settling import CHECK_EVERY

READ_EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=5)  # clocks differ, and an event may be listed late
_FIRST = timedelta(days=1)
_BATCH = 50


def reconcile(gateway: PaymentGateway) -> int:
    """Do all that is due. Returns how much there was."""
    return check_attempts(gateway) + check_refunds(gateway) + read_events(gateway)


def check_attempts(gateway: PaymentGateway) -> int:
    """Ask about attempts under way, and close at the gateway those whose invoice has changed since."""
    under_way = (*LIVE_STATES, AttemptState.PROCESSING)
    due = select(Attempt).where(col(Attempt.state).in_(under_way), col(Attempt.next_check_at) <= running().clock.now())
    found = look(due.limit(_BATCH))
    for (attempt,) in found:
        access = SystemAccess(attempt.business_id, "reconcile")
        with begin(access) as uow:
            uow.get(Attempt, attempt.id).next_check_at = uow.now + CHECK_EVERY
        with contextlib.suppress(GatewayError):  # it is asked again: next_check_at has moved
            if attempt.is_outdated and attempt.state in LIVE_STATES:
                retire(access, gateway, attempt)
            else:
                sync(access, gateway, attempt.id)
    return len(found)


def check_refunds(gateway: PaymentGateway) -> int:
    """Carry out the refunds that were asked for and have no answer yet, and look at those under way."""
    due = select(Refund).where(col(Refund.next_check_at) <= running().clock.now())
    found = look(due.limit(_BATCH))
    for (refund,) in found:
        access = SystemAccess(refund.business_id, "reconcile")
        with begin(access) as uow:
            uow.get(Refund, refund.id).next_check_at = uow.now + REFUND_EVERY
        with contextlib.suppress(GatewayError):
            carry_out(access, gateway, refund.id)
    return len(found)


def read_events(gateway: PaymentGateway) -> int:
    """Read the account's own list of events, hourly: a lost webhook is found there. Returns how many there were."""
    now = running().clock.now()
    due = or_(col(PaymentAccount.events_due_at).is_(None), col(PaymentAccount.events_due_at) <= now)
    # those that were replaced, too: what they took may still be refunded or disputed
    found = look(select(PaymentAccount).where(due, PaymentAccount.setup == Setup.READY).limit(_BATCH))
    count = 0
    for (account,) in found:
        access = SystemAccess(account.business_id, "reconcile")
        with reading(access) as uow:
            keys = keys_of(uow, account)
        with begin(access) as uow:
            uow.get(PaymentAccount, account.id).events_due_at = now + READ_EVERY
        with contextlib.suppress(GatewayError):
            since = account.events_until or now - _FIRST
            events = gateway.events_since(keys, since - OVERLAP)
            store(access, account.id, events)
            count += len(events)
            with begin(access) as uow:
                uow.get(PaymentAccount, account.id).events_until = now
    return count

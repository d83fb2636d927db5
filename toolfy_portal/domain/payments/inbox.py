"""Events that came in, by webhook or from the account's own list, are worked: each once."""

import logging
from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.adapters.payments import GatewayAccount, GatewayError, PaymentGateway
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.attempts import find_attempt
from toolfy_portal.domain.payments.checkout import look_up
from toolfy_portal.domain.payments.models import AccountMode, Attempt, InboxEvent, InboxState, PaymentAccount, Setup
from toolfy_portal.domain.payments.onboarding import revoked
from toolfy_portal.domain.payments.settling import decline, settle, settle_payment

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MAX_TRIES = 12
_DECLINED = "payment_intent.payment_failed"
_UPDATED, _REVOKED = "account.updated", "account.application.deauthorized"
_OF_THE_ACCOUNT = (_UPDATED, _REVOKED)
_BACK = ("refund.", "charge.refund", "charge.dispute")  # events about money that goes back


def work_inbox(gateway: PaymentGateway) -> int:
    """Work the events that are due, oldest first. Returns how many were looked at."""
    due = select(InboxEvent).where(InboxEvent.state == InboxState.NEW, col(InboxEvent.due_at) <= running().clock.now())
    found = look(due.order_by(col(InboxEvent.received_at)).limit(50))
    for (event,) in found:
        try:
            _work(gateway, event)
        except PortalError:
            raise
        except Exception:  # one event that can't be worked must not keep the others waiting
            log.exception("event %s can't be worked", event.event_id)
            _later(SystemAccess(event.business_id, "webhook"), event, "It can't be worked: see the log")
    return len(found)


def _work(gateway: PaymentGateway, event: InboxEvent) -> None:
    access = SystemAccess(event.business_id, "webhook")
    with begin(access) as uow:
        mine = uow.get(InboxEvent, event.id, lock=True)
        if mine.state is not InboxState.NEW or mine.due_at > uow.now:
            return  # another worker has it
        mine.due_at, mine.tries = uow.now + LEASE, mine.tries + 1
    if mine.kind in _OF_THE_ACCOUNT:
        _about_account(access, mine)
        return
    with reading(access) as uow:
        keys = keys_of(uow, uow.get(PaymentAccount, mine.account_id))
        told = gateway.translate(mine.body)
        attempt = find_attempt(
            uow, mine.account_id, session_id=told.session_id, intent_id=told.intent_id, public_id=told.attempt
        )
    try:
        if attempt is None and told.intent_id and told.kind.startswith(_BACK):
            attempt = _by_mark(access, gateway, keys, mine.account_id, told.intent_id)
    except GatewayError as error:
        _later(access, mine, error.message)
        return
    if attempt is None:
        # none of ours: the account may serve other shops, too. With our mark on it, the attempt may still come
        _later(access, mine, "No attempt of this account fits") if told.attempt else _done(access, mine)
        return
    try:
        if told.kind == _DECLINED or told.kind.startswith(_BACK):
            record = decline if told.kind == _DECLINED else settle_payment
            payment = gateway.find_payment(keys, told.intent_id)
            with begin(access) as uow:
                record(uow, uow.get(Attempt, attempt.id), payment)
                uow.get(InboxEvent, mine.id).state = InboxState.DONE
        else:
            checkout = look_up(access, gateway, keys, attempt, told.session_id)
            with begin(access) as uow:
                settle(uow, uow.get(Attempt, attempt.id), checkout)
                uow.get(InboxEvent, mine.id).state = InboxState.DONE
    except GatewayError as error:
        _later(access, mine, error.message)


def _about_account(access: SystemAccess, event: InboxEvent) -> None:
    """Hear what happened to a connected account; of one with a key of its own we learn when we ask."""
    with begin(access) as uow:
        account = uow.get(PaymentAccount, event.account_id)
        is_connected = account.mode is AccountMode.CONNECT
        if account.setup is Setup.PENDING:
            account.events_due_at = uow.now  # to be looked at now
    if is_connected and event.kind == _REVOKED:
        revoked(access, event.account_id)
    _done(access, event)


def _by_mark(
    access: SystemAccess, gateway: PaymentGateway, keys: GatewayAccount, account_id: str, intent_id: str
) -> Attempt | None:
    """Return the attempt of a payment that we were never told of: its mark says which."""
    payment = gateway.find_payment(keys, intent_id)
    with reading(access) as uow:
        return find_attempt(uow, account_id, public_id=payment.attempt)


def _done(access: SystemAccess, event: InboxEvent) -> None:
    with begin(access) as uow:
        uow.get(InboxEvent, event.id).state = InboxState.DONE


def _later(access: SystemAccess, event: InboxEvent, error: str) -> None:
    """Try again later, less and less often; after the last try it is parked for staff."""
    with begin(access) as uow:
        mine = uow.get(InboxEvent, event.id)
        mine.error = error
        mine.due_at = uow.now + timedelta(seconds=min(2**mine.tries, 3600))
        if mine.tries >= MAX_TRIES:
            mine.state = InboxState.PARKED

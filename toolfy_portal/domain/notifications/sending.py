"""Sends what lies in the outbox: at least once, with the message's id as the provider's idempotency key."""

import logging
import math
import random
import time
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import col, select, update

from toolfy_portal.adapters.email import Attachment, Email, EmailSender, SendError
from toolfy_portal.adapters.sms import TextMessage, TextSender
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.runtime import running
from toolfy_portal.core.turns import take_turn
from toolfy_portal.core.unit_of_work import Unavailable, UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications.events import MessageFailed
from toolfy_portal.domain.notifications.models import Channel, MailKind, MessageState, OutboxMessage
from toolfy_portal.domain.notifications.queueing import outbox_topic

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
MAX_TRIES = 10
_BATCH = 20  # messages

Enclose = Callable[[SystemAccess, OutboxMessage, str], tuple[Attachment, ...]]
"""Returns the files of a message, given who asks, the message and its HTML. Called outside a transaction."""


Deliver = Callable[[SystemAccess, OutboxMessage, str], str]
"""Hands a message over, given who asks and the business's address, and returns the provider's id. Raises SendError."""


def send_due(sender: EmailSender, mail_from: str, enclose: Enclose | None = None, seconds: float = math.inf) -> int:
    """Send mails that are due, those first that wait longest. Returns how many were looked at.

    enclose: makes their files. seconds: after so long no more are begun.
    """

    def deliver(access: SystemAccess, message: OutboxMessage, reply_to: str) -> str:
        mail = _written(message, mail_from, reply_to, enclose, access)
        if sender.per_second:
            time.sleep(take_turn("mail", sender.per_second))
        return sender.send(mail)

    return _work_off(Channel.EMAIL, deliver, MessageState.CAPTURED if sender.captures else MessageState.SENT, seconds)


def send_texts_due(sender: TextSender, seconds: float = math.inf) -> int:
    """Send text messages that are due, as `send_due` does mails."""

    def deliver(_access: SystemAccess, message: OutboxMessage, _reply_to: str) -> str:
        _give_up(message)
        return sender.send(TextMessage(message.id, message.to, message.text(running().keys)))

    return _work_off(Channel.SMS, deliver, MessageState.CAPTURED if sender.captures else MessageState.SENT, seconds)


def _work_off(channel: Channel, deliver: Deliver, done_is: MessageState, seconds: float) -> int:
    due = select(OutboxMessage.id, OutboxMessage.business_id).where(
        OutboxMessage.state == MessageState.QUEUED,
        OutboxMessage.channel == channel,
        col(OutboxMessage.due_at) <= running().clock.now(),
    )
    until = time.monotonic() + seconds
    done = 0
    for message_id, business_id in look(due.order_by(col(OutboxMessage.due_at)).limit(_BATCH)):
        if time.monotonic() > until:
            break
        _send(deliver, done_is, SystemAccess(business_id, "outbox"), message_id)
        done += 1
    return done


def _send(deliver: Deliver, done_is: MessageState, access: SystemAccess, message_id: str) -> None:
    with begin(access) as uow:
        mine = _claim(uow, message_id)
        if mine is None:
            return  # another worker has it
        reply_to = profile(uow).business.email
    try:
        sent_as = deliver(access, mine, reply_to)
    except SendError as error:
        _later(access, mine, error)
    except Unavailable:
        raise
    except PortalError as error:
        _later(access, mine, SendError(error.message, again=False))
    except Exception:
        log.exception("message %s was not sent", mine.id)
        _later(access, mine, SendError("Something went wrong while it was sent. We'll try again.", again=True))
    else:
        _sent(access, mine, sent_as, done_is)


def _claim(uow: UnitOfWork[SystemAccess], message_id: str) -> OutboxMessage | None:
    """Return the message if it is due, leased to us: until the lease ends nobody else gets it. One statement."""
    due = (
        col(OutboxMessage.id) == message_id,
        col(OutboxMessage.state) == MessageState.QUEUED,
        col(OutboxMessage.due_at) <= uow.now,
    )
    leased = {"due_at": uow.now + LEASE, "tries": col(OutboxMessage.tries) + 1}
    return uow.get(OutboxMessage, message_id) if uow.change(update(OutboxMessage).where(*due).values(leased)) else None


def _written(
    message: OutboxMessage, mail_from: str, reply_to: str, enclose: Enclose | None, access: SystemAccess
) -> Email:
    _give_up(message)
    if message.attaches_pdf and enclose is None:
        raise RuntimeError("this worker can't make PDFs")
    text, html = message.text(running().keys), message.html(running().keys)
    files = enclose(access, message, html) if enclose else ()
    return Email(message.id, mail_from, message.to, reply_to, message.subject, text, html, files)


def _give_up(message: OutboxMessage) -> None:
    if message.tries > MAX_TRIES:
        raise SendError("It was begun ten times and never finished.", again=False)


def _sent(access: SystemAccess, message: OutboxMessage, sent_as: str, state: MessageState) -> None:
    with begin(access) as uow:
        row = uow.get(OutboxMessage, message.id, lock=True)
        row.provider_id, row.sent_at, row.error = sent_as, uow.now, ""
        if row.state is MessageState.QUEUED:  # else its receiver was faster: it is delivered
            row.state = state
        uow.ring(outbox_topic(access.business_id))


def _later(access: SystemAccess, message: OutboxMessage, error: SendError) -> None:
    with begin(access) as uow:
        mine = uow.get(OutboxMessage, message.id, lock=True)
        mine.error = str(error)
        wait = min(5 * 2**mine.tries, 3600) * random.uniform(0.5, 1)  # noqa: S311  # spread, no secret
        mine.due_at = uow.now + timedelta(seconds=wait)
        if not error.again or mine.tries >= MAX_TRIES:
            mine.state = MessageState.FAILED
            if mine.kind in set(MailKind):
                subject, customer = mine.subject_id, mine.customer_id
                uow.record(MessageFailed(subject_id=subject, customer_id=customer, to=mine.to, why=mine.error))
        uow.ring(outbox_topic(access.business_id))

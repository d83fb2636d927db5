"""Sends what lies in the outbox: at least once, with the message's id as the provider's idempotency key."""

from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.adapters.email import Email, EmailSender, SendError
from toolfy_portal.adapters.sms import TextMessage, TextSender
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications.models import Channel, MessageState, OutboxMessage

LEASE = timedelta(seconds=120)
MAX_TRIES = 10


def send_due(sender: EmailSender, mail_from: str, texts: TextSender | None = None) -> int:
    """Send the messages that are due, oldest first. Returns how many were tried. texts: without it, texts wait."""
    due = select(OutboxMessage).where(
        OutboxMessage.state == MessageState.QUEUED, col(OutboxMessage.due_at) <= running().clock.now()
    )
    if texts is None:
        due = due.where(OutboxMessage.channel == Channel.EMAIL)
    found = look(due.order_by(col(OutboxMessage.created_at)).limit(50))
    for (message,) in found:
        _send(sender, mail_from, texts, message)
    return len(found)


def _send(sender: EmailSender, mail_from: str, texts: TextSender | None, message: OutboxMessage) -> None:
    access = SystemAccess(message.business_id, "outbox")
    with begin(access) as uow:
        mine = uow.get(OutboxMessage, message.id, lock=True)
        if mine.state is not MessageState.QUEUED or mine.due_at > uow.now:
            return  # another worker has it
        mine.due_at, mine.tries = uow.now + LEASE, mine.tries + 1
        reply_to, text, html = profile(uow).business.email, mine.text(uow.keys), mine.html(uow.keys)
    try:
        if texts and mine.channel is Channel.SMS:
            sent_as, captures = texts.send(TextMessage(mine.id, mine.to, text)), texts.captures
        else:
            email = Email(mine.id, mail_from, mine.to, reply_to, mine.subject, text, html)
            sent_as, captures = sender.send(email), sender.captures
    except SendError as error:
        _later(access, mine, error)
        return
    with begin(access) as uow:
        row = uow.get(OutboxMessage, mine.id)
        row.state = MessageState.CAPTURED if captures else MessageState.SENT
        row.provider_id, row.sent_at, row.error = sent_as, uow.now, ""
        uow.ring(row.subject_id)


def _later(access: SystemAccess, message: OutboxMessage, error: SendError) -> None:
    with begin(access) as uow:
        mine = uow.get(OutboxMessage, message.id)
        mine.error = str(error)
        mine.due_at = uow.now + timedelta(seconds=min(5 * 2**mine.tries, 3600))
        if not error.again or mine.tries >= MAX_TRIES:
            mine.state = MessageState.FAILED
        uow.ring(mine.subject_id)

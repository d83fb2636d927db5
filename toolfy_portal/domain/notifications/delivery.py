"""What became of messages after they were sent, as the mail service tells it."""

from typing import Any

from sqlmodel import or_, select

from toolfy_portal.adapters.email_news import MailNews, Outcome
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.notifications.events import MessageBounced, MessageDelivered
from toolfy_portal.domain.notifications.models import MailKind, MessageState, OutboxMessage
from toolfy_portal.domain.notifications.queueing import outbox_topic

_STATES = {Outcome.DELIVERED: MessageState.DELIVERED, Outcome.BOUNCED: MessageState.BOUNCED}
# news come in any order and more than once: a message only moves up
_RANKS = {
    MessageState.QUEUED: 0,
    MessageState.FAILED: 0,
    MessageState.SENT: 1,
    MessageState.DELIVERED: 2,
    MessageState.BOUNCED: 3,
}


def hear(news: MailNews) -> bool:
    """Note what became of a message, and record it in its document's history. Returns whether it is one of ours."""
    known = [OutboxMessage.id == news.message_id] if news.message_id else []
    known += [OutboxMessage.provider_id == news.provider_id] if news.provider_id else []
    found = look(select(OutboxMessage.id, OutboxMessage.business_id).where(or_(*known))) if known else ()
    for message_id, business_id in found:
        _note(SystemAccess(business_id, "mail news"), message_id, news)
    return bool(found)


def _note(access: SystemAccess, message_id: str, news: MailNews) -> None:
    state = _STATES[news.outcome]
    with begin(access) as uow:
        message = uow.get(OutboxMessage, message_id, lock=True)
        if _RANKS.get(message.state, 9) >= _RANKS[state]:
            return
        message.state, message.error = state, news.why if state is MessageState.BOUNCED else ""
        message.delivered_at = uow.now if state is MessageState.DELIVERED else message.delivered_at
        uow.ring(outbox_topic(access.business_id))
        if message.kind not in set(MailKind):
            return
        about: dict[str, Any] = {"subject_id": message.subject_id, "customer_id": message.customer_id, "to": message.to}
        if state is MessageState.BOUNCED:
            uow.record(MessageBounced(**about, why=news.why))
        else:
            uow.record(MessageDelivered(**about))

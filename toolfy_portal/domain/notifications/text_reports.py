"""What the provider of text messages tells: what became of a message, and who answered STOP or START."""

from typing import Any

from sqlmodel import col, select

from toolfy_portal.adapters.sms import TextReply, TextStatus
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.phones import shown_number
from toolfy_portal.domain.notifications.events import MessageDelivered, MessageFailed
from toolfy_portal.domain.notifications.models import Channel, MessageState, OutboxMessage, TextOptOut
from toolfy_portal.domain.notifications.queueing import outbox_topic

# The words that carriers take for it: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
_START = frozenset({"start", "yes", "unstop"})


def take(told: TextStatus | TextReply) -> None:
    """Write down what the provider tells; hearing it again changes nothing."""
    if isinstance(told, TextStatus):
        _status(told)
        return
    word = told.text.strip().lower().rstrip(".!")
    if word in _STOP | _START:
        _opted(told.sender, out=word in _STOP)


def _status(told: TextStatus) -> None:
    mine = select(OutboxMessage.id, OutboxMessage.business_id).where(
        OutboxMessage.channel == Channel.SMS, OutboxMessage.provider_id == told.provider_id, told.provider_id != ""
    )
    for message_id, business_id in look(mine):
        with begin(SystemAccess(business_id, "text status")) as uow:
            message = uow.get(OutboxMessage, message_id, lock=True)
            if message.state not in {MessageState.QUEUED, MessageState.SENT}:
                continue  # reports overtake each other, and come twice
            to = shown_number(message.to, profile(uow).business)
            about: dict[str, Any] = {"subject_id": message.subject_id, "customer_id": message.customer_id, "to": to}
            if told.is_delivered:
                message.state, message.delivered_at = MessageState.DELIVERED, uow.now
                uow.record(MessageDelivered(**about))
            else:
                message.state, message.error = MessageState.FAILED, told.error
                uow.record(MessageFailed(**about, why=told.error))
            uow.ring(outbox_topic(business_id))


def _opted(number: str, *, out: bool) -> None:
    """Note it for each business that texted the number: they share the number that was answered."""
    texted = select(col(OutboxMessage.business_id)).where(
        OutboxMessage.channel == Channel.SMS, OutboxMessage.to == number
    )
    for (business_id,) in look(texted.distinct()):
        with begin(SystemAccess(business_id, "opt-out")) as uow:
            known = uow.first(select(TextOptOut).where(TextOptOut.number == number))
            if known and not out:
                uow.delete(known)
            elif out and not known:
                uow.add(TextOptOut(id=new_id("opt"), number=number, at=uow.now))

"""What the provider of text messages tells: what became of a message, and who answered STOP or START."""

from sqlmodel import col, select

from toolfy_portal.adapters.sms import TextReply, TextStatus
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.notifications.models import Channel, MessageState, OutboxMessage, TextOptOut

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
    mine = select(OutboxMessage).where(
        OutboxMessage.channel == Channel.SMS, OutboxMessage.provider_id == told.provider_id, told.provider_id != ""
    )
    for (message,) in look(mine):
        with begin(SystemAccess(message.business_id, "text status")) as uow:
            row = uow.get(OutboxMessage, message.id, lock=True)
            if row.state is MessageState.DELIVERED:
                continue  # reports overtake each other, and it did arrive
            if told.is_delivered:
                row.state, row.delivered_at, row.error = MessageState.DELIVERED, uow.now, ""
            else:
                row.state, row.error = MessageState.FAILED, told.error
            uow.ring(row.subject_id)


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

"""Text messages: what they say, and who may get one. The rules stand where a message is queued, whoever asks for it."""

from sqlmodel import select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Forbidden
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.customers.phones import shown_number
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.links.short_links import CODE_LENGTH, address_of, short_address
from toolfy_portal.domain.notifications.models import Channel, OutboxMessage, TextOptOut
from toolfy_portal.domain.notifications.queueing import TOPIC, outbox_topic

Sender = UnitOfWork[StaffAccess | SystemAccess]
LONGEST_TEXT = 640  # characters with its link: four messages


class NoTexts(Forbidden):
    """The business's plan has no text messages."""

    def __init__(self) -> None:
        super().__init__("Text messages are part of Pro and Unlimited. Email and Copy Link work on every plan.")


def may_text(about: Profile) -> None:
    """Raise NoTexts unless text messages are part of the business's plan."""
    if not about.business.plan.has_texts:
        raise NoTexts


def has_opted_out(uow: Sender, number: str) -> bool:
    """Say whether the number answered STOP to this business. number: in E.164."""
    return uow.first(select(TextOptOut.id).where(TextOptOut.number == number)) is not None


def whole_text(words: str, address: str = "") -> str:
    """Return the words with the link after them. address: the link's, by default one of the same length to look at."""
    return f"{words.strip()} {address or address_of('•' * CODE_LENGTH)}"


def queue_text(uow: Sender, link: PortalLink, to: str, words: str, *, kind: str, dedupe: str) -> OutboxMessage:
    """Queue a text that ends in the link's short address. to: in E.164.

    Raises NoTexts without the plan for it, Conflict for a number that answered STOP.
    """
    about = profile(uow)
    may_text(about)
    if has_opted_out(uow, to):
        shown = shown_number(to, about.business)
        raise Conflict(f"{shown} answered STOP and gets no texts from you. They can answer START to get them again.")
    text = whole_text(words, short_address(uow, link))
    message = OutboxMessage(
        id=new_id("out"),
        dedupe=dedupe,
        subject_id=link.document_id,
        customer_id=link.customer_id,
        link_id=link.id,
        kind=kind,
        channel=Channel.SMS,
        to=to,
        subject="",
        text_encrypted=uow.keys.encrypt(text),
        html_encrypted=uow.keys.encrypt(""),
        sent_by=uow.access.name if isinstance(uow.access, StaffAccess) else "",
        due_at=uow.now,
        created_at=uow.now,
    )
    uow.ring(TOPIC)
    uow.ring(outbox_topic(uow.access.business_id))
    return uow.add(message)

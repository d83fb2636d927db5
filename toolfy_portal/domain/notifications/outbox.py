"""Looking after messages: listing and reading what was sent, and sending one again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.service import is_email
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.events import DocumentMailed
from toolfy_portal.domain.notifications.models import Channel, MailKind, MessageState, OutboxMessage
from toolfy_portal.domain.notifications.queueing import TOPIC, outbox_topic

Desk = UnitOfWork[StaffAccess]
PAGE_SIZE = 25


class Show(StrEnum):
    """The tabs over the list."""

    ALL = "all"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "not delivered"


_STATES = {
    Show.ALL: tuple(MessageState),
    Show.WAITING: (MessageState.QUEUED,),
    Show.SENT: (MessageState.SENT, MessageState.DELIVERED, MessageState.CAPTURED),
    Show.FAILED: (MessageState.FAILED, MessageState.BOUNCED),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in the list, without its words. number: of its invoice; empty if it is about something else."""

    message: OutboxMessage
    number: str


def page_of(uow: Desk, show: Show, search: str, page: int) -> tuple[list[Listed], int]:
    """Return a page of 25 messages, newest first, and how many match. search: part of address, subject or number.

    Raises Forbidden for technicians.
    """
    may_read(uow.access)
    found: Any = (
        select(OutboxMessage, Invoice.number)
        .outerjoin(Invoice, col(Invoice.id) == col(OutboxMessage.subject_id))
        .where(col(OutboxMessage.state).in_(_STATES[show]))
    )
    if words := search.strip():
        searched = (col(OutboxMessage.to), col(OutboxMessage.subject), col(Invoice.number))
        found = found.where(or_(*(column.icontains(words, autoescape=True) for column in searched)))
    total = uow.first(found.with_only_columns(func.count())) or 0
    newest = found.order_by(col(OutboxMessage.created_at).desc(), col(OutboxMessage.id).desc())
    rows = uow.rows(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return [Listed(message, number or "") for message, number in rows], int(total)


def read(uow: Desk, message_id: str) -> OutboxMessage:
    """Return a message to read. Raises NotFound, Forbidden for technicians: its words may hold a link."""
    may_read(uow.access)
    return uow.get(OutboxMessage, message_id)


def send_again(uow: Desk, message_id: str, to: str) -> OutboxMessage:
    """Queue the same mail anew, to the same or a corrected address, and return the new one.

    A copy that is still waiting is returned instead of a second one. Raises InvalidField naming "to", Conflict if the
    message is waiting itself, is no mail, or holds a link that no longer works, NotFound, Forbidden for technicians.
    """
    old, to = read(uow, message_id), to.strip()
    if not is_email(to):
        raise InvalidField("to", "Enter an e-mail address like name@example.com.")
    _may_go_again(uow, old)
    once = f"again:{old.id}:"
    copies = select(OutboxMessage).where(col(OutboxMessage.dedupe).startswith(once, autoescape=True))
    waiting = uow.first(copies.where(OutboxMessage.state == MessageState.QUEUED, OutboxMessage.to == to))
    if waiting is not None:
        return waiting
    kept: dict[str, Any] = {name: getattr(old, name) for name in _COPIED}
    fresh: dict[str, Any] = {"due_at": uow.now, "created_at": uow.now, "sent_by": uow.access.name, "to": to}
    message = uow.add(OutboxMessage(id=new_id("out"), dedupe=f"{once}{new_id('try')}", **kept, **fresh))
    if old.kind in set(MailKind):
        uow.record(DocumentMailed(subject_id=old.subject_id, customer_id=old.customer_id, to=to))
    uow.ring(TOPIC)
    uow.ring(outbox_topic(uow.access.business_id))
    return message


_COPIED = (
    *("subject_id", "customer_id", "link_id", "kind", "channel", "subject", "attaches_pdf"),
    *("text_encrypted", "html_encrypted"),
)


def may_read(access: StaffAccess) -> None:
    """Raise Forbidden unless the person may read messages: they hold links to documents."""
    if access.role is Role.TECHNICIAN:
        raise Forbidden("Only the office can read messages. Please ask a colleague there.")


def _may_go_again(uow: Desk, old: OutboxMessage) -> None:
    if old.channel is not Channel.EMAIL:
        raise Conflict("Only mails can be sent again from here.")
    if old.state is MessageState.QUEUED:
        raise Conflict("This message is still on its way out.")
    if old.link_id:
        link = uow.get(PortalLink, old.link_id)
        if link.revoked_at is not None or link.replaced_by or links.has_expired(uow, link):
            raise Conflict("The link in this message no longer works. Send the document anew, with a new link.")

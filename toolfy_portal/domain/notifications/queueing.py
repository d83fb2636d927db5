"""Puts messages into the outbox: one row each, in the transaction of the cause."""

from typing import Any

from sqlmodel import select

from toolfy_portal.adapters.email_layout import LaidOut
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.notifications.models import OutboxMessage

TOPIC = "outbox"


def outbox_topic(business_id: str) -> str:
    """Return what rings when a message of the business is queued, sent, delivered or lost."""
    return f"outbox:{business_id}"


def find_told(uow: UnitOfWork[StaffAccess | SystemAccess], dedupe: str) -> OutboxMessage | None:
    """Return the message that the cause queued before."""
    return uow.first(select(OutboxMessage).where(OutboxMessage.dedupe == dedupe))


def queue(
    uow: UnitOfWork[StaffAccess | SystemAccess],
    mail: LaidOut,
    *,
    to: str,
    kind: str,
    dedupe: str,
    subject_id: str,
    **more: Any,
) -> OutboxMessage:
    """Queue a mail and return it; a cause that was told before (`dedupe`) returns the mail of then.

    more: further columns of the message, such as customer_id, link_id, attaches_pdf.
    """
    if (told := find_told(uow, dedupe)) is not None:
        return told
    message = uow.add(
        OutboxMessage(
            id=new_id("out"),
            dedupe=dedupe,
            subject_id=subject_id,
            kind=kind,
            to=to,
            subject=mail.subject,
            text_encrypted=uow.keys.encrypt(mail.text),
            html_encrypted=uow.keys.encrypt(mail.html),
            due_at=uow.now,
            created_at=uow.now,
            sent_by=uow.access.name if isinstance(uow.access, StaffAccess) else "",
            **more,
        )
    )
    uow.ring(TOPIC)
    uow.ring(outbox_topic(uow.access.business_id))
    return message

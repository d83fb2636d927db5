"""Writes alerts in the transaction of their cause, and answers what a person has not read yet."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func
from sqlmodel import col, select

from toolfy_portal.core.access import Access, StaffAccess, SystemAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.alerts.models import Alert, AlertRead
from toolfy_portal.domain.alerts.topics import ABOUT, heard_by
from toolfy_portal.domain.links.events import DocumentViewed
from toolfy_portal.domain.notifications.service import TOPIC as OUTBOX

KEPT = timedelta(days=90)
_PREFIX = "alt"
Staff = UnitOfWork[StaffAccess]


def alerts_topic(owner_id: str) -> str:
    """Return the live topic of alerts. owner_id: a business, for new ones; a member of staff, for what they read."""
    return f"alerts:{owner_id}"


def tell(uow: UnitOfWork[Access], event: Event) -> None:
    """Write an alert of the event. Raises KeyError for one that is about no topic."""
    if isinstance(event, DocumentViewed) and not event.is_first:
        return
    uow.add(
        Alert(
            id=new_id(_PREFIX),
            topic=ABOUT[type(event)],
            kind=event.name,
            title=event.summary,
            subject_id=event.subject_id,
            customer_id=event.customer_id,
            by_staff=uow.access.staff_id if isinstance(uow.access, StaffAccess) else "",
            is_test=bool(getattr(event, "is_test", False)),
            at=uow.now,
        )
    )
    uow.ring(alerts_topic(uow.access.business_id))
    uow.ring(OUTBOX)  # the worker writes the e-mails


def unread_count(uow: Staff) -> int:
    """Return how many alerts the person has not read."""
    (row,) = uow.rows(select(func.count(col(Alert.id))).where(_mine(uow), ~_read_by(uow)))
    return int(row[0])


def newest(uow: Staff, limit: int) -> Sequence[tuple[Alert, bool]]:
    """Return the person's newest alerts, newest first, and whether each was read."""
    found = select(Alert, _read_by(uow)).where(_mine(uow))
    rows = uow.rows(found.order_by(col(Alert.at).desc(), col(Alert.id).desc()).limit(limit))
    return [(alert, bool(is_read)) for alert, is_read in rows]


def read(uow: Staff, alert_id: str) -> None:
    """Note that the person has read the alert. Raises NotFound for one that isn't theirs."""
    if not uow.all(select(Alert.id).where(Alert.id == alert_id, _mine(uow))):
        raise NotFound
    _note_read(uow, [alert_id])


def read_all(uow: Staff) -> None:
    """Note that the person has read all that they could see until now."""
    _note_read(uow, uow.all(select(Alert.id).where(_mine(uow), ~_read_by(uow))))


def forget_old() -> int:
    """Delete alerts older than 90 days, of every business. Returns how many."""
    before = running().clock.now() - KEPT
    gone = 0
    for (business_id,) in look(select(Alert.business_id).where(col(Alert.at) < before).distinct()):
        with begin(SystemAccess(business_id, "old alerts")) as uow:
            old = col(Alert.at) < before
            uow.change(delete(AlertRead).where(col(AlertRead.alert_id).in_(select(Alert.id).where(old))))
            gone += uow.change(delete(Alert).where(old))
    return gone


def _note_read(uow: Staff, alert_ids: Sequence[str]) -> None:
    me = uow.access.staff_id
    rows: list[dict[str, Any]] = [{"id": new_id("alr"), "alert_id": each, "staff_id": me} for each in alert_ids]
    uow.insert(AlertRead, rows, unless_there=True)
    uow.ring(alerts_topic(me))


def _mine(uow: Staff) -> ColumnElement[bool]:
    """Return the condition for alerts that the person hears of: by role, not their own deeds, and not of before their
    time. An id tells when it was made."""
    me = uow.access
    since = f"{_PREFIX}_{me.staff_id.partition('_')[2]}"
    topic, by, made = col(Alert.topic), col(Alert.by_staff), col(Alert.id)
    return and_(topic.in_(heard_by(me.role)), by != me.staff_id, made > since)


def _read_by(uow: Staff) -> ColumnElement[bool]:
    mine = select(AlertRead.id).where(AlertRead.alert_id == Alert.id, AlertRead.staff_id == uow.access.staff_id)
    return exists(mine)

"""What each person, and the business's own address, is sent by e-mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.alerts.models import MailChoices, Mode
from toolfy_portal.domain.alerts.topics import Topic, heard_by
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.domain.team.rules import may_handle_money

_URGENT = {Topic.PAYMENT, Topic.PROBLEM, Topic.TRANSFER, Topic.LATE_FEE}


class Whose(StrEnum):
    """Whose e-mails are chosen."""

    MINE = "mine"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sent, and at which hour the digest is, where the business is."""

    modes: Mapping[Topic, Mode]
    digest_hour: int = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is written to. staff_id: empty for the business itself."""

    staff_id: str
    to: str
    modes: Mapping[Topic, Mode]


def usual(whose: Whose) -> Wanted:
    """Return what is sent until somebody chooses: the business hears of money at once, people look into the app."""
    urgent = _URGENT if whose is Whose.BUSINESS else set[Topic]()
    return Wanted({topic: Mode.NOW if topic in urgent else Mode.OFF for topic in Topic})


def chosen(uow: UnitOfWork[StaffAccess], whose: Whose) -> Wanted:
    """Return what is sent, of what the person may hear of. Raises Forbidden for the business's, to technicians."""
    row = _row(uow, _owner(uow, whose))
    modes = _modes(row, whose)
    return Wanted({topic: modes[topic] for topic in heard_by(uow.access.role)}, row.digest_hour if row else 8)


def choose(uow: UnitOfWork[StaffAccess], whose: Whose, wanted: Wanted) -> None:
    """Send this from now on. Raises InvalidField naming "digest_hour", Forbidden."""
    owner = _owner(uow, whose)
    if not 0 <= wanted.digest_hour <= 23:  # hours of a day
        raise InvalidField("digest_hour", "Choose an hour of the day.")
    row = _row(uow, owner) or uow.add(MailChoices(id=new_id("mlc"), staff_id=owner))
    allowed = heard_by(uow.access.role)
    row.modes = row.modes | {topic.value: mode.value for topic, mode in wanted.modes.items() if topic in allowed}
    row.digest_hour = wanted.digest_hour
    if Mode.DIGEST not in _modes(row, whose).values():
        row.digest_from = row.digest_due_at = None
        return
    row.digest_from = row.digest_from or uow.now
    row.digest_due_at = digest_after(uow.now, row.digest_hour, profile(uow).business.timezone)


def readers(uow: UnitOfWork[SystemAccess]) -> Iterable[Reader]:
    """Yield who is written to, each with what they may hear of: the business first, then people at work here."""
    rows = {row.staff_id: row for row in uow.all(select(MailChoices))}
    for staff_id in ["", *(each for each in rows if each)]:
        if reader := reader_of(uow, rows.get(staff_id), staff_id):
            yield reader


def reader_of(uow: UnitOfWork[SystemAccess], row: MailChoices | None, staff_id: str) -> Reader | None:
    """Return who is written to; None for a business without an address, and for somebody who left."""
    if not staff_id:
        to = profile(uow).business.email
        return Reader("", to, _modes(row, Whose.BUSINESS)) if to else None
    staff = uow.first(select(Staff).where(Staff.id == staff_id, Staff.is_active))
    modes = _modes(row, Whose.MINE)
    return staff and Reader(staff_id, staff.email, {topic: modes[topic] for topic in heard_by(staff.role)})


def digest_after(at: datetime, hour: int, timezone: str) -> datetime:
    """Return when the first digest after that moment is due: at that hour, where the business is."""
    zone = ZoneInfo(timezone)
    day = at.astimezone(zone).date()
    due = datetime.combine(day, time(hour), zone)
    return due if due > at else datetime.combine(day + timedelta(days=1), time(hour), zone)


def _owner(uow: UnitOfWork[StaffAccess], whose: Whose) -> str:
    if whose is Whose.MINE:
        return uow.access.staff_id
    may_handle_money(uow.access)
    return ""


def _row(uow: UnitOfWork[StaffAccess], owner: str) -> MailChoices | None:
    return uow.first(select(MailChoices).where(MailChoices.staff_id == owner))


def _modes(row: MailChoices | None, whose: Whose) -> dict[Topic, Mode]:
    kept = row.modes if row else {}
    return {topic: Mode(kept.get(topic, mode)) for topic, mode in usual(whose).modes.items()}

"""What the top of a document's history sums up: looks, downloads and tries to pay, each with since when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import Money
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.service import Tally, history, tallies
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.links.events import LinkCreated
from toolfy_portal.domain.links.models import LinkView
from toolfy_portal.domain.payments.models import LIVE_STATES, Attempt, AttemptState
from toolfy_portal.views.activity import DEVICES, DOWNLOADED, VIEWED, moment_or_day

ABANDONED_AFTER = timedelta(minutes=30)  # an open checkout that nobody has finished by then was left
_ENDED = (AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.SUPERSEDED, AttemptState.ABANDONED)
_WHY = {
    AttemptState.FAILED: "It didn't go through",
    AttemptState.EXPIRED: "The checkout was left until it closed",
    AttemptState.SUPERSEDED: "The invoice changed meanwhile",
    AttemptState.ABANDONED: "The checkout was left",
}


@dataclass(frozen=True)
class SumView:
    """One number, and a line that says more."""

    label: str = ""
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class ActivitySums:
    """How far customers got with a document. sums: empty while there is no link to open."""

    sums: list[SumView] = field(default_factory=list[SumView])
    is_viewed_now: bool = False


def activity_sums(uow: UnitOfWork[StaffAccess], document_id: str, business: Business) -> ActivitySums:
    """Return what customers did with the document since it has a link."""
    counted = tallies(uow, [document_id], [VIEWED, DOWNLOADED, LinkCreated.__name__])
    linked = counted.get((document_id, LinkCreated.__name__))
    if linked is None:
        return ActivitySums()

    def said(at: datetime) -> str:
        return moment_or_day(at, uow.now, business)

    since = f"since {said(linked.first_at)}"
    views, taken = counted.get((document_id, VIEWED)), counted.get((document_id, DOWNLOADED))
    sums = [
        SumView("Views by a person", str(views.times if views else 0), since),
        SumView(
            "Last viewed", said(views.last_at) if views else "Never", _device(uow, document_id) if views else since
        ),
        _unfinished(uow, document_id, business, since),
        SumView("PDF downloads", str(taken.times if taken else 0), f"last {said(taken.last_at)}" if taken else since),
        _opened(uow, document_id, since, views),
    ]
    is_viewed_now = bool(running().presence.viewed_now([document_id]))
    return ActivitySums(sums, is_viewed_now)


def _device(uow: UnitOfWork[StaffAccess], document_id: str) -> str:
    last = history(uow, document_id, 1, [VIEWED])
    return DEVICES.get(str(last[0].data.get("device", "")), "") if last else ""


def _unfinished(uow: UnitOfWork[StaffAccess], document_id: str, business: Business, since: str) -> SumView:
    begun = select(Attempt).where(Attempt.document_id == document_id).order_by(col(Attempt.created_at).desc())
    left = [attempt for attempt in uow.all(begun) if _is_unfinished(attempt, uow.now)]
    if not left:
        return SumView("Unfinished payments", "0", since)
    last = left[0]
    amount = Money(last.amount_minor, last.currency).text(business.locale)
    why = last.failure or _WHY.get(last.state, _WHY[AttemptState.ABANDONED])
    told = f"last {moment_or_day(last.created_at, uow.now, business)}, {amount}. {why.rstrip('.')}"
    return SumView("Unfinished payments", str(len(left)), told)


def _is_unfinished(attempt: Attempt, now: datetime) -> bool:
    is_old = attempt.created_at <= now - ABANDONED_AFTER
    return attempt.state in _ENDED or (attempt.state in LIVE_STATES and (is_old or attempt.failure != ""))


def _opened(uow: UnitOfWork[StaffAccess], document_id: str, since: str, views: Tally | None) -> SumView:
    """Tell of programs that opened it, too: staff wonder why a scanner's visit is no view."""
    mine = select(func.coalesce(func.sum(col(LinkView.opened_times)), 0)).where(LinkView.document_id == document_id)
    times = max(int(uow.rows(mine)[0][0]), views.times if views else 0)
    return SumView("Opened by any browser", str(times), f"{since}, mail scanners too")

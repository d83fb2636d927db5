"""Writes the history and answers questions about it: views, downloads and tries to pay are queries, not counters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select

from toolfy_portal.core.access import Access, DocumentAccess, StaffAccess, SystemAccess
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork, reading
from toolfy_portal.domain.activity import chain
from toolfy_portal.domain.activity.models import ActivityEntry, HistoryHead

BATCH = 1000  # entries of a file that are read at once


def log(uow: UnitOfWork[Access], event: Event) -> None:
    """Write the event as one line of history, when the unit ends."""
    uow.at_end(_append, _entry(uow, event))


def log_many(uow: UnitOfWork[StaffAccess | SystemAccess], events: Iterable[Event]) -> None:
    """Write a line for each of many events to which nothing reacts."""
    for event in events:
        log(uow, event)


def _entry(uow: UnitOfWork[Access], event: Event) -> dict[str, Any]:
    return {
        "id": new_id("act"),
        "business_id": uow.access.business_id,
        "subject_id": event.subject_id,
        "customer_id": event.customer_id,
        "kind": event.name,
        "summary": event.summary,
        "data": event.data(),
        "actor": uow.access.name if isinstance(uow.access, StaffAccess) else "",
        "at": uow.now,
    }


def _append(uow: UnitOfWork[Any], entries: list[dict[str, Any]]) -> None:
    """Add to the business's chain; whoever else does waits until this unit is committed."""
    linked = list(chain.link(uow.keys, entries, *_lock_head(uow)))
    if isinstance(uow.access, DocumentAccess):
        for entry in linked:
            uow.add(ActivityEntry(**entry))
    else:
        uow.insert(ActivityEntry, linked)
    end = {"position": linked[-1]["position"], "digest": linked[-1]["digest"]}
    mine = update(HistoryHead).where(col(HistoryHead.id) == uow.access.business_id).values(end)
    # no record of it is loaded: looking for one takes longer than the rest
    uow.change(mine.execution_options(synchronize_session=False))


def _lock_head(uow: UnitOfWork[Any]) -> tuple[int, bytes]:
    business_id = uow.access.business_id
    mine = select(HistoryHead.position, HistoryHead.digest).where(HistoryHead.id == business_id).with_for_update()
    found = uow.rows(mine)
    if not found:
        uow.insert(HistoryHead, [{"id": business_id, "position": 0, "digest": chain.START}], unless_there=True)
        found = uow.rows(mine)
    return found[0][0], found[0][1]


def history(
    uow: UnitOfWork[StaffAccess], subject_id: str, limit: int = 50, kinds: Iterable[str] | None = None
) -> Sequence[ActivityEntry]:
    """Return the newest lines about a document, newest first. kinds: only these."""
    newest = select(ActivityEntry).where(ActivityEntry.subject_id == subject_id)
    if kinds is not None:
        newest = newest.where(col(ActivityEntry.kind).in_(list(kinds)))
    return uow.all(newest.order_by(col(ActivityEntry.at).desc(), col(ActivityEntry.position).desc()).limit(limit))


def batches(access: StaffAccess, subject_id: str = "") -> Iterator[Sequence[ActivityEntry]]:
    """Yield the business's whole history, or a document's, oldest first; each batch in a transaction of its own."""
    after = 0
    while True:
        with reading(access) as uow:
            wanted = select(ActivityEntry).where(ActivityEntry.position > after)
            if subject_id:
                wanted = wanted.where(ActivityEntry.subject_id == subject_id)
            batch = uow.all(wanted.order_by(col(ActivityEntry.position)).limit(BATCH))
        yield batch
        if len(batch) < BATCH:
            return
        after = batch[-1].position


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one kind of thing happened to a document, when last, and when first."""

    times: int
    last_at: datetime
    first_at: datetime


def tallies(
    uow: UnitOfWork[StaffAccess | SystemAccess], subject_ids: Iterable[str], kinds: Iterable[str]
) -> dict[tuple[str, str], Tally]:
    """Count lines per (document, kind) for a page of documents in one query."""
    subject, kind = col(ActivityEntry.subject_id), col(ActivityEntry.kind)
    statement = (
        select(subject, kind, func.count(), func.max(ActivityEntry.at))
        .add_columns(func.min(ActivityEntry.at))
        .where(subject.in_(list(subject_ids)), kind.in_(list(kinds)))
        .group_by(subject, kind)
    )
    return {(row[0], row[1]): Tally(row[2], row[3], row[4]) for row in uow.rows(statement)}

"""One transaction for one access: what services read, change and record through."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy
from sqlalchemy import Connection, Executable, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from toolfy_portal.core.access import Access
from toolfy_portal.core.db import WRITING, is_read_only
from toolfy_portal.core.errors import Conflict, NotFound, PortalError
from toolfy_portal.core.events import Event
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.records import Record
from toolfy_portal.core.runtime import running
from toolfy_portal.core.scope import stamped, wall_in

AccessT = TypeVar("AccessT", bound=Access, covariant=True)
RecordT = TypeVar("RecordT", bound=Record)
T = TypeVar("T")

_ONLY_READS = "a reading unit of work was asked to write"


class Unavailable(PortalError):
    """The database can't take the change now: locked, read-only or full. Nothing was changed."""

    status = 503

    def __init__(self, message: str = "We can't save that right now. Nothing was changed. Please try again.") -> None:
        super().__init__(message)


class UnitOfWork(Generic[AccessT]):
    """Everything a service may do, confined to `access`. Its type in a signature is the permission."""

    def __init__(self, session: Session, access: AccessT) -> None:
        self._session = session
        self.access = access
        self.now: datetime = running().clock.now()
        self.keys: Keyring = running().keys
        self.topics: set[str] = set()
        self._last: dict[Callable[[UnitOfWork[Any], list[Any]], None], list[Any]] = {}

    def get(self, model: type[RecordT], record_id: str, *, lock: bool = False) -> RecordT:
        """Return the record. `lock`: no other unit changes it until this one ends. Raises NotFound if out of reach."""
        record = self._session.get(model, record_id, with_for_update=lock or None, populate_existing=lock)
        if record is None:
            raise NotFound
        return record

    def all(self, statement: Select[T]) -> Sequence[T]:
        """Return every match: records, or single columns."""
        return self._session.scalars(statement).all()

    def first(self, statement: Select[T]) -> T | None:
        """Return the first match, if any."""
        return self._session.scalars(statement.limit(1)).first()

    def rows(self, statement: Executable) -> Sequence[Any]:
        """Return rows of columns."""
        return self._session.execute(statement).all()

    def change(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE of ours and return how many rows it touched."""
        self._writing()
        return int(self._session.execute(statement).rowcount)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]

    def add(self, record: RecordT) -> RecordT:
        """Add a record; its owner is stamped."""
        self._session.add(record)
        return record

    def insert(self, kind: type[Record], rows: Iterable[Mapping[str, Any]], *, unless_there: bool = False) -> None:
        """Add many rows at once, owned and checked as records are; what they point at must have been flushed.

        unless_there: leave out a row that a unique constraint says is there already.
        """
        connection = self._writing()
        whole = stamped(self._session, self.access, kind, rows)
        if whole:
            either: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
            once = either.insert(kind).on_conflict_do_nothing()
            connection.execute(once if unless_there else sqlalchemy.insert(kind), whole)

    def _writing(self) -> Connection:
        """Return the connection. Raises RuntimeError in a unit that only reads: no flush would notice the loss."""
        connection = self._session.connection()
        if not connection.get_execution_options()[WRITING]:
            raise RuntimeError(_ONLY_READS)
        return connection

    def delete(self, record: Record) -> None:
        """Remove a record."""
        self._session.delete(record)

    def flush(self) -> None:
        """Send what was added or changed. Raises Conflict if it breaks a rule of the database."""
        try:
            self._session.flush()
        except IntegrityError as error:
            raise Conflict("Somebody else just changed this. Please look again.") from error

    def record(self, event: Event) -> None:
        """Write the event into the history with all that follows from it, and ring the open pages after the commit."""
        running().react(self, event)
        self.topics |= {topic for topic in (event.subject_id, event.customer_id, self.access.business_id) if topic}

    def at_end(self, work: "Callable[[UnitOfWork[Any], list[Any]], None]", item: Any) -> None:
        """Have the work done once, with every item it was given, as the last thing before the commit.

        For work that takes a lock for which many wait: taken last, and after all others, it can't be part of a circle.
        """
        self._writing()
        self._last.setdefault(work, []).append(item)

    def end(self) -> None:
        """Do what was left for the end."""
        if self._last:
            self._session.flush()
        for work, items in self._last.items():
            work(self, items)

    def ring(self, topic: str) -> None:
        """Ring one more topic after the commit."""
        self.topics.add(topic)

    def forget(self) -> None:
        """Let go of loaded records: long imports stay small."""
        self._session.flush()
        self._session.expunge_all()


@contextmanager
def _unit(access: AccessT, *, writing: bool) -> Generator[UnitOfWork[AccessT]]:
    runtime = running()
    with Session(runtime.engine.execution_options(**{WRITING: writing}), expire_on_commit=False) as session:
        wall_in(session, access)
        uow = UnitOfWork(session, access)
        try:
            yield uow
            if writing:
                uow.end()
                session.commit()
            elif session.new or session.dirty or session.deleted:
                raise RuntimeError(_ONLY_READS)
        except IntegrityError as error:
            raise Conflict("Somebody else just changed this. Please look again.") from error
        except DBAPIError as error:
            if isinstance(error, OperationalError) or is_read_only(error):
                raise Unavailable from error
            raise
    runtime.live.publish(uow.topics)


def begin(access: AccessT) -> AbstractContextManager[UnitOfWork[AccessT]]:
    """Open a transaction that may write; commits at the end, rolls back on any error.

    Raises Conflict on a broken constraint, Unavailable if the database is locked, read-only or full.
    """
    return _unit(access, writing=True)


def reading(access: AccessT) -> AbstractContextManager[UnitOfWork[AccessT]]:
    """Open a transaction that only reads; writing in it is an error."""
    return _unit(access, writing=False)

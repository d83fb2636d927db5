"""The walls: limits every read of a session to what its access reaches, stamps and checks every write."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, event, false, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.attributes import get_history

from toolfy_portal.core.access import Access, DocumentAccess, PersonAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.records import (
    BusinessItself,
    CustomerItself,
    Document,
    DocumentPart,
    Owned,
    PersonItself,
    Record,
    Shared,
    StaffOnly,
)


def _criteria(access: Access) -> list[Any]:
    """Return one loader option per kind of table. `include_aliases`, or `aliased(Invoice)` would see through."""
    business_id = access.business_id

    def option(kind: type[Any], condition: Any) -> Any:
        return with_loader_criteria(kind, condition, include_aliases=True)

    def nothing(cls: Any) -> ColumnElement[bool]:
        return false()

    if isinstance(access, PersonAccess):
        person_id = access.person_id
        own = option(PersonItself, lambda cls: cls.wall_id == person_id)  # pyright: ignore[reportUnknownLambdaType]
        return [own, option(BusinessItself, nothing), option(Owned, nothing)]
    own = option(BusinessItself, lambda cls: cls.wall_id == business_id)  # pyright: ignore[reportUnknownLambdaType]
    nobody = option(PersonItself, nothing)
    if not isinstance(access, DocumentAccess):
        return [own, nobody, option(Owned, lambda cls: cls.wall_business_id == business_id)]  # pyright: ignore[reportUnknownLambdaType]
    document_id = access.document_id
    return [
        own,
        nobody,
        option(Shared, lambda cls: cls.wall_business_id == business_id),  # pyright: ignore[reportUnknownLambdaType]
        option(StaffOnly, nothing),
        option(CustomerItself, nothing),
        option(Document, lambda cls: (cls.wall_business_id == business_id) & (cls.wall_id == document_id)),  # pyright: ignore[reportUnknownLambdaType]
        option(DocumentPart, lambda cls: (cls.wall_business_id == business_id) & (cls.wall_document_id == document_id)),  # pyright: ignore[reportUnknownLambdaType]
    ]


def wall_in(session: Session, access: Access) -> None:
    """Confine the session to the access for all it does from here on."""
    criteria = _criteria(access)

    @event.listens_for(session, "do_orm_execute")
    def limit(state: ORMExecuteState) -> None:  # pyright: ignore[reportUnusedFunction]
        for mapper in state.all_mappers:
            if not issubclass(mapper.class_, Record):
                raise Forbidden(f"{mapper.class_.__name__} is no record of ours")
        state.statement = state.statement.options(*criteria)  # pyright: ignore[reportAttributeAccessIssue]

    @event.listens_for(session, "before_flush")
    def check(session: Session, _context: Any, _instances: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        with session.no_autoflush:
            _check_writes(session, access)


def stamped(session: Session, access: Access, kind: type[Any], rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return rows for a table, whole and with their owner, checked as records are. Core's inserts meet no flush.

    Raises Forbidden for a row of another owner, NotFound for one that points out of reach, ValueError for one that
    lacks a value.
    """
    if isinstance(access, DocumentAccess | PersonAccess) or Owned not in kind.__mro__:
        raise Forbidden
    usual = _usual(kind)
    whole = [{**usual, **row, "business_id": row.get("business_id") or access.business_id} for row in rows]
    names = set(kind.model_fields)
    for row in whole:
        if row["business_id"] != access.business_id:
            raise Forbidden
        if row.keys() != names:
            raise ValueError(f"{kind.__name__}: {sorted(row.keys() ^ names)}")
    for name, target in _references(kind):
        _check_reach(session, target, {row[name] for row in whole} - {None})
    return whole


@cache
def _usual(kind: type[Any]) -> dict[str, Any]:
    """Return the values that a row has if it doesn't say; each is shared by many rows, and none of them changes it."""
    fields: dict[str, Any] = kind.model_fields
    return {
        name: field.get_default(call_default_factory=True) for name, field in fields.items() if not field.is_required()
    }


def _check_writes(session: Session, access: Access) -> None:
    for record in session.new:
        _stamp(record, access)
    for record in [*session.dirty, *session.deleted]:
        _refuse_foreign(record, access)
    _check_references(session)


def _stamp(record: Any, access: Access) -> None:
    if isinstance(record, Owned) and not record.business_id:
        record.business_id = access.business_id
    if isinstance(access, DocumentAccess) and isinstance(record, DocumentPart) and not record.document_id:
        record.document_id = access.document_id
    _refuse_foreign(record, access)


def _refuse_foreign(record: Any, access: Access) -> None:
    if isinstance(access, PersonAccess):
        foreign = not isinstance(record, PersonItself) or record.id != access.person_id
    elif isinstance(record, BusinessItself):
        foreign = record.id != access.business_id
    else:
        foreign = not isinstance(record, Owned) or record.business_id != access.business_id
    if isinstance(access, DocumentAccess) and not foreign:
        foreign = isinstance(record, CustomerItself | Shared | BusinessItself)
        foreign |= isinstance(record, Document) and record.id != access.document_id
        foreign |= isinstance(record, DocumentPart) and record.document_id != access.document_id
    if foreign:
        raise Forbidden


def _check_references(session: Session) -> None:
    """You can only point at what you can see: a changed foreign key must lead to a row in reach.

    One query for each kind of row pointed at, however many records point there: imports write hundreds at once.
    """
    new = list[Any](session.new)
    added = {(record.__class__, record.id) for record in new}
    wanted: defaultdict[type[Any], set[str]] = defaultdict(set)
    pointing = [(record, name, target) for record in new for name, target in _references(record.__class__)]
    for record in list[Any](session.dirty):
        for name, target in _references(record.__class__):
            if get_history(record, name).has_changes():
                pointing.append((record, name, target))
    for record, name, target in pointing:
        value = getattr(record, name)
        if value is not None and (target, value) not in added:
            wanted[target].add(value)
    for target, ids in wanted.items():
        _check_reach(session, target, ids)


def _check_reach(session: Session, target: type[Any], ids: set[str]) -> None:
    if ids and set(session.scalars(select(target.id).where(target.id.in_(ids)))) != ids:
        raise NotFound


@cache
def _references(kind: type[Any]) -> tuple[tuple[str, type[Any]], ...]:
    """Return the attributes of a table that point at others, and at which.

    The business has a check of its own; a person is out of every business's sight, and members only name theirs.
    """
    mapper = cast(Any, inspect(kind))
    classes: dict[Any, type[Any]] = {other.local_table: other.class_ for other in mapper.registry.mappers}
    return tuple(
        (str(mapper.get_property_by_column(column).key), classes[key.column.table])
        for column in mapper.columns
        for key in column.foreign_keys
        if key.column.table.name not in {"business", "person"}
    )

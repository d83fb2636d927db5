"""The kinds of table, named by who may read their rows. `scope.py` keeps to it."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, cast

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Enum, String, column
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite forgets time zones; this keeps every one of them UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC. Raises ValueError for a naive datetime."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as an aware UTC datetime."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text: quantities and rates must come back exactly as they went in, also from SQLite."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Store as plain digits."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read back exactly."""
        return None if value is None else Decimal(value)


# Names for constraints, so that a migration can change one on either database
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class WallColumn:
    """The column by which the walls limit a kind of table.

    SQLAlchemy also asks the kind itself, which has no table and, as a Pydantic class, no attribute for its fields.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, kind: type) -> Any:
        """Return the table's column; of a kind without a table, one that only has the name."""
        named: ColumnElement[Any] = column(self._name)
        return getattr(kind, self._name) if hasattr(kind, "__table__") else named


class Record(SQLModel):
    """A row of ours. Every table derives from exactly one of the kinds below."""

    wall_id: ClassVar[Any] = WallColumn("id")

    id: str = Field(primary_key=True, max_length=40)


class BusinessItself(Record):
    """The tenant. Staff, link holders and the system read their own."""


class PersonItself(Record):
    """Somebody who signs in, to however many businesses: for that person alone, and for no business."""


class Owned(Record):
    """Belongs to a business; stamped when it is added."""

    wall_business_id: ClassVar[Any] = WallColumn("business_id")

    business_id: str = Field(default="", foreign_key="business.id", index=True, max_length=40)


class StaffOnly(Owned):
    """Links, log, outbox: for staff of the business."""


class Shared(Owned):
    """Branding, terms: for everyone who deals with the business."""


class CustomerItself(Owned):
    """A customer: for staff."""


class Document(Owned):
    """Invoice, quote: for staff and the holder of that document's link."""

    customer_id: str = Field(default="", foreign_key="customer.id", index=True, max_length=40)


class DocumentPart(Owned):
    """Lines, payments: as the document they belong to, `document_id`."""

    wall_document_id: ClassVar[Any] = WallColumn("document_id")

    document_id: str = Field(default="", index=True, max_length=40)


_UTC = cast(Any, UtcDateTime)


def instant(*, index: bool = False) -> Any:
    """Return the field of an instant that every row has."""
    return Field(sa_type=_UTC, index=index)


def maybe_instant(*, index: bool = False) -> Any:
    """Return the field of an instant that may not have come yet."""
    return Field(default=None, sa_type=_UTC, index=index)


def choice(options: type[StrEnum], **more: Any) -> Any:
    """Return the field of one of a StrEnum's values, stored as its text, so that a new value needs no migration."""
    kept = Enum(options, native_enum=False, length=24, values_callable=_values, create_constraint=False)
    return Field(sa_type=cast(Any, kept), **more)


def _values(options: type[StrEnum]) -> list[str]:
    return [option.value for option in options]


def minor_units(default: int | None = 0) -> Any:
    """Return the field of an amount in minor units. 64 bits: 32 end at 21 million of most currencies."""
    return Field(default=default, sa_type=BigInteger)


def decimal_field(default: str = "0") -> Any:
    """Return the field of an exact decimal."""
    return Field(default=Decimal(default), sa_type=cast(Any, ExactDecimal))

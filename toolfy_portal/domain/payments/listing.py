"""All money of a business, newest first: narrowed down, page by page or whole, and added up."""

import contextlib
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Invalid
from toolfy_portal.core.money import CURRENCIES, exponent, parse_amount
from toolfy_portal.core.unit_of_work import UnitOfWork, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.models import (
    Attempt,
    AttemptState,
    LedgerEntry,
    LedgerKind,
    Receipt,
    Refund,
    UnmatchedPayment,
)
from toolfy_portal.domain.team.rules import may_handle_money

PAGE_SIZE = 25
BATCH = 4000  # rows of an export that are in memory at once; each batch costs a look at all that are left
RECEIVED = (LedgerKind.PAYMENT, LedgerKind.MANUAL, LedgerKind.IMPORTED)
RETURNED = (LedgerKind.REFUND, LedgerKind.REFUND_REVERSED, LedgerKind.DISPUTE, LedgerKind.DISPUTE_WON)
GATEWAY_KINDS = (LedgerKind.PAYMENT, *RETURNED)  # their lines' ref is the gateway's
_FINISHED = (AttemptState.SUCCEEDED, AttemptState.PROCESSING)
_LARGEST = 2**63 - 1
_AMOUNT = re.compile(r"[^\w\s]?\d[\d.,'’\s]*[^\w\s]?")


class Show(StrEnum):
    """The tabs over the list."""

    ALL = "all"
    RECEIVED = "received"
    REFUNDED = "refunded"
    PROCESSING = "processing"
    NOT_COMPLETED = "not completed"
    UNMATCHED = "unmatched"


class Period(StrEnum):
    """Calendar spans, where the business is."""

    ALL = "all time"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    THIS_YEAR = "this year"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. search: part of a customer's name, an invoice's or receipt's number, or a whole amount."""

    show: Show = Show.ALL
    search: str = ""
    period: Period = Period.ALL


@dataclass(frozen=True, slots=True)
class Listed:
    """A row. record: money in the ledger, on its way, not come, or put aside. by, note: who moved it, and why."""

    record: LedgerEntry | Attempt | UnmatchedPayment
    customer: str
    invoice: str
    receipt: str
    by: str
    note: str

    @property
    def at(self) -> datetime:
        """When it moved, or was begun."""
        return self.record.created_at if isinstance(self.record, Attempt) else self.record.at


@dataclass(frozen=True, slots=True)
class Sum:
    """What the rows of a kind add up to. kind: None for what is in no ledger; for a line taken back, that line's."""

    currency: str
    kind: LedgerKind | None
    minor: int
    count: int


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows of one table. matching: the record, its customer, its invoice's number and its receipt's."""

    model: Any
    at: Any
    kinds: tuple[Any, ...]  # what its sums are grouped by, besides the currency
    matching: Any

    @property
    def newest(self) -> Any:
        return self.matching.order_by(self.at.desc(), self.model.id.desc())


def page_of(uow: UnitOfWork[StaffAccess], wanted: Wanted, page: int) -> tuple[list[Listed], int]:
    """Return a page of 25, from 1, and how many rows there are in all. Raises Forbidden for a technician."""
    may_handle_money(uow.access)
    rows: list[Listed] = []
    skip, total = (page - 1) * PAGE_SIZE, 0
    for source in _sources(wanted, profile(uow).business, uow.now):
        count = uow.first(source.matching.with_only_columns(func.count())) or 0
        if skip < count and len(rows) < PAGE_SIZE:
            rows += _read(uow, source.newest.limit(PAGE_SIZE - len(rows)).offset(skip))
        skip, total = max(skip - count, 0), total + count
    return rows, total


def sums(uow: UnitOfWork[StaffAccess], wanted: Wanted) -> list[Sum]:
    """Return what all matching rows add up to. Raises Forbidden for a technician."""
    may_handle_money(uow.access)
    found: list[Sum] = []
    for source in _sources(wanted, profile(uow).business, uow.now):
        group = (source.model.currency, *source.kinds)
        added = source.matching.with_only_columns(*group, func.sum(source.model.amount_minor), func.count())
        for currency, *kinds, minor, count in uow.rows(added.group_by(*group)):
            kind = kinds[1] or kinds[0] if kinds else None
            found.append(Sum(currency, kind, int(minor), count))  # PostgreSQL sums to Decimal
    return found


def batches(access: StaffAccess, wanted: Wanted) -> Generator[list[Listed]]:
    """Yield all matching rows in the order of the pages, some thousands at a time, each batch in a unit of its own.

    What arrives meanwhile shifts nothing: each batch goes on below the row that was last. Raises Forbidden for a
    technician.
    """
    may_handle_money(access)
    with reading(access) as uow:
        sources = _sources(wanted, profile(uow).business, uow.now)
    for source in sources:
        more = source.newest.limit(BATCH)
        while True:
            with reading(access) as uow:
                rows = _read(uow, more)
            if rows:
                yield rows
            if len(rows) < BATCH:
                break
            last = rows[-1]
            older = or_(source.at < last.at, and_(source.at == last.at, source.model.id < last.record.id))
            more = source.newest.where(older).limit(BATCH)


def _read(uow: UnitOfWork[StaffAccess], statement: Any) -> list[Listed]:
    rows = uow.rows(statement)
    # the gateway tells of what goes back, and doesn't know which of us asked
    records: list[object] = [row[0] for row in rows]
    gone = {each.ref for each in records if isinstance(each, LedgerEntry) and each.kind is LedgerKind.REFUND}
    asked = select(Refund).where(col(Refund.refund_ref).in_(gone))
    refunds = {str(each.refund_ref): each for each in uow.all(asked)} if gone else {}
    return [
        Listed(record, customer, number, receipt or "", *_words(record, refunds))
        for record, customer, number, receipt in rows
    ]


def _words(record: object, refunds: Mapping[str, Refund]) -> tuple[str, str]:
    """Return who moved it, and why."""
    if not isinstance(record, LedgerEntry):
        return "", ""
    asked = refunds.get(record.ref)
    return (asked.made_by, asked.reason) if asked else (record.made_by, record.note)


def _sources(wanted: Wanted, business: Business, now: datetime) -> list[_Source]:
    """Return where the rows are, in the order they are shown: money on its way stands before all that has moved."""
    attempt, unmatched = col(Attempt.state), _source(UnmatchedPayment, col(UnmatchedPayment.at))
    processing = _source(Attempt, col(Attempt.created_at), attempt == AttemptState.PROCESSING)
    sources = {
        Show.ALL: [processing, _ledger()],
        Show.RECEIVED: [_ledger(RECEIVED)],
        Show.REFUNDED: [_ledger(RETURNED)],
        Show.PROCESSING: [processing],
        Show.NOT_COMPLETED: [_source(Attempt, col(Attempt.created_at), attempt.not_in(_FINISHED))],
        Show.UNMATCHED: [unmatched],
    }[wanted.show]
    return [_narrowed(source, wanted, business, now) for source in sources]


def _source(model: Any, at: Any, *conditions: Any) -> _Source:
    rows: Any = select(model, Customer.name, Invoice.number, literal(""))
    rows = rows.join(Invoice, col(Invoice.id) == model.document_id)
    rows = rows.join(Customer, col(Customer.id) == col(Invoice.customer_id))
    return _Source(model, at, (), rows.where(*conditions))


def _ledger(kinds: tuple[LedgerKind, ...] | None = None) -> _Source:
    """Return ledger lines. One that takes another back counts as the other's kind."""
    undone, kind = aliased(LedgerEntry), col(LedgerEntry.kind)
    rows: Any = select(LedgerEntry, Customer.name, Invoice.number, Receipt.number)
    rows = rows.join(Invoice, col(Invoice.id) == LedgerEntry.document_id)
    rows = rows.join(Customer, col(Customer.id) == col(Invoice.customer_id))
    rows = rows.outerjoin(Receipt, col(Receipt.entry_id) == LedgerEntry.id)
    takes_back = and_(kind == LedgerKind.MANUAL_UNDONE, col(undone.id) == LedgerEntry.of_id)
    rows = rows.outerjoin(undone, takes_back)
    if kinds is not None:
        rows = rows.where(or_(kind.in_(kinds), col(undone.kind).in_(kinds)))
    return _Source(LedgerEntry, col(LedgerEntry.at), (kind, col(undone.kind)), rows)


def _narrowed(source: _Source, wanted: Wanted, business: Business, now: datetime) -> _Source:
    rows = source.matching
    since, until = span_of(wanted.period, business.timezone, now)
    if since is not None:
        rows = rows.where(source.at >= since)
    if until is not None:
        rows = rows.where(source.at < until)
    if words := wanted.search.strip():
        texts = (col(Customer.name), col(Invoice.number), *([col(Receipt.number)] if source.kinds else []))
        searched = [column.icontains(words, autoescape=True) for column in texts]
        rows = rows.where(or_(*searched, *_amounts(source.model, words, business.locale)))
    return replace(source, matching=rows)


def _amounts(model: Any, words: str, locale: str) -> list[ColumnElement[bool]]:
    """Return the conditions for an amount as typed, in whatever currency; none if it is no amount."""
    found: list[ColumnElement[bool]] = []
    if not _AMOUNT.fullmatch(words):
        return found
    for places in {exponent(currency) for currency in CURRENCIES}:
        alike = [currency for currency in CURRENCIES if exponent(currency) == places]
        with contextlib.suppress(Invalid):
            minor = parse_amount(words, alike[0], locale)
            if abs(minor) <= _LARGEST:
                found.append(model.currency.in_(alike) & (func.abs(model.amount_minor) == abs(minor)))
    return found


def span_of(period: Period, timezone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return from when until before when; None where it has no end."""
    month = day_in(timezone, now).replace(day=1)

    def start(day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(timezone))

    spans: dict[Period, tuple[datetime | None, datetime | None]] = {
        Period.ALL: (None, None),
        Period.THIS_MONTH: (start(month), None),
        Period.LAST_MONTH: (start((month - timedelta(days=1)).replace(day=1)), start(month)),
        Period.THIS_YEAR: (start(month.replace(month=1)), None),
    }
    return spans[period]

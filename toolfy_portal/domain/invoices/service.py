"""Finding, listing and issuing invoices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from toolfy_portal.core.access import Access, StaffAccess, SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.events import InvoiceIssued
from toolfy_portal.domain.invoices.issuing import give_number, write_revision
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus

Keeper = UnitOfWork[StaffAccess | SystemAccess]

PAGE_SIZE = 25


def find(uow: UnitOfWork[Access], invoice_id: str) -> Invoice:
    """Return the invoice. Raises NotFound if out of reach; a draft is not there for a link's holder."""
    invoice = uow.get(Invoice, invoice_id)
    if invoice.status is InvoiceStatus.DRAFT and not isinstance(uow.access, StaffAccess | SystemAccess):
        raise NotFound
    return invoice


def find_by_number(uow: Keeper, number: str) -> Invoice:
    """Return the invoice with the number. Raises NotFound."""
    invoice = uow.first(select(Invoice).where(Invoice.number == number))
    if invoice is None:
        raise NotFound(f"There is no invoice {number}.")
    return invoice


def highest_number(uow: Keeper, prefix: str) -> int:
    """Return the highest number after the prefix that an invoice has, 0 without one; beyond 9 digits none counts."""
    numbers = uow.all(select(Invoice.number).where(col(Invoice.number).startswith(prefix, autoescape=True)))
    found = (number.removeprefix(prefix) for number in numbers)  # "inv-7" stays whole where LIKE ignores case
    return max((int(rest) for rest in found if rest.isascii() and rest.isdigit() and len(rest) < 10), default=0)


def lines(uow: UnitOfWork[Access], invoice_id: str) -> Sequence[InvoiceLine]:
    """Return the invoice's lines in their order."""
    return uow.all(select(InvoiceLine).where(InvoiceLine.document_id == invoice_id).order_by(col(InvoiceLine.position)))


def issue(uow: Keeper, invoice_id: str) -> Invoice:
    """Make a draft due to its customer: it gets its number and first revision.

    Raises Conflict unless it is a draft with lines that owes nothing below zero.
    """
    invoice = uow.get(Invoice, invoice_id, lock=True)
    if invoice.status is not InvoiceStatus.DRAFT:
        raise Conflict(f"Invoice {invoice.number} was issued already.")
    billed = lines(uow, invoice_id)
    if not billed:
        raise Conflict(f"Invoice {invoice.number} has no lines yet.")
    if invoice.total_minor < 0:
        raise Conflict(f"Invoice {invoice.number} comes to less than nothing.")
    about = profile(uow)
    today = day_in(about.business.timezone, uow.now)
    give_number(uow, invoice)
    invoice.status = InvoiceStatus.ISSUED
    invoice.issued_on = invoice.issued_on or today
    invoice.due_on = invoice.due_on or invoice.issued_on + timedelta(days=about.terms.payment_days)
    if invoice.total_minor <= invoice.paid_minor:
        invoice.settled_at = uow.now
    write_revision(uow, invoice, billed)
    uow.record(InvoiceIssued(subject_id=invoice.id, customer_id=invoice.customer_id, number=invoice.number))
    return invoice


class Filter(StrEnum):
    """The tabs over the list."""

    ALL = "all"
    DUE = "due"
    OVERDUE = "overdue"
    PAID = "paid"
    DRAFTS = "drafts"


_issued = col(Invoice.status) == InvoiceStatus.ISSUED
_owing = _issued & (col(Invoice.paid_minor) < col(Invoice.total_minor))


def _condition(only: Filter, today: date) -> ColumnElement[bool] | None:
    late = col(Invoice.due_on) < today
    return {
        Filter.ALL: None,
        Filter.DUE: _owing & or_(~late, col(Invoice.due_on).is_(None)),
        Filter.OVERDUE: _owing & late,
        Filter.PAID: _issued & (col(Invoice.paid_minor) >= col(Invoice.total_minor)),
        Filter.DRAFTS: col(Invoice.status) == InvoiceStatus.DRAFT,
    }[only]


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """An invoice in the list, with its customer's name."""

    invoice: Invoice
    customer: str


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One page of the list; `total` counts all that match."""

    rows: list[ListedInvoice]
    total: int


def page_of(uow: UnitOfWork[StaffAccess], only: Filter, search: str, page: int, today: date) -> InvoicePage:
    """Return a page of 25 invoices, newest first. search: part of a number, title or customer's name. page: from 1."""
    matching: Any = select(Invoice, Customer.name).join(Customer, col(Customer.id) == col(Invoice.customer_id))
    condition = _condition(only, today)
    if condition is not None:
        matching = matching.where(condition)
    if words := search.strip():
        searched = (col(Invoice.number), col(Invoice.title), col(Customer.name))
        matching = matching.where(or_(*(column.icontains(words, autoescape=True) for column in searched)))
    total = uow.first(matching.with_only_columns(func.count())) or 0
    newest = matching.order_by(col(Invoice.issued_on).desc().nulls_first(), col(Invoice.id).desc())
    found = uow.rows(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return InvoicePage([ListedInvoice(invoice, customer) for invoice, customer in found], total)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers over the list, in minor units of the business's currency."""

    outstanding_minor: int
    outstanding_count: int
    overdue_minor: int
    overdue_count: int
    oldest_due_on: date | None


def figures(uow: UnitOfWork[StaffAccess], currency: str, today: date) -> Figures:
    """Return what is owed in the currency. Invoices in other currencies are not added in."""
    owed = func.coalesce(func.sum(col(Invoice.total_minor) - col(Invoice.paid_minor)), 0)
    mine = col(Invoice.currency) == currency
    outstanding, count = uow.rows(select(owed, func.count()).where(_owing, mine))[0]
    late = (_owing, mine, col(Invoice.due_on) < today)
    overdue, late_count, oldest = uow.rows(
        select(owed, func.count(), func.min(col(Invoice.due_on))).where(*late)  # pyright: ignore[reportCallIssue]
    )[0]
    return Figures(int(outstanding), count, int(overdue), late_count, oldest)  # PostgreSQL sums to Decimal


def days_to_settle(uow: UnitOfWork[StaffAccess], since: datetime, timezone: str) -> list[int]:
    """Return how many days each invoice that was settled since then took, from its issue."""
    settled = select(col(Invoice.issued_on), col(Invoice.settled_at)).where(_issued, col(Invoice.settled_at) >= since)
    rows = uow.rows(settled.where(col(Invoice.issued_on).is_not(None)))
    return [max((day_in(timezone, settled_at) - issued_on).days, 0) for issued_on, settled_at in rows]

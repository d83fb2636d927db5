"""What each customer owes and has paid in the business's currency. Invoices in others are counted, not added in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus

Desk = UnitOfWork[StaffAccess]
PAGE_SIZE = 25


class CustomerFilter(StrEnum):
    """The tabs over the list."""

    ALL = "all"
    OWING = "owing"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """A customer and what they owe, in minor units; elsewhere: how many invoices they owe in other currencies."""

    customer: Customer
    invoices: int
    owed_minor: int
    overdue_minor: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Statement:
    """How a customer stands, in minor units. days_to_pay: median from issue to full payment; None: nothing settled."""

    owed_minor: int
    overdue_minor: int
    paid_minor: int
    elsewhere: int
    days_to_pay: float | None


_issued = col(Invoice.status) == InvoiceStatus.ISSUED
_owing = _issued & (col(Invoice.paid_minor) < col(Invoice.total_minor))


def _sum(condition: ColumnElement[bool], amount: Any) -> Any:
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)


def _owed(currency: str, today: date) -> tuple[Any, Any, Any]:
    """Return what is owed, what of it is overdue, and how many invoices are owed in other currencies."""
    mine, left = col(Invoice.currency) == currency, col(Invoice.total_minor) - col(Invoice.paid_minor)
    late = col(Invoice.due_on) < today
    return _sum(_owing & mine, left), _sum(_owing & mine & late, left), _sum(_owing & ~mine, 1)


def page_of(
    uow: Desk, only: CustomerFilter, search: str, page: int, currency: str, today: date
) -> tuple[list[ListedCustomer], int]:
    """Return a page of 25 customers, and how many match: those who owe most first, else by name. page: from 1."""
    owed, overdue, elsewhere = _owed(currency, today)
    asked: Any = select  # it types four columns at most
    matching: Any = asked(Customer, func.count(col(Invoice.id)), owed, overdue, elsewhere)
    matching = matching.outerjoin(Invoice, col(Invoice.customer_id) == col(Customer.id)).group_by(col(Customer.id))
    if words := search.strip():
        searched = (Customer.name, Customer.contact_name, Customer.email, Customer.phone)
        matching = matching.where(or_(*(col(column).icontains(words, autoescape=True) for column in searched)))
    if only is not CustomerFilter.ALL:
        matching = matching.having((owed > 0) | (elsewhere > 0) if only is CustomerFilter.OWING else overdue > 0)
    total: int = (
        uow.first(asked(func.count()).select_from(matching.with_only_columns(col(Customer.id)).subquery())) or 0
    )
    by_name = (func.lower(col(Customer.name)), col(Customer.id))
    order = by_name if only is CustomerFilter.ALL else (owed.desc(), *by_name)
    found = uow.rows(matching.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    # PostgreSQL sums to Decimal
    return [ListedCustomer(who, count, *(int(sum_) for sum_ in sums)) for who, count, *sums in found], total


def owing_customers(uow: Desk, currency: str, today: date) -> tuple[int, int]:
    """Return how many customers owe something in the currency, and how many of them are late."""
    mine = (_owing, col(Invoice.currency) == currency)
    who = func.count(func.distinct(col(Invoice.customer_id)))
    owing = uow.first(select(who).where(*mine)) or 0
    return owing, uow.first(select(who).where(*mine, col(Invoice.due_on) < today)) or 0


def statement(uow: Desk, customer_id: str, currency: str, today: date, timezone: str) -> Statement:
    """Return how the customer stands. timezone: where the business is."""
    owed, overdue, elsewhere = _owed(currency, today)
    paid = _sum(col(Invoice.currency) == currency, col(Invoice.paid_minor))
    theirs = col(Invoice.customer_id) == customer_id
    sums: tuple[int, int, int, int] = uow.rows(select(owed, overdue, paid, elsewhere).where(theirs))[0]
    settled = select(col(Invoice.issued_on), col(Invoice.settled_at)).where(theirs, _issued)
    settled = settled.where(col(Invoice.settled_at).is_not(None), col(Invoice.issued_on).is_not(None))
    took = [max((day_in(timezone, at) - issued_on).days, 0) for issued_on, at in uow.rows(settled)]
    owed_minor, overdue_minor, paid_minor, others = map(int, sums)
    return Statement(owed_minor, overdue_minor, paid_minor, others, median(took) if took else None)


def invoices_of(uow: Desk, customer_id: str, limit: int) -> tuple[list[Invoice], int]:
    """Return the customer's newest invoices, drafts first, and how many there are."""
    theirs = select(Invoice).where(col(Invoice.customer_id) == customer_id)
    newest = theirs.order_by(col(Invoice.issued_on).desc().nulls_first(), col(Invoice.id).desc()).limit(limit)
    count = select(func.count()).select_from(Invoice).where(col(Invoice.customer_id) == customer_id)
    return list(uow.all(newest)), uow.first(count) or 0

"""Adds up what became of invoices: over all, by month and by customer. Pure; currencies are never mixed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from toolfy_portal.domain.engagement.facts import ASKED, DOWNLOADED, TOLD, VIEWED, Facts

FEWEST = 3  # invoices; a median of fewer says nothing
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of some invoices. online, received: minor units by currency, what was given back taken off.

    days_online, days_otherwise: the median from issue to full payment, of invoices that were paid at least in part
    through the portal, and of those that weren't; None if there are fewer than 3.
    """

    invoices: int
    shared: int
    opened: int
    paid_online: int
    unfinished: int
    customers: int
    customers_opened: int
    online: Counter[str]
    received: Counter[str]
    days_online: float | None
    days_otherwise: float | None
    downloads: int
    fresh_links: int
    transfers_told: int
    online_payments: int


def figures(all_facts: Iterable[Facts]) -> Figures:
    """Add up the invoices."""
    facts = list(all_facts)
    online, received = Counter[str](), Counter[str]()
    for each in facts:
        online[each.currency] += each.online_minor
        received[each.currency] += each.online_minor + each.elsewhere_minor
    return Figures(
        invoices=len(facts),
        shared=sum(each.is_shared for each in facts),
        opened=sum(each.is_opened for each in facts),
        paid_online=sum(each.is_paid_online for each in facts),
        unfinished=sum(each.is_unfinished for each in facts),
        customers=len({each.customer_id for each in facts}),
        customers_opened=len({each.customer_id for each in facts if each.is_opened}),
        online=online,
        received=received,
        days_online=_middle([each.days for each in facts if each.is_paid_online]),
        days_otherwise=_middle([each.days for each in facts if not each.is_paid_online]),
        downloads=sum(each.did[DOWNLOADED] for each in facts),
        fresh_links=sum(each.did[ASKED] for each in facts),
        transfers_told=sum(each.did[TOLD] for each in facts),
        online_payments=sum(each.online_payments for each in facts),
    )


def _middle(days: Iterable[int | None], fewest: int = FEWEST) -> float | None:
    known = [each for each in days if each is not None]
    return float(median(known)) if len(known) >= fewest else None


def first_month(today: date) -> date:
    """Return the first day of the twelve months that end with this one."""
    return _months_back(today, MONTHS - 1)


def _months_back(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def by_month(facts: Iterable[Facts], today: date) -> list[tuple[date, Figures]]:
    """Return the first day and the figures of each of the last twelve months, by the day of issue, oldest first."""
    months = [_months_back(today, back) for back in reversed(range(MONTHS))]
    issued: defaultdict[date, list[Facts]] = defaultdict(list)
    for each in facts:
        issued[each.issued_on.replace(day=1)].append(each)
    return [(month, figures(issued[month])) for month in months]


class Show(StrEnum):
    """The tabs over the customers."""

    ALL = "all"
    PAYS = "pay online"
    LOOKS = "look only"
    NEVER = "never opened"


class Sort(StrEnum):
    """The orders of the customers."""

    VIEWS = "most views"
    SEEN = "seen last"
    ONLINE = "most paid online"
    SLOW = "slowest to pay"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """What a customer does with the invoices. online: minor units by currency; days: the median, None for none."""

    name: str
    invoices: int
    opened: int
    views: int
    last_seen: datetime | None
    paid_online: int
    online: Counter[str]
    days: float | None
    paid_in_full: int
    self_served: int


def by_customer(facts: Iterable[Facts], show: Show, sort: Sort, search: str) -> list[CustomerFigures]:
    """Return the customers who were billed, narrowed down and in order. search: part of the name."""
    billed: defaultdict[str, list[Facts]] = defaultdict(list)
    for each in facts:
        billed[each.customer_id].append(each)
    words = search.strip().casefold()
    found = [_customer(theirs) for theirs in billed.values() if words in theirs[0].customer.casefold()]
    return sorted((each for each in found if _fits(each, show)), key=lambda each: _order(each, sort))


def _customer(theirs: Sequence[Facts]) -> CustomerFigures:
    online = Counter[str]()
    for each in theirs:
        online[each.currency] += each.online_minor
    days = [each.days for each in theirs if each.days is not None]
    return CustomerFigures(
        name=theirs[0].customer,
        invoices=len(theirs),
        opened=sum(each.is_opened for each in theirs),
        views=sum(each.did[VIEWED] for each in theirs),
        last_seen=max((each.last_seen for each in theirs if each.last_seen), default=None),
        paid_online=sum(each.is_paid_online for each in theirs),
        online=online,
        days=_middle(days, 1),
        paid_in_full=len(days),
        self_served=sum(each.self_served for each in theirs),
    )


def _fits(customer: CustomerFigures, show: Show) -> bool:
    return {
        Show.ALL: True,
        Show.PAYS: customer.paid_online > 0,
        Show.LOOKS: customer.opened > 0 and customer.paid_online == 0,
        Show.NEVER: customer.opened == 0,
    }[show]


def _order(customer: CustomerFigures, sort: Sort) -> tuple[float, str]:
    """Return what to sort by: the most first, and by name where they are alike."""
    most = {
        Sort.VIEWS: customer.views,
        Sort.SEEN: customer.last_seen.timestamp() if customer.last_seen else 0,
        Sort.ONLINE: customer.paid_online,
        Sort.SLOW: -1 if customer.days is None else customer.days,
        Sort.NAME: 0,
    }[sort]
    return -most, customer.name.casefold()

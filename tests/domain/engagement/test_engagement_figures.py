"""Each figure against an example that was added up by hand."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from toolfy_portal.domain.engagement.facts import ASKED, COPIED, DOWNLOADED, STARTED, TOLD, VIEWED, Facts
from toolfy_portal.domain.engagement.figures import Show, Sort, by_customer, by_month, figures

ISSUED = date(2026, 11, 2)
MORNING, EVENING = datetime(2026, 11, 3, 9, tzinfo=UTC), datetime(2026, 11, 3, 19, tzinfo=UTC)


def paid(customer: str, day: int, *, online: int = 0, otherwise: int = 0, currency: str = "GBP", **did: int) -> Facts:
    settled = ISSUED.replace(day=day) if day else None
    return Facts(
        *("inv", customer, customer.title(), currency, ISSUED, settled),
        did=Counter(did),
        online_payments=bool(online),
        online_minor=online,
        elsewhere_payments=bool(otherwise),
        elsewhere_minor=otherwise,
    )


# Anna pays online (2, 4 and 9 days, once in dollars), Ben looks, began to pay once and sends transfers (10 days), Cleo
# never opened anything and pays cash (20 and 12 days)
BOOKS = [
    paid("anna", 4, online=10000, **{VIEWED: 3, DOWNLOADED: 1}),
    paid("anna", 6, online=5000, **{VIEWED: 1}),
    paid("anna", 11, online=7000, currency="USD"),
    paid("ben", 12, otherwise=20000, **{VIEWED: 2, TOLD: 1}),
    paid("ben", 0, **{COPIED: 1, STARTED: 1, ASKED: 1}),
    paid("cleo", 22, otherwise=3000),
    paid("cleo", 14, otherwise=2000),
]
BOOKS[0].last_seen, BOOKS[3].last_seen = MORNING, EVENING


def test_the_whole() -> None:
    found = figures(BOOKS)
    assert (found.invoices, found.shared, found.opened, found.paid_online, found.unfinished) == (7, 5, 5, 3, 1)
    assert (found.customers, found.customers_opened) == (3, 2)
    assert (found.days_online, found.days_otherwise) == (4, 12)  # of 2, 4, 9 and of 10, 20, 12
    assert (found.downloads, found.fresh_links, found.transfers_told, found.online_payments) == (1, 1, 1, 3)
    assert found.online == {"GBP": 15000, "USD": 7000}  # never one sum
    assert found.received == {"GBP": 40000, "USD": 7000}


def test_two_invoices_make_no_median() -> None:
    assert figures(BOOKS[:2]).days_online is None
    assert figures([]).days_otherwise is None
    assert figures(BOOKS[:3]).days_online == 4


def test_months_begin_with_the_one_a_year_ago_and_hold_what_was_issued_in_them() -> None:
    old = Facts("inv", "dora", "Dora", "GBP", date(2025, 11, 30), None)
    january = Facts("inv", "dora", "Dora", "GBP", date(2026, 1, 31), None)
    months = by_month([*BOOKS, old, january], date(2026, 11, 24))
    assert [month for month, _ in months][::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert {month.month: found.invoices for month, found in months if found.invoices} == {1: 1, 11: 7}


def test_each_customer() -> None:
    anna, ben, cleo = by_customer(BOOKS, Show.ALL, Sort.NAME, "")
    assert (anna.name, anna.invoices, anna.opened, anna.views, anna.paid_online) == ("Anna", 3, 3, 4, 3)
    assert (anna.online, anna.days, anna.paid_in_full, anna.self_served) == ({"GBP": 15000, "USD": 7000}, 4, 3, 4)
    assert (ben.opened, ben.views, ben.last_seen, ben.days, ben.self_served) == (2, 2, EVENING, 10, 2)
    assert (cleo.opened, cleo.last_seen, cleo.days, cleo.paid_in_full) == (0, None, 16, 2)


@pytest.mark.parametrize(
    ("show", "names"),
    [(Show.ALL, "Anna Ben Cleo"), (Show.PAYS, "Anna"), (Show.LOOKS, "Ben"), (Show.NEVER, "Cleo")],
)
def test_the_tabs(show: Show, names: str) -> None:
    assert " ".join(each.name for each in by_customer(BOOKS, show, Sort.NAME, "")) == names


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.VIEWS, "Anna Ben Cleo"),
        (Sort.SEEN, "Ben Anna Cleo"),
        (Sort.ONLINE, "Anna Ben Cleo"),
        (Sort.SLOW, "Cleo Ben Anna"),
    ],
)
def test_the_orders(sort: Sort, names: str) -> None:
    assert " ".join(each.name for each in by_customer(BOOKS[::-1], Show.ALL, sort, "")) == names


def test_the_search_is_for_a_part_of_the_name() -> None:
    assert [each.name for each in by_customer(BOOKS, Show.ALL, Sort.NAME, " EN ")] == ["Ben"]

"""Which bank debit works where, and when it should have cleared."""

from datetime import date

import pytest

from toolfy_portal.domain.payments.debits import clears_on, offers_debit


@pytest.mark.parametrize(
    ("currency", "methods", "offered"),
    [
        ("USD", [], True),
        ("GBP", ["card", "bacs_debit"], True),
        ("GBP", ["card", "us_bank_account"], False),
        ("USD", ["card"], False),
        ("EUR", [], False),
    ],
)
def test_what_the_checkout_offers(currency: str, methods: list[str], offered: bool) -> None:
    assert offers_debit(currency, methods) is offered


@pytest.mark.parametrize(
    ("currency", "began", "by"),
    [
        ("USD", date(2026, 11, 24), date(2026, 11, 30)),  # Tuesday to Monday
        ("USD", date(2026, 11, 28), date(2026, 12, 3)),  # Saturday: counts from Monday
        ("GBP", date(2026, 11, 24), date(2026, 12, 3)),
    ],
)
def test_business_days_skip_weekends(currency: str, began: date, by: date) -> None:
    assert clears_on(currency, began) == by

"""Which bank debit works where, and when it should have cleared."""

from datetime import date

import pytest

from toolfy_portal.domain.payments.debits import clears_on, debit_offered


@pytest.mark.parametrize(
    ("currency", "methods", "offered"),
    [
        ("USD", [], "us_bank_account"),
        ("GBP", ["card", "bacs_debit"], "bacs_debit"),
        ("GBP", ["card", "us_bank_account"], None),
        ("USD", ["card"], None),
        ("EUR", [], None),
    ],
)
def test_what_the_checkout_offers(currency: str, methods: list[str], offered: str | None) -> None:
    debit = debit_offered(currency, methods)
    assert (debit and debit.method) == offered


@pytest.mark.parametrize(
    ("currency", "began", "by"),
    [
        ("USD", date(2026, 11, 24), date(2026, 11, 30)),  # Tuesday to Monday
        ("USD", date(2026, 11, 28), date(2026, 12, 3)),  # Saturday: counts from Monday
        ("GBP", date(2026, 11, 24), date(2026, 12, 3)),
        ("EUR", date(2026, 11, 24), None),
    ],
)
def test_business_days_skip_weekends(currency: str, began: date, by: date | None) -> None:
    assert clears_on(currency, began) == by

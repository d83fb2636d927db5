"""Money is exact, of one currency, and written as people write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.adapters.payments_stripe_money import DECIMALS
from toolfy_portal.core import money
from toolfy_portal.core.money import Money, exponent, to_minor

CURRENCIES = {"GBP": 2, "USD": 2, "JPY": 0, "KWD": 3}


@pytest.mark.parametrize(("currency", "places"), CURRENCIES.items())
def test_exponent(currency, places):
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (133440, "GBP", "en_GB", "£1,334.40"),
        (209506, "USD", "en_US", "$2,095.06"),
        (1500, "JPY", "en_US", "¥1,500"),
        (1250, "KWD", "en_US", "KWD1.250"),
        (-5, "GBP", "en_GB", "-£0.05"),
        (123456, "EUR", "de_DE", "1.234,56\xa0€"),
    ],
)
def test_text(minor, currency, locale, text):
    assert Money(minor, currency).text(locale) == text


def test_currencies_dont_mix():
    with pytest.raises(ValueError, match="USD can't be added to GBP"):
        Money(1, "GBP") + Money(1, "USD")
    with pytest.raises(ValueError, match="can't"):
        Money(1, "GBP") - Money(1, "USD")


@given(st.integers(), st.integers(), st.sampled_from(sorted(CURRENCIES)))
def test_sums_are_exact(one, other, currency):
    assert Money(one, currency) + Money(other, currency) == Money(one + other, currency)
    assert Money(one, currency) - Money(other, currency) == Money(one - other, currency)


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from(sorted(CURRENCIES)))
def test_minor_to_decimal_and_back(minor, currency):
    assert to_minor(Money(minor, currency).decimal, currency) == minor


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "GBP"), ("1.5", "JPY"), ("0.0001", "KWD")])
def test_fractions_of_a_minor_unit_are_refused(amount, currency):
    with pytest.raises(ValueError, match="whole number of minor units"):
        to_minor(Decimal(amount), currency)


def test_every_currency_of_invoices_can_be_paid_online():
    assert len(set(money.CURRENCIES)) == len(money.CURRENCIES)
    assert set(money.CURRENCIES) == set(DECIMALS)

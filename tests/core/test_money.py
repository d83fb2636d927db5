"""Money is exact, of one currency, and written as people write it."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.adapters.payments_stripe_money import DECIMALS
from toolfy_portal.core import money
from toolfy_portal.core.errors import Invalid
from toolfy_portal.core.money import Money, exponent, parse_amount, to_minor

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


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("1,234.50", "GBP", "en_GB", 123450),
        ("£40", "GBP", "en_GB", 4000),
        ("-£5", "GBP", "en_GB", -500),
        ("12 gbp", "GBP", "en_GB", 1200),
        ("1.234,50 €", "EUR", "de_DE", 123450),
        ("1 234,50", "EUR", "fr_FR", 123450),
        ("CHF 1'234.50", "CHF", "de_CH", 123450),
        ("120 kr", "SEK", "sv_SE", 12000),
        ("1500", "JPY", "en_US", 1500),
    ],
)
def test_an_amount_is_read_as_it_is_written_there(text, currency, locale, minor):
    assert parse_amount(text, currency, locale) == minor


@pytest.mark.parametrize(
    "text", ["", "forty", "4O0", "5k", "1,23", "(5)", "1e3", "NaN", "1.5.0", "1" * 30, "£", "40.005"]
)
def test_what_is_no_amount_is_refused_with_an_example(text):
    with pytest.raises(Invalid, match=re.escape("Enter an amount like 40.00.")):
        parse_amount(text, "GBP", "en_GB")

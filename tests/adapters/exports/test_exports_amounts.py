"""Amounts as people and programs write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.adapters.exports.amounts import minor_units, parse_amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1,234.50", "1234.50"),
        ("$13.50 ", "13.50"),
        ("$-142.85", "-142.85"),
        ("-$142.85", "-142.85"),
        ("($400.00)", "-400.00"),
        ("142.85-", "-142.85"),
        ("−5", "-5"),
        ("-", "0"),
        ("$ -   ", "0"),
        ("US$ 5", "5"),
        ("USD 5.00", "5.00"),
        ("5.00 USD", "5.00"),
        ("1234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("1,234", "1234"),
        (".5", ".5"),
    ],
)
def test_reads_what_products_write(text, value):
    assert parse_amount(text, "USD") == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "$", "abc", "1.2.3", "1,23,4", "--5", "(-5)", "()", "5 kr", "$5$", "NaN", "1e5", "٣", "1,,2", "5 0", "9" * 70],
)
def test_refuses_what_is_no_amount(text):
    with pytest.raises(ValueError, match="is not an amount"):
        parse_amount(text, "USD")


@pytest.mark.parametrize(("text", "currency"), [("€5", "USD"), ("CA$5", "USD"), ("$5", "GBP"), ("EUR 5", "USD")])
def test_refuses_another_currency(text, currency):
    with pytest.raises(ValueError, match=f"not in {currency}"):
        parse_amount(text, currency)


def test_a_comma_before_three_digits_is_refused_where_three_decimals_are_usual():
    with pytest.raises(ValueError, match="two ways"):
        parse_amount("1,234", "KWD")


def test_refuses_the_absurdly_large():
    with pytest.raises(ValueError, match="too large"):
        parse_amount("1000000000000", "USD")


def test_nothing_is_rounded():
    assert minor_units(Decimal("0.000"), "USD") == 0
    assert minor_units(Decimal("5"), "JPY") == 5
    with pytest.raises(ValueError, match="finer than USD"):
        minor_units(Decimal("1.005"), "USD")


STYLES = [
    lambda number: f"{number:,.2f}",
    lambda number: f"${number:,.2f} ",
    lambda number: f"(${-number:,.2f})" if number < 0 else f"${number:,.2f}",
    lambda number: f"{number:,.2f}".translate(str.maketrans(",.", ".,")),
    lambda number: f"USD {number:.2f}",
    lambda number: f"{number:,.2f}".replace(",", "\u202f"),
]


@given(st.integers(-(10**13), 10**13), st.sampled_from(STYLES))
def test_every_style_comes_back_exactly(minor, style):
    assert minor_units(parse_amount(style(Decimal(minor) / 100), "USD"), "USD") == minor


@given(st.text(max_size=80))
def test_anything_else_is_a_value_error(text):
    with suppress(ValueError):
        assert abs(parse_amount(text, "USD")) < 10**12

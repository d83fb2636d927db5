"""Sums of an invoice are exact, whatever the order, and tax is rounded once a rate."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.domain.invoices.totals import add_up


@dataclass(frozen=True)
class Line:
    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal = Decimal(0)
    tax_name: str = "VAT"


def line(price: str, percent: str = "0", quantity: str = "1", name: str = "VAT") -> Line:
    return Line(Decimal(quantity), Decimal(price), Decimal(percent), name)


LINES = st.lists(
    st.builds(
        Line,
        st.decimals("0.0001", "1000", places=4),
        st.decimals("0", "10000", places=4),
        st.sampled_from([Decimal(each) for each in ("0", "5", "20", "8.875", "20.0")]),
        st.sampled_from(["VAT", "GST"]),
    ),
    max_size=12,
)
CURRENCIES = st.sampled_from(["JPY", "GBP", "KWD"])
PERCENTS = st.decimals("0", "100", places=2)


@given(LINES, CURRENCIES, PERCENTS, st.integers(-500, 500))
def test_total_is_net_and_every_tax(lines, currency, percent, extra):
    sums = add_up(lines, currency, discount_percent=percent, extra_minor=extra)
    assert sums.subtotal_minor == sum(sums.amounts)
    assert sums.total_minor == sums.net_minor + sum(group.tax_minor for group in sums.taxes) + extra
    assert 0 <= sums.discount_minor <= sums.subtotal_minor


@given(st.data(), LINES, CURRENCIES, PERCENTS)
def test_the_order_of_lines_changes_nothing(data, lines, currency, percent):
    other = data.draw(st.permutations(lines))
    one, two = (add_up(each, currency, discount_percent=percent) for each in (lines, other))
    assert (one.total_minor, one.taxes, one.discount_minor) == (two.total_minor, two.taxes, two.discount_minor)


@given(LINES, CURRENCIES, st.data())
def test_an_amount_off_is_shared_out_to_the_last_unit(lines, currency, data):
    taxed = [each for each in lines if each.tax_percent]
    whole = add_up(taxed, currency)
    off = data.draw(st.integers(0, whole.subtotal_minor))
    sums = add_up(taxed, currency, discount_minor=off)
    assert sum(group.net_minor for group in sums.taxes) == sums.net_minor == whole.subtotal_minor - off
    for before, after in zip(whole.taxes, sums.taxes, strict=True):
        fair = Decimal(off) * before.net_minor / (whole.subtotal_minor or 1)
        assert abs(before.net_minor - after.net_minor - fair) < 1


@given(LINES, CURRENCIES)
def test_a_rate_is_rounded_once(lines, currency):
    for group in add_up(lines, currency).taxes:
        exact = Decimal(group.net_minor) * group.percent / 100
        assert group.tax_minor == exact.quantize(Decimal(1), ROUND_HALF_UP)


def test_three_pennies_of_tax_rounded_once_not_line_by_line():
    sums = add_up([line("0.12", "20")] * 3, "GBP")  # 2.4p each: 7.2p together, 6p line by line
    assert [group.tax_minor for group in sums.taxes] == [7]


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "minor"),
    [
        ("JPY", "10.5", "1", 11),
        ("GBP", "0.0135", "370", 500),
        ("KWD", "1.0005", "1", 1001),
        ("GBP", "-0.125", "1", -13),
    ],
)
def test_a_line_is_rounded_half_up_in_its_currency(currency, price, quantity, minor):
    assert add_up([line(price, quantity=quantity)], currency).amounts == (minor,)


def test_two_rates_and_a_discount():
    sums = add_up([line("100", "20"), line("50", "5"), line("50")], "GBP", discount_percent=Decimal(10))
    assert [(group.label, group.net_minor, group.tax_minor) for group in sums.taxes] == [
        ("VAT 5%", 4500, 225),
        ("VAT 20%", 9000, 1800),
    ]
    assert (sums.subtotal_minor, sums.discount_minor, sums.tax_minor, sums.total_minor) == (20000, 2000, 2025, 20025)
    assert sums.tax_label == "Tax"


@pytest.mark.parametrize(
    ("lines", "label"),
    [([], ""), ([line("1")], ""), ([line("1", "20.00")], "VAT 20%"), ([line("1", "8.875", name="")], "Tax 8.875%")],
)
def test_what_the_tax_is_called(lines, label):
    assert add_up(lines, "GBP").tax_label == label


def test_lines_that_cancel_out_take_no_discount():
    sums = add_up([line("5", "20"), line("-5", "20")], "GBP", discount_percent=Decimal(10))
    assert (sums.discount_minor, sums.total_minor) == (0, 0)

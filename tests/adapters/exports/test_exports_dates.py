"""Dates: their order is the file's own, never guessed where it shows."""

from datetime import date

import pytest

from toolfy_portal.adapters.exports.dates import DateOrder

DAY = date(2020, 2, 1)


@pytest.mark.parametrize(
    ("evidence", "text"),
    [("13/01/2020", "1/2/2020"), ("1/13/2020", "2/1/2020"), ("31.12.2020", "01.02.2020"), ("", "2020-02-01")],
)
def test_order_is_learnt_from_the_file(evidence, text):
    order = DateOrder()
    order.learn(evidence)
    assert order.parse(text) == DAY


def test_a_file_of_both_orders_leaves_only_the_clear_dates():
    order = DateOrder()
    assert [order.learn(text) for text in ("13/01/2020", "1/13/2020", "1/2/2020", "2/2/2020")] == [
        False,
        False,
        True,
        False,
    ]
    assert order.parse("13/01/2020") == order.parse("1/13/2020") == date(2020, 1, 13)
    with pytest.raises(ValueError, match="two ways"):
        order.parse("1/2/2020")


@pytest.mark.parametrize("text", ["2020-02-30", "30/02/2020", "13/13/2020", "0/1/2020"])
def test_days_outside_the_calendar_are_refused(text):
    with pytest.raises(ValueError, match="not a day of the calendar"):
        DateOrder().parse(text)


@pytest.mark.parametrize("text", ["1/2/20", "tomorrow", "2020-1-2", "1/2-2020", "20200102", "٠١/٠٢/٢٠٢٠"])
def test_other_ways_of_writing_are_refused(text):
    with pytest.raises(ValueError, match="not a date we can read"):
        DateOrder().parse(text)


def test_a_mistyped_month_shows_nothing():
    order = DateOrder()
    order.learn("1/99/2020")
    assert not order.month_first

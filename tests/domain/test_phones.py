"""Phone numbers as people write them."""

import pytest

from tests import factories
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.domain.customers.phones import mobile_number, shown_number

BRISTOL, ASHEVILLE = factories.business(locale="en_GB"), factories.business(locale="en_US")


@pytest.mark.parametrize(
    ("typed", "business", "kept", "shown"),
    [
        ("07700 900482", BRISTOL, "+447700900482", "07700 900482"),
        ("+44 (0)7700-900482", BRISTOL, "+447700900482", "07700 900482"),
        ("0044 7700 900482", BRISTOL, "+447700900482", "07700 900482"),
        ("(828) 555-0117", ASHEVILLE, "+18285550117", "(828) 555-0117"),
        ("+1 828 555 0117", BRISTOL, "+18285550117", "+1 828-555-0117"),
        ("+49 1511 2345678", ASHEVILLE, "+4915112345678", "+49 1511 2345678"),
    ],
)
def test_a_number_is_kept_in_one_form_and_shown_as_people_write_it(typed, business, kept, shown):
    assert mobile_number(typed, business) == kept
    assert shown_number(kept, business) == shown


@pytest.mark.parametrize("typed", ["", "hello", "07700 9004", "12", "+999 123", "(828) 555-0117"])
def test_what_is_no_number_is_said_at_its_field(typed):
    with pytest.raises(InvalidField, match="isn't a phone number") as refused:
        mobile_number(typed, BRISTOL, "other_number")
    assert refused.value.field == "other_number"


def test_a_landline_gets_no_texts():
    with pytest.raises(InvalidField, match="can't receive texts"):
        mobile_number("0117 496 0171", BRISTOL)


def test_what_is_no_number_is_shown_as_it_is():
    assert shown_number("ask at the desk", BRISTOL) == "ask at the desk"

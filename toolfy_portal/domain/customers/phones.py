"""Phone numbers: read as people write them, kept in E.164, shown as the country writes them."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from toolfy_portal.core.errors import InvalidField
from toolfy_portal.domain.businesses.models import Business

_NO_TEXTS = {PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PAGER}
# Ofcom keeps these for drama, so that nobody owns them: demos and tests use them
_FICTION = re.compile(r"\+447700900\d{3}")


def mobile_number(text: str, business: Business, field: str = "phone") -> str:
    """Return the number in E.164, "+447700900482". Without a country's code it is of the business's country.

    Raises InvalidField, naming the field, for what is no number or can't receive texts.
    """
    number = _parsed(text, business)
    found = _e164(number) if number else ""
    if number is None or not (phonenumbers.is_valid_number(number) or _FICTION.fullmatch(found)):
        raise InvalidField(
            field, "That isn't a phone number. Write it with its area code, or begin with + and the country."
        )
    if phonenumbers.number_type(number) in _NO_TEXTS:
        raise InvalidField(field, "That number can't receive texts. Enter a mobile number.")
    return found


def shown_number(text: str, business: Business) -> str:
    """Return the number as people of the business's country write it; what is no number stays as it is."""
    number = _parsed(text, business)
    if number is None:
        return text
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == _region(business)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _parsed(text: str, business: Business) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, _region(business))
    except NumberParseException:
        return None


def _region(business: Business) -> str:
    return business.locale.rpartition("_")[2]


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)

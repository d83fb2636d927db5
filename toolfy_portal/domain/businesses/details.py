"""Changing who the business is: names, address, ways to reach it, numbers, and where it is."""

import re
from dataclasses import dataclass, fields, replace
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale, UnknownLocaleError

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.countries import vat_country, vat_id
from toolfy_portal.domain.businesses.events import DetailsChanged
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import brand_topic, office_only

LONGEST, LONGEST_ADDRESS = 120, 400  # characters
# digits and letters after the country's own, where the form is simple: the European Commission's VIES FAQ, question 11
_VAT_FORMS = {
    **dict.fromkeys(("DE", "EE", "PT"), r"\d{9}"),
    **dict.fromkeys(("DK", "FI", "HU", "LU", "MT", "SI"), r"\d{8}"),
    **dict.fromkeys(("HR", "IT", "LV"), r"\d{11}"),
    "GB": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "FR": r"[0-9A-Z]{2}\d{9}",
    "NL": r"[0-9A-Z+*]{12}",
    "PL": r"\d{10}",
    "SE": r"\d{12}",
    "SK": r"\d{10}",
}
_WORDS = {
    "name": "name",
    "short_name": "short name",
    "legal_name": "legal name",
    "email": "e-mail",
    "phone": "phone",
    "website": "website",
    "address": "address",
    "country": "country",
    "tax_id": "tax number",
    "company_id": "company number",
    "timezone": "time zone",
    "locale": "language and format",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDetails:
    """The form as it was filled in. country: ISO 3166-1, empty if not chosen. locale: CLDR. timezone: IANA."""

    name: str
    short_name: str
    legal_name: str
    email: str
    phone: str
    website: str
    address: str
    country: str
    tax_id: str
    company_id: str
    timezone: str
    locale: str


def details_to_change(uow: UnitOfWork[StaffAccess], *, lock: bool = False) -> WantedDetails:
    """Return the details as they are, to fill in a form; lock: to change them. Raises Forbidden for technicians."""
    office_only(uow.access, "business details")
    business = uow.get(Business, uow.access.business_id, lock=lock)
    return WantedDetails(**{each.name: getattr(business, each.name) for each in fields(WantedDetails)})


def save_details(uow: UnitOfWork[StaffAccess], wanted: WantedDetails) -> None:
    """Change the details; the same again changes nothing. Raises InvalidField, Forbidden for technicians."""
    seen = details_to_change(uow, lock=True)
    wanted = checked(wanted)
    business = uow.get(Business, uow.access.business_id)
    changed = [name for name in _WORDS if getattr(seen, name) != getattr(wanted, name)]
    for name in changed:
        setattr(business, name, getattr(wanted, name))
    if changed:
        what = ", ".join(_WORDS[name] for name in changed)
        uow.record(DetailsChanged(subject_id=business.id, what=what))
        uow.ring(brand_topic(business.id))


def checked(wanted: WantedDetails) -> WantedDetails:
    """Return the details as they are kept. Raises InvalidField naming the field."""
    lines = [" ".join(line.split()) for line in wanted.address.splitlines()]
    values = {name: " ".join(getattr(wanted, name).split()) for name in _WORDS}
    values["address"] = "\n".join(line for line in lines if line)
    kept = replace(wanted, **values)
    rules = (
        ("name", 1 <= len(kept.name) <= LONGEST, f"Give the business a name of up to {LONGEST} characters."),
        *(
            (name, len(values[name]) <= LONGEST, f"Use up to {LONGEST} characters.")
            for name in _WORDS
            if name != "address"
        ),
        ("address", len(kept.address) <= LONGEST_ADDRESS, f"Use up to {LONGEST_ADDRESS} characters."),
        ("email", not kept.email or _EMAIL.fullmatch(kept.email), "Write the address like hello@yourfirm.com."),
        ("country", not kept.country or kept.country in Locale("en").territories, "Choose a country of the list."),
        ("timezone", kept.timezone in available_timezones(), "Choose a time zone of the list."),
        ("locale", _is_locale(kept.locale), "Choose one of the list."),
        ("tax_id", _is_tax_id(kept.tax_id), "That number doesn’t have its country’s form. Please check the digits."),
    )
    for field, holds, message in rules:
        if not holds:
            raise InvalidField(field, message)
    country = kept.country or vat_country(vat_id(kept.tax_id))
    return replace(kept, phone=_phone(kept.phone, country), website=_website(kept.website))


_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}")


def _is_locale(text: str) -> bool:
    try:
        Locale.parse(text)
    except (ValueError, UnknownLocaleError):
        return False
    return re.fullmatch("[a-z]{2,3}_[A-Z]{2}", text) is not None


def _is_tax_id(text: str) -> bool:
    """Say whether a VAT number has its country's form; what doesn't begin like one may be another kind of number."""
    number = vat_id(text)
    form = _VAT_FORMS.get(vat_country(number)) if number else None
    return form is None or re.fullmatch(form, number[2:]) is not None


def _phone(text: str, country: str) -> str:
    """Return the number as it is written in its country; with its country code as it was typed with one."""
    if not country and re.fullmatch(r"[0-9][0-9 ()/.-]{4,24}|", text, re.ASCII):
        return text  # of which country, nobody said
    try:
        number = phonenumbers.parse(text, country or None) if text else None
    except phonenumbers.NumberParseException as error:
        hint = (
            "Start with + and the country code, or choose the country." if not country else "Please check the digits."
        )
        raise InvalidField("phone", f"We can’t read that phone number. {hint}") from error
    if number is None:
        return ""
    if not phonenumbers.is_possible_number(number):
        raise InvalidField("phone", "That phone number is too short or too long. Please check the digits.")
    form = (
        phonenumbers.PhoneNumberFormat.INTERNATIONAL
        if text.startswith("+")
        else phonenumbers.PhoneNumberFormat.NATIONAL
    )
    return phonenumbers.format_number(number, form)


def _website(text: str) -> str:
    """Return the address as it was typed, if it leads to a site by http."""
    wrong = InvalidField("website", "Write the address like https://yourfirm.com.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname or ""
    except ValueError as error:
        raise wrong from error
    is_site = parts.scheme in ("http", "https") and re.fullmatch(r"[\w-]+(\.[\w-]+)+", host)
    if text and not (is_site and not parts.username and text.isprintable()):
        raise wrong
    return text

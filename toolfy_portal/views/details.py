"""The business's details as a form is filled in with them, and the lists to choose from."""

from collections.abc import Mapping
from functools import cache
from typing import cast
from zoneinfo import available_timezones

from babel import Locale

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.e_invoicing import in_europe, lacking

_NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
_LOCALES = (
    *("en_GB", "en_US", "en_IE", "en_AU", "en_NZ", "en_CA", "en_ZA", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_BE"),
    *("fr_CA", "es_ES", "es_US", "it_IT", "nl_NL", "nl_BE", "pt_PT", "pl_PL", "sv_SE", "da_DK", "nb_NO", "fi_FI"),
)


def show_lacking(uow: UnitOfWork[StaffAccess]) -> list[str]:
    """Return what the details lack for e-invoices; nothing where nobody asks for them."""
    business = profile(uow).business
    return lacking(business) if in_europe(business) else []


@cache
def countries() -> list[tuple[str, str]]:
    """Return codes and names, in the order of the names."""
    territories = cast(Mapping[str, str], Locale("en").territories)
    names = [(code, name) for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRIES]
    return sorted(names, key=lambda each: each[1])


@cache
def timezones() -> list[tuple[str, str]]:
    """Return IANA names and how they read."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if zone.startswith(regions)]


def locales() -> list[tuple[str, str]]:
    """Return CLDR names and what they are called."""
    return [(name, Locale.parse(name).get_display_name("en") or name) for name in _LOCALES]

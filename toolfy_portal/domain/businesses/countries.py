"""Which country an address or a VAT number is of, as far as it says so itself. Pure."""

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from babel import Locale

# VAT as the EU has it: its members, and those whose VAT works alike
EUROPE = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "CH", "GB", "IS", "LI", "NO"),
    }
)
_VAT_PREFIXES = {"EL": "GR", "XI": "GB"}  # Greece and Northern Ireland go by other letters there
_OTHER_NAMES = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "usa": "US"}
_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,16}")


def country_named(address: str, language: str) -> str:
    """Return the country (ISO 3166-1) that an address ends in, by name or code; empty if it names none."""
    lines = address.strip().splitlines()
    last = lines[-1].strip(" .").casefold() if lines else ""
    return _names(language).get(last, "") if last else ""


def vat_id(tax_id: str) -> str:
    """Return a VAT number as machines write it, "GB123456789"; empty for a number without its country's letters."""
    plain = re.sub(r"[\s./-]", "", tax_id).upper()
    return plain if _VAT_ID.fullmatch(plain) and vat_country(plain) in EUROPE else ""


def vat_country(vat_id: str) -> str:
    """Return the country (ISO 3166-1) that a VAT number begins with."""
    return _VAT_PREFIXES.get(vat_id[:2], vat_id[:2])


@cache
def _names(language: str) -> dict[str, str]:
    names = dict(_OTHER_NAMES)
    for spoken in {"en", language}:
        territories = cast(Mapping[str, str], Locale(spoken).territories)
        for code, name in territories.items():
            if re.fullmatch("[A-Z]{2}", code):
                names |= {code.casefold(): code, name.casefold(): code}
    return names

"""Countries as addresses and VAT numbers name them; nothing is guessed."""

import pytest

from toolfy_portal.domain.businesses.countries import country_named, vat_country, vat_id


@pytest.mark.parametrize(
    ("address", "language", "country"),
    [
        ("8 Tannery Yard\nBristol BS2 0FE\nUnited Kingdom", "en", "GB"),
        ("8 Tannery Yard\nBristol\n u.k. ".replace("u.k.", "UK."), "en", "GB"),
        ("Gasse 1\nBerlin\nDeutschland", "de", "DE"),
        ("Gasse 1\nBerlin\nGermany", "de", "DE"),
        ("Gasse 1\nBerlin\nDeutschland", "en", ""),
        ("Gasse 1\nBerlin\nDE", "en", "DE"),
        ("19 Foundry Row\nAsheville, NC 28801", "en", ""),
        ("", "en", ""),
        ("\n\n", "en", ""),
    ],
)
def test_an_address_s_last_line_names_the_country(address: str, language: str, country: str) -> None:
    assert country_named(address, language) == country


@pytest.mark.parametrize(
    ("typed", "plain", "country"),
    [
        ("GB 000 4821 19", "GB000482119", "GB"),
        ("de-123.456.789", "DE123456789", "DE"),
        ("EL123456789", "EL123456789", "GR"),
        ("XI123456789", "XI123456789", "GB"),
        ("CHE-123.456.789 MWST", "CHE123456789MWST", "CH"),
        ("12/345/67890", "", ""),
        ("VAT GB 123", "", ""),
        ("US123456789", "", ""),
    ],
)
def test_a_vat_number_begins_with_its_country(typed: str, plain: str, country: str) -> None:
    assert vat_id(typed) == plain
    assert vat_country(plain) == country

"""Whatever is billed, the e-invoice is valid by the official schema and rules, and says what the invoice says."""

from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor

from toolfy_portal.adapters.e_invoice import as_xml
from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, Business
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.e_invoicing import e_invoice, missing
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.invoices.totals import add_up

ARTEFACTS = files("facturx") / "xsd_and_schematron" / "facturx-en16931"


def profile(*, terms: str = "Within 14 days", iban: str = "", **about: str) -> Profile:
    whole = {
        "name": "Fernhill", "legal_name": "Fernhill Heating Ltd", "address": "8 Tannery Yard\nBristol BS2 0FE",
        "tax_id": "GB 000 4821 19", "company_id": "00482119",
    } | about  # fmt: skip
    bank = [{"label": "IBAN", "value": iban}] if iban else []
    return Profile(Business(**whole), Branding(), BillingTerms(payment_terms=terms, bank_details=bank))


def line(price: str = "28.50", tax: str = "20", quantity: str = "4", **about: str) -> InvoiceLine:
    named = {"name": "Valve", "tax_name": "VAT", **about}
    return InvoiceLine(
        position=1, quantity=Decimal(quantity), unit_price=Decimal(price), tax_percent=Decimal(tax), **named
    )


def billed(lines: list[InvoiceLine], discount: str = "0", currency: str = "GBP", **changes: object) -> Invoice:
    """An issued invoice that its lines add up to. discount: percent."""
    totals = add_up(lines, currency, discount_percent=Decimal(discount))
    for each, amount in zip(lines, totals.amounts, strict=True):
        each.amount_minor = amount
    values: dict[str, object] = {
        "number": "INV-1048", "status": InvoiceStatus.ISSUED, "currency": currency,
        "billed_to": "Hannah Okafor\n14 Larch Road\nBristol", "issued_on": date(2026, 11, 14),
        "due_on": date(2026, 11, 28), "subtotal_minor": totals.subtotal_minor, "tax_minor": totals.tax_minor,
        "discount_minor": totals.discount_minor, "total_minor": totals.total_minor,
    }  # fmt: skip
    return Invoice(**(values | changes))


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(ARTEFACTS / "Factur-X_EN16931.xsd")))


@cache
def rules() -> tuple[PySaxonProcessor, object]:
    saxon = PySaxonProcessor(license=False)
    stylesheet = str(ARTEFACTS / "FACTUR-X_EN16931.xslt")
    return saxon, saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)


def broken_rules(xml: bytes) -> list[str]:
    saxon, stylesheet = rules()
    report = stylesheet.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
    tree = etree.fromstring(report.encode())
    assert len(tree.findall(".//{*}fired-rule")) > 20
    return [
        " ".join("".join(failed.itertext()).split())
        for failed in tree.iterfind(".//{http://purl.oclc.org/dsdl/svrl}failed-assert")
    ]


def written(invoice: Invoice, lines: list[InvoiceLine], about: Profile) -> bytes:
    numbers = e_invoice(invoice, lines, about)
    assert numbers is not None, missing(invoice, lines, about)
    return as_xml(numbers)


NOT_REGISTERED = profile(tax_id="", address="8 Tannery Yard\nUnited Kingdom")
ABOUT = [
    profile(),
    profile(iban="GB29 NWBK 6016 1331 9268 19", tax_id="EL123456789", terms=""),
    profile(tax_id="12/345/67890", address="Gasse 1\n10115 Berlin\nDeutschland", locale="de_DE"),
]
prices = st.decimals("-99999", "99999", places=4) | st.decimals("0", "500", places=2)
texts = st.text(st.characters(exclude_categories=()), max_size=30)


@st.composite
def invoices(draw: st.DrawFn) -> tuple[Invoice, list[InvoiceLine], Profile]:
    is_registered = draw(st.booleans())
    rates = st.sampled_from(["20", "5", "0", "12.345"] if is_registered else ["0"])
    lines = [
        line(
            str(draw(prices)), draw(rates), str(draw(st.decimals("0", "999", places=3))), name=draw(texts),
            note=draw(texts), unit=draw(st.sampled_from(["", "h", "m²", "pcs"])),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]  # fmt: skip
    invoice = billed(
        lines,
        str(draw(st.decimals("0", "100", places=2))),
        draw(st.sampled_from(["GBP", "EUR", "JPY"])),
        paid_minor=draw(st.sampled_from([0, 1, 40_000])),
        notes=draw(texts),
    )
    return invoice, lines, draw(st.sampled_from(ABOUT)) if is_registered else NOT_REGISTERED


def holds(what: tuple[Invoice, list[InvoiceLine], Profile]) -> bytes:
    """Assert that the XML fits the schema and says the invoice's own sums."""
    invoice, lines, _ = what
    xml = written(*what)
    schema().assertValid(etree.fromstring(xml))
    totals = add_up(lines, invoice.currency, discount_minor=invoice.discount_minor)
    for name, minor in (
        ("LineTotalAmount", totals.subtotal_minor),
        ("TaxBasisTotalAmount", totals.net_minor),
        ("TaxTotalAmount", totals.tax_minor),
        ("GrandTotalAmount", totals.total_minor),
        ("TotalPrepaidAmount", invoice.paid_minor),
        ("DuePayableAmount", totals.total_minor - invoice.paid_minor),
    ):
        found = etree.fromstring(xml).find(f".//{{*}}SpecifiedTradeSettlementHeaderMonetarySummation/{{*}}{name}")
        assert Decimal(found.text) == Money(minor, invoice.currency).decimal, name
    return xml


@settings(max_examples=60, deadline=None)
@given(invoices())
def test_any_invoice_fits_the_schema_and_adds_up(what: tuple[Invoice, list[InvoiceLine], Profile]) -> None:
    holds(what)


@settings(max_examples=25, deadline=None)
@given(invoices())
def test_any_invoice_keeps_the_rules_of_en_16931(what: tuple[Invoice, list[InvoiceLine], Profile]) -> None:
    assert broken_rules(holds(what)) == []


def test_a_registered_business_s_invoice_in_detail() -> None:
    lines = [
        line("62", "20", "3.5", name="Labour", unit="h"),
        line("-10", "0", "1", name="Old valve, taken back"),
        line("28.50", "5", note="15 mm"),
    ]
    about = profile(iban="GB29 NWBK 6016 1331 9268 19")
    invoice = billed(lines, "10", billed_to="Ola Nordmann\nStorgata 1\nOslo\nNorway", work_address="14 Larch Road")
    xml = written(invoice, lines, about)
    assert broken_rules(xml) == []
    tree = etree.fromstring(xml)

    def all_of(path: str) -> list[str]:
        return [found.text for found in tree.iterfind(f".//{{*}}{path.replace('/', '/{*}')}")]

    assert all_of("SellerTradeParty/Name") == ["Fernhill Heating Ltd"]
    assert all_of("SellerTradeParty/SpecifiedLegalOrganization/TradingBusinessName") == ["Fernhill"]
    assert all_of("SellerTradeParty/SpecifiedTaxRegistration/ID") == ["GB000482119"]
    assert all_of("PostalTradeAddress/CountryID") == ["GB", "NO", "GB"]  # seller, buyer, where the work was done
    assert all_of("BilledQuantity") == ["3.5", "-1", "4"]
    assert [found.get("unitCode") for found in tree.iterfind(".//{*}BilledQuantity")] == ["HUR", "C62", "C62"]
    assert all_of("NetPriceProductTradePrice/ChargeAmount") == ["62", "10", "28.5"]
    assert all_of("LineTotalAmount") == ["217.00", "-10.00", "114.00", "321.00"]
    assert all_of("ApplicableHeaderTradeSettlement/ApplicableTradeTax/CategoryCode") == ["S", "Z", "S"]
    assert all_of("ApplicableHeaderTradeSettlement/ApplicableTradeTax/BasisAmount") == ["195.30", "-9.00", "102.60"]
    assert all_of("ApplicableHeaderTradeSettlement/ApplicableTradeTax/CalculatedAmount") == ["39.06", "0.00", "5.13"]
    assert all_of("SpecifiedTradeAllowanceCharge/ActualAmount") == ["21.70", "-1.00", "11.40"]
    assert all_of("AllowanceTotalAmount") == ["32.10"]
    assert all_of("IBANID") == ["GB29NWBK60161331926819"]


def test_a_business_without_a_tax_number_is_not_subject_to_vat() -> None:
    lines = [line(tax="0", tax_name="")]
    xml = written(billed(lines), lines, NOT_REGISTERED)
    assert b"<ram:CategoryCode>O</ram:CategoryCode>" in xml
    assert b"VATEX-EU-O" in xml


def test_a_number_without_its_country_s_letters_is_a_tax_number() -> None:
    lines = [line()]
    xml = written(billed(lines), lines, ABOUT[2])
    assert b'<ram:ID schemeID="FC">12/345/67890</ram:ID>' in xml
    assert b"<ram:CountryID>DE</ram:CountryID>" in xml


LACKS = [
    ({"legal_name": ""}, "Your legal name"),
    ({"tax_id": ""}, "Your address doesn’t end with a country"),
    ({"tax_id": "", "address": "Bristol\nUK"}, "Your VAT number isn’t filled in."),
    ({"tax_id": "123", "company_id": "", "address": "Bristol\nEngland"}, "There is no VAT number"),
]


@pytest.mark.parametrize(("about", "sentence"), LACKS)
def test_what_the_business_lacks_is_said(about: dict[str, str], sentence: str) -> None:
    lines = [line()]
    found = missing(billed(lines), lines, profile(**about))
    assert len([each for each in found if each.startswith(sentence)]) == 1
    assert e_invoice(billed(lines), lines, profile(**about)) is None


@pytest.mark.parametrize(
    ("lines", "changes", "sentence"),
    [
        ([line(tax="0", tax_name="")], {}, "“Valve” carries no VAT."),
        ([line()], {"tax_minor": 2281, "total_minor": 13681}, "It was imported, and its lines don’t add up"),
        (
            [line()],
            {"extra_minor": 500, "extra_label": "Shipping", "total_minor": 14180},
            "“Shipping” was added without a VAT rate.",
        ),
        ([line()], {"late_fee_minor": 500, "total_minor": 14180}, "The late fee was added without a VAT rate."),
        ([line()], {"currency": "KWD"}, "KWD has more decimal places"),
        ([line()], {"billed_to": " "}, "The invoice doesn’t say who is billed."),
    ],
)
def test_what_the_invoice_lacks_is_said(lines: list[InvoiceLine], changes: dict[str, object], sentence: str) -> None:
    invoice = billed(lines, **{"currency": "GBP", **changes})  # type: ignore[arg-type]
    [found] = missing(invoice, lines, profile())
    assert found.startswith(sentence)
    assert e_invoice(invoice, lines, profile()) is None


def test_lines_rounded_elsewhere_are_noticed() -> None:
    lines = [line(), line()]
    invoice = billed(lines)
    lines[0].amount_minor, lines[1].amount_minor = lines[0].amount_minor + 1, lines[1].amount_minor - 1
    assert missing(invoice, lines, profile()) == ["It was imported, and its lines don’t add up to its taxes and total."]


def test_without_a_due_day_the_terms_say_when() -> None:
    lines = [line()]
    assert "BT" not in "".join(missing(billed(lines, due_on=None), lines, profile()))
    assert broken_rules(written(billed(lines, due_on=None), lines, profile())) == []
    assert missing(billed(lines, due_on=None), lines, profile(terms="")) == [
        "It has no due day, and you have no payment terms."
    ]


@pytest.mark.parametrize("status", [InvoiceStatus.DRAFT, InvoiceStatus.VOID])
def test_only_an_issued_invoice_has_one(status: InvoiceStatus) -> None:
    lines = [line()]
    assert e_invoice(billed(lines, status=status), lines, profile()) is None
    assert missing(billed(lines, status=status), lines, profile(legal_name="")) == []


@pytest.mark.parametrize(
    "about",
    [
        {"address": "19 Foundry Row\nAsheville\nUSA", "tax_id": ""},
        {"timezone": "America/New_York", "address": "19 Foundry Row\nAsheville, NC 28801", "tax_id": "12-3456789"},
    ],
)
def test_other_continents_are_not_bothered(about: dict[str, str]) -> None:
    lines = [line()]
    assert missing(billed(lines), lines, profile(**about)) == []
    assert e_invoice(billed(lines), lines, profile(**about)) is None


def test_a_wrong_sum_would_be_noticed() -> None:
    lines = [line()]
    xml = written(billed(lines), lines, profile())
    assert broken_rules(xml) == []
    assert any(
        "BR-CO-15" in broken for broken in broken_rules(xml.replace(b">136.80</ram:Grand", b">136.81</ram:Grand"))
    )

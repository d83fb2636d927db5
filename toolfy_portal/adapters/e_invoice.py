"""Writes an invoice as the XML that goes into its PDF: Factur-X, profile EN 16931 (UN/CEFACT CII D22B)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

FILE_NAME: Final = "factur-x.xml"
_NAMELESS: Final = "–"  # a name must be there: BR-7, BR-25
_NO_TEXT: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2

NAMESPACE: Final = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SCHEMAS_END: Final = re.compile(r"</rdf:Bag>\s*</pdfaExtension:schemas>")
_RDF_END: Final = re.compile("</rdf:RDF>")
_CLAIMS: Final = {
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "Version": ("1.0", "The actual version of the standard applying to the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sells or buys. country: ISO 3166-1. vat_id begins with its country's letters; tax_id is a number without."""

    name: str
    address: tuple[str, ...]
    country: str
    trading_name: str = ""
    vat_id: str = ""
    tax_id: str = ""
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """A VAT category of UNTDID 5305 ("S", "Z" or "O") with its percentage; none for "O", not subject to VAT."""

    category: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoiceLine:
    """One thing sold. Numbers as XML has them; unit: UN/ECE Recommendation 20. The price is never below zero."""

    name: str
    note: str
    quantity: str
    unit: str
    unit_price: str
    amount: str
    tax: Tax


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoice:
    """An invoice in numbers. Days are ISO dates, amounts in major units as XML has them.

    taxes: net after the discount, and tax, of each tax. discounts: each tax's share.
    """

    number: str
    issued_on: str
    due_on: str
    currency: str
    seller: Party
    buyer: Party
    work_at: Party
    note: str
    terms: str
    iban: str
    lines: tuple[EInvoiceLine, ...]
    discounts: tuple[tuple[Tax, str], ...]
    taxes: tuple[tuple[Tax, str, str], ...]
    subtotal: str
    discount: str
    net: str
    tax: str
    total: str
    prepaid: str
    due: str


def as_xml(invoice: EInvoice) -> bytes:
    """Return the XML. Its sums are taken as they are: nothing is added up here."""
    import facturx  # takes 0.2 s, and only who prints needs it

    write = cast(Callable[..., bytes], facturx.generate_cii_xml)
    terms = _head(invoice) | _money(invoice)
    terms |= {"BG-25": [_line(number, line) for number, line in enumerate(invoice.lines, 1)]}
    return write(_clean(terms), level="en16931", check_xsd=False, check_schematron=False)


def _head(invoice: EInvoice) -> dict[str, Any]:
    head: dict[str, Any] = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": "380",  # commercial invoice
        "BT-5": invoice.currency,
        "BG-4": _party(invoice.seller),
        "BG-7": _party(invoice.buyer),
        "BG-13": _party(invoice.work_at),
        "BT-9": invoice.due_on,
        "BT-20": invoice.terms,
        "BG-1": [{"BT-22": invoice.note}],
    }
    head |= {"BT-81": "30", "BT-84": invoice.iban, "BT-83": invoice.number} if invoice.iban else {}  # credit transfer
    return head


def _party(party: Party) -> dict[str, str]:
    first, second, *rest = (*party.address, "", "")
    terms = {
        "name": party.name,
        "biz_name": party.trading_name,
        "legal_identifier": party.company_id,
        "vat_identifier": party.vat_id,
        "tax_identifier": party.tax_id,
        "addr_l1": first,
        "addr_l2": second,
        "addr_l3": ", ".join(filter(None, rest)),
        "country_code": party.country,
    }
    return {"name": _NAMELESS} | _clean(terms)


def _line(number: int, line: EInvoiceLine) -> dict[str, str]:
    terms = {
        "BT-126": str(number),
        "BT-129": line.quantity,
        "BT-130": line.unit,
        "BT-131": line.amount,
        "BT-146": line.unit_price,
        "BT-151": line.tax.category,
        "BT-152": line.tax.rate,
        "BT-153": line.name,
        "BT-154": line.note,
    }
    return {"BT-153": _NAMELESS} | _clean(terms)


def _money(invoice: EInvoice) -> dict[str, Any]:
    money: dict[str, Any] = {
        "BG-23": [_total(tax, net, amount) for tax, net, amount in invoice.taxes],
        "BT-106": invoice.subtotal,
        "BT-109": invoice.net,
        "BT-110": invoice.tax,
        "BT-112": invoice.total,
        "BT-113": invoice.prepaid,
        "BT-115": invoice.due,
    }
    if invoice.discounts:
        money |= {"BG-20": [_discount(tax, share) for tax, share in invoice.discounts], "BT-107": invoice.discount}
    return money


def _total(tax: Tax, net: str, amount: str) -> dict[str, str]:
    reason = {"BT-120": "Not subject to VAT", "BT-121": "VATEX-EU-O"} if tax.category == "O" else {}
    return {"BT-116": net, "BT-117": amount, "BT-118": tax.category, "BT-119": tax.rate, **reason}


def _discount(tax: Tax, share: str) -> dict[str, str]:
    reason = {"reason": "Discount", "reason_code": "95"}  # UNTDID 5189
    return {"amount": share, "vat_category_code": tax.category, "vat_rate": tax.rate, **reason}


def _clean(value: Any) -> Any:
    """Return the terms without what XML has no way to write, and without what is empty then."""
    if isinstance(value, str):
        return _NO_TEXT.sub(" ", value).strip()
    if isinstance(value, dict):
        parts = ((name, _clean(part)) for name, part in cast(dict[str, Any], value).items())
        return {name: part for name, part in parts if part}
    return [part for part in map(_clean, cast(list[Any], value)) if part]


def with_claims(xmp: str) -> str:
    """Return a PDF's metadata with the claim that an e-invoice is inside, as Factur-X 1.09 (6.2) has it.

    Raises ValueError if it isn't metadata as our printer writes it.
    """
    for place in (_SCHEMAS_END, _RDF_END):
        if len(place.findall(xmp)) != 1:
            raise ValueError("the printer writes its metadata in another way")
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, (_, words) in _CLAIMS.items()
    )
    schema = (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    claims = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _CLAIMS.items())
    said = f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{claims}</rdf:Description>'
    return _RDF_END.sub(lambda end: said + end[0], _SCHEMAS_END.sub(lambda end: schema + end[0], xmp))

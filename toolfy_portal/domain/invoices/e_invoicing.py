"""An invoice as EN 16931 has it, where the business's data suffice, and what is missing where they don't. Pure.

The rules that an invoice must meet are named as in EN 16931-1 (BR-…); tests hold them with the official schematron.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from toolfy_portal.adapters.e_invoice import EInvoice, EInvoiceLine, Party, Tax
from toolfy_portal.core.money import Money, exponent
from toolfy_portal.domain.businesses.countries import EUROPE, country_named, vat_country, vat_id
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.invoices.totals import Totals, add_up

# UN/ECE Recommendation 20, by what people write; anything else is C62, "one"
_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"), "HUR"),
    **dict.fromkeys(("day", "days", "tag", "tage"), "DAY"),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), "MTR"),
    **dict.fromkeys(("m2", "m²", "sqm"), "MTK"),
    **dict.fromkeys(("kg",), "KGM"),
    **dict.fromkeys(("km",), "KMT"),
    **dict.fromkeys(("l", "litre", "litres", "liter"), "LTR"),
}
_DECIMALS = 2  # BR-DEC: no amount has more


def e_invoice(invoice: Invoice, lines: Sequence[InvoiceLine], about: Profile) -> EInvoice | None:
    """Return the invoice in numbers, equal to what it is stored with; None if it isn't issued or something is missing.

    What was paid or credited so far counts as paid in advance.
    """
    if not _is_meant(invoice, about.business) or missing(invoice, lines, about):
        return None
    totals = _totals(invoice, lines)
    groups = _groups(lines, totals, about.business)
    name, _, address = invoice.billed_to.partition("\n")
    seller = _seller(about.business)
    iban = next((str(row["value"]) for row in about.terms.bank_details if str(row["label"]).casefold() == "iban"), "")

    def money(minor: int) -> str:
        return f"{Money(minor, invoice.currency).decimal:f}"

    return EInvoice(
        number=invoice.number,
        issued_on=invoice.issued_on.isoformat() if invoice.issued_on else "",
        due_on=invoice.due_on.isoformat() if invoice.due_on else "",
        currency=invoice.currency,
        seller=seller,
        buyer=_buyer(name, address, about.business),
        work_at=_buyer(name, invoice.work_address or address, about.business),
        note=invoice.notes,
        terms=about.terms.payment_terms,
        iban=iban.replace(" ", ""),
        lines=tuple(_line(line, money(line.amount_minor), about.business) for line in lines),
        discounts=tuple((tax, money(gross - net)) for tax, (gross, net, _) in groups.items() if gross != net),
        taxes=tuple((tax, money(net), money(amount)) for tax, (_, net, amount) in groups.items()),
        subtotal=money(totals.subtotal_minor),
        discount=money(totals.discount_minor),
        net=money(totals.net_minor),
        tax=money(totals.tax_minor),
        total=money(totals.total_minor),
        prepaid=money(invoice.paid_minor),
        due=money(totals.total_minor - invoice.paid_minor),
    )


def missing(invoice: Invoice, lines: Sequence[InvoiceLine], about: Profile) -> list[str]:
    """Return what keeps the e-invoice out of the PDF, each as a plain sentence for staff."""
    business, totals = about.business, _totals(invoice, lines)
    if not _is_meant(invoice, business):
        return []
    is_taxed = any(line.tax_percent for line in lines)
    unclear = [line.name for line in lines if business.tax_id and not (line.tax_percent or line.tax_name)]
    more = invoice.extra_minor + invoice.late_fee_minor
    stored = (invoice.subtotal_minor, invoice.tax_minor, invoice.total_minor - more)
    adds_up = (
        stored == (totals.subtotal_minor, totals.tax_minor, totals.total_minor)
        and tuple(line.amount_minor for line in lines) == totals.amounts
    )
    rules = (
        (business.tax_id or not is_taxed, "Your VAT number isn’t filled in."),  # BR-S-02
        (invoice.billed_to.strip(), "The invoice doesn’t say who is billed."),  # BR-7
        (invoice.due_on or about.terms.payment_terms, "It has no due day, and you have no payment terms."),  # BR-CO-25
        (not unclear, f"“{''.join(unclear[:1])}” carries no VAT. Give it a rate: 0% where it is zero-rated."),
        (not invoice.extra_minor, f"“{invoice.extra_label or 'Other'}” was added without a VAT rate."),
        (not invoice.late_fee_minor, "The late fee was added without a VAT rate."),
        (adds_up, "It was imported, and its lines don’t add up to its taxes and total."),
        (exponent(invoice.currency) <= _DECIMALS, f"{invoice.currency} has more decimal places than are allowed."),
    )
    return [*lacking(business), *(sentence for holds, sentence in rules if not holds)]


def lacking(business: Business) -> list[str]:
    """Return what every e-invoice of the business needs and its details don't say, each as a plain sentence."""
    rules = (
        (business.legal_name, "Your legal name isn’t filled in."),  # BR-6
        (_country(business), "Your address doesn’t end with a country, and your VAT number doesn’t begin with one."),
        (
            vat_id(business.tax_id) or business.company_id,
            "There is no VAT number with its country’s letters, and no company number.",
        ),
    )
    return [sentence for holds, sentence in rules if not holds]


def _is_meant(invoice: Invoice, business: Business) -> bool:
    """Say whether the invoice is issued by a business in Europe."""
    return invoice.status is InvoiceStatus.ISSUED and in_europe(business)


def in_europe(business: Business) -> bool:
    """Say whether the business is where e-invoices are asked for, as its country or else its clock says."""
    country = _country(business)
    return country in EUROPE if country else business.timezone.startswith("Europe/")


def _country(business: Business) -> str:
    named = country_named(business.address, _language(business))
    return business.country or named or vat_country(vat_id(business.tax_id))


def _language(business: Business) -> str:
    return business.locale.split("_")[0]


def _seller(business: Business) -> Party:
    is_vat = bool(vat_id(business.tax_id))
    return Party(
        name=business.legal_name,
        trading_name=business.name if business.name != business.legal_name else "",
        address=tuple(business.address.splitlines()),
        country=_country(business),
        vat_id=vat_id(business.tax_id),
        tax_id="" if is_vat else business.tax_id,
        company_id=business.company_id,
    )


def _buyer(name: str, address: str, business: Business) -> Party:
    """Return the buyer; an address that names no country is in the business's own, as in the post."""
    country = country_named(address, _language(business)) or _country(business)
    return Party(name=name, address=tuple(address.splitlines()), country=country)


def _totals(invoice: Invoice, lines: Sequence[InvoiceLine]) -> Totals:
    return add_up(lines, invoice.currency, discount_minor=invoice.discount_minor)


def _tax(percent: Decimal, business: Business) -> Tax:
    """Standard rate above zero, zero-rated at 0%; a business without a tax number is not subject to VAT."""
    if not business.tax_id:
        return Tax("O", "")
    return Tax("S" if percent else "Z", f"{percent.normalize():f}")


def _groups(lines: Sequence[InvoiceLine], totals: Totals, business: Business) -> dict[Tax, tuple[int, int, int]]:
    """Return what each tax comes to: before the discount, after it, and tax. One entry a rate: BR-S-08."""
    gross, net, tax = (defaultdict[Tax, int](int) for _ in range(3))
    for line, amount in zip(lines, totals.amounts, strict=True):
        gross[_tax(line.tax_percent, business)] += amount
    for group in totals.taxes:
        net[_tax(group.percent, business)] += group.net_minor
        tax[_tax(group.percent, business)] += group.tax_minor
    untaxed = _tax(Decimal(0), business)
    if untaxed in gross:
        net[untaxed] = totals.net_minor - sum(group.net_minor for group in totals.taxes)
    return {each: (gross[each], net[each], tax[each]) for each in gross}


def _line(line: InvoiceLine, amount: str, business: Business) -> EInvoiceLine:
    sign = -1 if line.unit_price < 0 else 1  # BR-27: a price is never below zero, a quantity may be
    return EInvoiceLine(
        name=line.name,
        note=line.note,
        quantity=f"{(line.quantity * sign).normalize():f}",
        unit=_UNITS.get(line.unit.strip(" .").casefold(), "C62"),
        unit_price=f"{(line.unit_price * sign).normalize():f}",
        amount=amount,
        tax=_tax(line.tax_percent, business),
    )

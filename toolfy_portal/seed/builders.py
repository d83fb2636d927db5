"""One function a model, with lived-in defaults: for the demo businesses and for tests."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from toolfy_portal.core.access import Role
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.money import exponent
from toolfy_portal.core.records import Record
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, Business, TaxRate
from toolfy_portal.domain.customers.models import Contact, Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, LedgerKind, PaymentAccount
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.team.models import Staff

RecordT = TypeVar("RecordT", bound=Record)


def _made(model: type[RecordT], prefix: str, given: dict[str, Any], **usual: Any) -> RecordT:
    return model(**{"id": new_id(prefix), **usual, **given})


def business(**given: Any) -> Business:
    """Return a business, by default a heating firm in Bristol."""
    return _made(Business, "biz", given, name="Fernhill Plumbing & Heating", email="hello@fernhill.example")


def branding(**given: Any) -> Branding:
    """Return a look in deep green."""
    return _made(Branding, "brd", given, accent="#1f5c45", support_email="hello@fernhill.example")


def tax_rate(name: str, percent: str, **given: Any) -> TaxRate:
    """Return a tax that lines may carry."""
    return _made(TaxRate, "tax", given, name=name, percent=Decimal(percent))


def billing_terms(**given: Any) -> BillingTerms:
    """Return terms of 14 days."""
    return _made(BillingTerms, "trm", given, payment_terms="Please pay within 14 days of the invoice date.")


def person(**given: Any) -> Person:
    """Return somebody's account, which can't sign in until there is a password."""
    return _made(Person, "per", given, name="Ellie Marsh", email="ellie@fernhill.example")


def staff(person: Person, **given: Any) -> Staff:
    """Return the person's place in the office."""
    return _made(Staff, "stf", given, person_id=person.id, name=person.name, email=person.email, role=Role.OFFICE)


def customer(**given: Any) -> Customer:
    """Return a customer with an address and an e-mail."""
    address = "14 Larch Road\nBristol BS6 5QT"
    return _made(Customer, "cus", given, name="Hannah Okafor", email="h.okafor@mail.example", address=address)


def contact(customer: Customer, **given: Any) -> Contact:
    """Return the customer's bookkeeper."""
    about = {"name": "Ruth Calloway", "role": "Bookkeeper", "email": "ruth@mail.example"}
    return _made(Contact, "con", given, customer_id=customer.id, **about)


def line(name: str = "Annual boiler service", quantity: str = "1", price: str = "96.00", **given: Any) -> InvoiceLine:
    """Return an invoice line; `invoice` gives it its place and amount. price: of one, in major units."""
    numbers = {"quantity": Decimal(quantity), "unit_price": Decimal(price)}
    return _made(InvoiceLine, "ivl", given, name=name, position=0, **numbers)


def invoice(
    customer: Customer, lines: Sequence[InvoiceLine] = (), tax_rate: str = "0", currency: str = "GBP", **given: Any
) -> Invoice:
    """Return a draft for the customer that its lines add up to. tax_rate: a fraction, on all lines together.

    Rounds each line, then the tax, half up.
    """
    usual = {"number": f"INV-{new_token()[:6]}", "billed_to": f"{customer.name}\n{customer.address}"}
    made = _made(Invoice, "inv", given, customer_id=customer.id, currency=currency, **usual)
    for position, each in enumerate(lines, 1):
        each.document_id, each.position = made.id, position
        each.tax_name, each.tax_percent = (
            re.split(r" at |, ", made.tax_label)[0],
            Decimal(tax_rate).scaleb(2).normalize(),
        )
        each.amount_minor = _rounded((each.quantity * each.unit_price).scaleb(exponent(currency)))
    made.subtotal_minor = sum(each.amount_minor for each in lines)
    taxed = made.subtotal_minor - made.discount_minor
    made.tax_minor = _rounded(taxed * Decimal(tax_rate))
    made.total_minor = taxed + made.tax_minor + made.extra_minor
    return made


def ledger_entry(
    invoice: Invoice, account: PaymentAccount, amount_minor: int, at: datetime, **given: Any
) -> LedgerEntry:
    """Return a payment by card, ready to be posted."""
    where = {"document_id": invoice.id, "account_id": account.id, "ref": f"pi_{new_token()}"}
    about: dict[str, Any] = {"kind": LedgerKind.PAYMENT, "method": "Visa ending 4242", "is_test": True, "at": at}
    return _made(LedgerEntry, "led", given, amount_minor=amount_minor, currency=invoice.currency, **where, **about)


def attempt(invoice: Invoice, account: PaymentAccount, amount_minor: int, at: datetime, **given: Any) -> Attempt:
    """Return a try to pay, just begun."""
    public_id = new_token()
    where = {"document_id": invoice.id, "account_id": account.id, "public_id": public_id}
    about: dict[str, Any] = {"key": f"attempt-{public_id}", "request": "{}", "created_at": at}
    return _made(Attempt, "att", given, amount_minor=amount_minor, currency=invoice.currency, **where, **about)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))

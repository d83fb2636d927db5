"""Finding, adding and changing the people who are billed."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import or_
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.events import CustomerAdded, CustomerChanged
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.team.rules import may_handle_money

Desk = UnitOfWork[StaffAccess]
LONGEST = {
    "name": 200,
    "contact_name": 200,
    "email": 254,
    "phone": 40,
    "address": 500,
    "tax_id": 40,
    "notes": 2000,
}  # characters
_WORDS = {
    "name": "name",
    "contact_name": "contact",
    "email": "e-mail",
    "phone": "phone",
    "address": "address",
    "tax_id": "tax number",
    "notes": "notes",
}
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")  # a typing mistake is caught; the proof is that mail arrives


def is_email(text: str) -> bool:
    """Say whether the text looks like one e-mail address."""
    return len(text) <= LONGEST["email"] and EMAIL.fullmatch(text) is not None


def find_customers(uow: Desk, words: str, limit: int = 8) -> Sequence[Customer]:
    """Return those whose name, contact, e-mail or phone holds the words, by name; the first of all without words."""
    found = select(Customer).order_by(col(Customer.name), col(Customer.id)).limit(limit)
    if words := words.strip():
        searched = (Customer.name, Customer.contact_name, Customer.email, Customer.phone)
        found = found.where(or_(*(col(column).icontains(words, autoescape=True) for column in searched)))
    return uow.all(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetails:
    """What is known of a customer, as staff write it. address: lines; notes: for the team alone."""

    name: str
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    tax_id: str = ""
    notes: str = ""


def details_of(customer: Customer) -> CustomerDetails:
    """Return what is known, to fill in a form."""
    return CustomerDetails(**{each.name: getattr(customer, each.name) for each in fields(CustomerDetails)})


def add_customer(uow: Desk, wanted: CustomerDetails) -> Customer:
    """Add someone to bill. Raises InvalidField naming the field, Forbidden for technicians."""
    may_handle_money(uow.access)
    customer = uow.add(Customer(id=new_id("cus"), **_checked(wanted)))
    uow.record(CustomerAdded(subject_id=customer.id, customer_id=customer.id, called=customer.name))
    return customer


def change_customer(uow: Desk, customer_id: str, wanted: CustomerDetails, seen: CustomerDetails | None = None) -> None:
    """Keep what is wanted where it differs from what was seen; what a colleague changed meanwhile stays.

    Issued invoices keep the name and address they were issued to. seen: None counts everything as wanted.
    Raises NotFound, InvalidField naming the field, Forbidden for technicians.
    """
    may_handle_money(uow.access)
    customer = uow.get(Customer, customer_id, lock=True)
    before = asdict(seen) if seen else {}
    values = {name: value for name, value in _checked(wanted).items() if before.get(name) != value}
    changed = [name for name, value in values.items() if getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, values[name])
    if changed:
        what = ", ".join(_WORDS[name] for name in changed)
        uow.record(CustomerChanged(subject_id=customer.id, customer_id=customer.id, called=customer.name, what=what))


def _checked(wanted: CustomerDetails) -> dict[str, str]:
    about = {name: value.strip() for name, value in asdict(wanted).items()}
    about["name"] = " ".join(about["name"].split())
    if not about["name"]:
        raise InvalidField("name", "Enter the customer's name.")
    for field, most in LONGEST.items():
        if len(about[field]) > most:
            raise InvalidField(field, f"Keep this to {most:,} characters.")
    if about["email"] and not is_email(about["email"]):
        raise InvalidField("email", "Enter an e-mail address like name@example.com.")
    return about

"""Finding and adding the people who are billed."""

import re
from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.events import CustomerAdded
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.team.rules import may_handle_money

Desk = UnitOfWork[StaffAccess]
LONGEST = {"name": 200, "email": 254, "phone": 40, "address": 500}  # characters
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


def add_customer(uow: Desk, name: str, email: str = "", phone: str = "", address: str = "") -> Customer:
    """Add someone to bill. Raises InvalidField naming the field, Forbidden for technicians."""
    may_handle_money(uow.access)
    about = {"name": " ".join(name.split()), "email": email.strip(), "phone": phone.strip(), "address": address.strip()}
    if not about["name"]:
        raise InvalidField("name", "Enter the customer's name.")
    for field, most in LONGEST.items():
        if len(about[field]) > most:
            raise InvalidField(field, f"Keep this to {most} characters.")
    if about["email"] and not is_email(about["email"]):
        raise InvalidField("email", "Enter an e-mail address like name@example.com.")
    customer = uow.add(Customer(id=new_id("cus"), **about))
    uow.record(CustomerAdded(subject_id=customer.id, customer_id=customer.id, called=customer.name))
    return customer

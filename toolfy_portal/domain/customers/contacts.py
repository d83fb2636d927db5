"""Whom messages about a customer's documents can go to: the customer, and people there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.models import Contact, Customer


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to write to. id: of the contact, or of the customer; role: "" for the customer."""

    id: str
    name: str
    role: str
    email: str
    phone: str


def recipients(uow: UnitOfWork[StaffAccess], customer_id: str) -> Sequence[Recipient]:
    """Return the customer first, then the contacts by name. Raises NotFound if the customer is out of reach."""
    customer = uow.get(Customer, customer_id)
    people = select(Contact).where(Contact.customer_id == customer_id).order_by(col(Contact.name), col(Contact.id))
    own = Recipient(customer.id, customer.contact_name or customer.name, "", customer.email, customer.phone)
    return [own, *(Recipient(each.id, each.name, each.role, each.email, each.phone) for each in uow.all(people))]

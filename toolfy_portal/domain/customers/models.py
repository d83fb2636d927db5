"""A customer."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.records import CustomerItself, StaffOnly


class Customer(CustomerItself, table=True):
    """A person or firm that is billed. source and source_id: where it was imported from, so that it comes in once."""

    __table_args__ = (UniqueConstraint("business_id", "source", "source_id"),)

    name: str = Field(index=True)
    contact_name: str = ""
    email: str = Field(default="", max_length=254)
    phone: str = ""
    address: str = ""  # lines, separated by newlines
    tax_id: str = ""
    notes: str = ""  # for the team
    source: str | None = Field(default=None, max_length=40)
    source_id: str | None = Field(default=None, max_length=200)


class Contact(StaffOnly, table=True):
    """Somebody at a customer's whom messages can go to, beside the customer's own address."""

    customer_id: str = Field(foreign_key="customer.id", index=True, max_length=40)
    name: str = Field(max_length=200)
    role: str = Field(default="", max_length=80)  # "Bookkeeper"
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)

"""A customer."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.records import CustomerItself


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

"""A member of staff, and somebody who is asked to become one."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.access import Role
from toolfy_portal.core.records import StaffOnly, choice, instant


class Staff(StaffOnly, table=True):
    """A person's place in one business. Name, e-mail and second factor repeat what the person's account says."""

    __table_args__ = (UniqueConstraint("business_id", "person_id"),)

    person_id: str = Field(foreign_key="person.id", index=True, max_length=40)
    name: str
    email: str = Field(max_length=254)  # lower case
    role: Role = choice(Role, default=Role.OFFICE)
    has_second_factor: bool = False
    is_active: bool = True


class Invitation(StaffOnly, table=True):
    """A single-use link by which somebody joins. Deleted once it is taken up or cancelled."""

    __table_args__ = (UniqueConstraint("business_id", "email"),)

    email: str = Field(max_length=254)  # lower case
    role: Role = choice(Role)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    invited_by: str  # the member's name
    sent_at: datetime = instant()
    expires_at: datetime = instant()

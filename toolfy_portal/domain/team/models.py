"""A member of staff."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.access import Role
from toolfy_portal.core.records import StaffOnly, choice


class Staff(StaffOnly, table=True):
    """Somebody who signs in to run the business. One e-mail, one account."""

    __table_args__ = (UniqueConstraint("email"),)

    name: str
    email: str = Field(max_length=254)  # lower case
    role: Role = choice(Role, default=Role.OFFICE)
    password_hash: str = ""  # argon2id
    is_active: bool = True

"""A person's account, and a staff session."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column, LargeBinary
from sqlmodel import Field

from toolfy_portal.core.records import PersonItself, StaffOnly, instant, maybe_instant


class Person(PersonItself, table=True):
    """Somebody who signs in. One e-mail, one account, for all businesses that they belong to."""

    email: str = Field(max_length=254, unique=True)  # lower case
    name: str
    password_hash: str = ""  # argon2id
    totp_encrypted: bytes | None = Field(default=None, sa_type=LargeBinary)  # the second factor's secret; None: off
    totp_step: int = Field(default=0, sa_type=BigInteger)  # of the newest code that was used: none works twice
    recovery_hashes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reset_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)  # of the token that was mailed
    reset_until: datetime | None = maybe_instant()
    new_email: str = Field(default="", max_length=254)  # until its owner says so
    new_email_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    new_email_until: datetime | None = maybe_instant()


class StaffSession(StaffOnly, table=True):
    """A signed-in browser, in one business. The cookie's secret is stored as a hash."""

    staff_id: str = Field(foreign_key="staff.id", index=True, max_length=40)
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    agent: str = Field(default="", max_length=200)
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    confirmed_at: datetime | None = maybe_instant()  # when password or second factor were given last
    expires_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()

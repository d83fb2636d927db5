"""One line of history, and the end of the chain that the lines form."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary
from sqlmodel import Field

from toolfy_portal.core.records import Shared, StaffOnly, instant


class ActivityEntry(StaffOnly, table=True):
    """Something that happened to a document. Never changed, never deleted; `chain.py` says what would tell.

    summary, data and actor are its words: what may name a person, and what erasing blanks.
    """

    __table_args__ = (
        Index("ix_activityentry_subject_at", "subject_id", "at"),
        Index("uq_activityentry_position", "business_id", "position", unique=True),
    )

    subject_id: str = Field(max_length=40)
    customer_id: str | None = Field(default=None, max_length=40)
    kind: str = Field(max_length=40)  # the event's class name
    summary: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    actor: str = ""  # the staff member's name; empty: the customer or the system
    at: datetime = instant()
    position: int = Field(sa_type=BigInteger)  # in the business's chain, from 1
    previous: bytes = Field(sa_type=LargeBinary)  # the digest of the entry before; empty for the first
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)  # none: the words were erased
    words_hash: bytes = Field(sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)


class HistoryHead(Shared, table=True):
    """Where a business's chain ends; its id is the business's. Locked by whoever adds to it, link holders too."""

    position: int = Field(sa_type=BigInteger)
    digest: bytes = Field(sa_type=LargeBinary)

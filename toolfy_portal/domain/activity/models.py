"""One line of history."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from toolfy_portal.core.records import StaffOnly, instant


class ActivityEntry(StaffOnly, table=True):
    """Something that happened to a document. Never changed, never deleted."""

    __table_args__ = (Index("ix_activityentry_subject_at", "subject_id", "at"),)

    subject_id: str = Field(max_length=40)
    customer_id: str | None = Field(default=None, max_length=40)
    kind: str = Field(max_length=40)  # the event's class name
    summary: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    actor: str = ""  # the staff member's name; empty: the customer or the system
    at: datetime = instant()

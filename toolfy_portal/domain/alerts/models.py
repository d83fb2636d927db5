"""An alert, who has read it, and what is sent by e-mail."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.records import StaffOnly, choice, instant, maybe_instant
from toolfy_portal.domain.alerts.topics import Topic


class Mode(StrEnum):
    """How a topic is sent by e-mail."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


class Alert(StaffOnly, table=True):
    """Something that staff should hear of; one row for all of them. Kept for 90 days."""

    __table_args__ = (
        Index("ix_alert_business_at", "business_id", "at", "id"),
        Index("ix_alert_mailed", "is_mailed", "at"),
    )

    topic: Topic = choice(Topic)
    kind: str = Field(max_length=40)  # the event's class name
    title: str
    subject_id: str = Field(max_length=40)  # the document (or business) that it happened to
    customer_id: str | None = Field(default=None, max_length=40)
    by_staff: str = Field(default="", max_length=40)  # who did it and needn't be told; empty: no member of staff
    is_test: bool = False  # no money moved
    is_mailed: bool = False  # whoever wants it at once has it in the outbox
    at: datetime = instant()


class AlertRead(StaffOnly, table=True):
    """A member of staff has read an alert."""

    __table_args__ = (UniqueConstraint("alert_id", "staff_id"),)

    alert_id: str = Field(foreign_key="alert.id", max_length=40)
    staff_id: str = Field(foreign_key="staff.id", index=True, max_length=40)


class MailChoices(StaffOnly, table=True):
    """What somebody is sent by e-mail; without a row, what `choices.usual` says."""

    __table_args__ = (UniqueConstraint("business_id", "staff_id"),)

    staff_id: str = Field(default="", max_length=40)  # empty: the business's own address
    modes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Topic → mode; one that isn't there is as usual."""
    digest_hour: int = 8  # where the business is
    digest_from: datetime | None = maybe_instant()  # the next digest tells what happened since
    digest_due_at: datetime | None = maybe_instant(index=True)  # None: nothing is wanted in a digest

"""A staff session."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from toolfy_portal.core.records import StaffOnly, instant, maybe_instant


class StaffSession(StaffOnly, table=True):
    """A signed-in browser. The cookie's secret is stored as a hash."""

    staff_id: str = Field(foreign_key="staff.id", index=True, max_length=40)
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    agent: str = Field(default="", max_length=200)
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()

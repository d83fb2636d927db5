"""A file that somebody chose to import, and how far it got."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field

from toolfy_portal.core.records import StaffOnly, choice, instant, maybe_instant


class UploadState(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CLOSED = "closed"


class ImportUpload(StaffOnly, table=True):
    """One file, from the upload to the account of its import. The file itself is gone once it is imported."""

    staff_id: str = Field(foreign_key="staff.id", index=True, max_length=40)
    file_name: str = Field(max_length=200)  # as the browser said; shown, never used as a path
    label: str = Field(max_length=80)
    size: int = Field(sa_type=BigInteger)  # bytes
    done: int = Field(default=0, sa_type=BigInteger)  # bytes
    state: UploadState = choice(UploadState, default=UploadState.UPLOADED)
    preview: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    result: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    failure: str = ""  # a sentence
    created_at: datetime = instant()
    touched_at: datetime | None = maybe_instant()  # when the import last got further

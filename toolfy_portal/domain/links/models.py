"""A secure link."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from toolfy_portal.core.records import DocumentPart, StaffOnly, choice, instant, maybe_instant


class LinkKind(StrEnum):
    """What the link opens; stands in its address."""

    INVOICE = "invoice"


class PortalLink(StaffOnly, table=True):
    """Opens one document for whoever holds its token.

    The token is not here: `token_hash` finds the row, `token_encrypted` lets staff see and copy the current link.
    """

    __table_args__ = (Index("ix_portallink_document", "document_id", "created_at"),)

    kind: LinkKind = choice(LinkKind)
    document_id: str = Field(max_length=40)
    customer_id: str = Field(max_length=40)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    token_encrypted: bytes | None = Field(default=None, sa_type=LargeBinary)
    token_start: str = Field(max_length=8)  # what staff and logs may show of it
    created_at: datetime = instant()
    created_by: str = ""
    expires_at: datetime | None = maybe_instant()  # none: kept for the customer's records
    revoked_at: datetime | None = maybe_instant()
    replaced_by: str | None = Field(default=None, max_length=40)


class LinkView(DocumentPart, table=True):
    """A browser that had a document open: how often our script ran there, and when it last counted as a view."""

    __table_args__ = (Index("uq_linkview_browser", "document_id", "browser_hash", unique=True),)

    browser_hash: bytes = Field(sa_type=LargeBinary)
    opened_times: int = 1
    opened_at: datetime = instant()  # last
    seen_at: datetime | None = maybe_instant()  # last, by a person

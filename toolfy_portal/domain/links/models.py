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
    """When a browser last counted as a view of a document: one view per browser and document in 30 minutes."""

    __table_args__ = (Index("uq_linkview_browser", "document_id", "browser_hash", unique=True),)

    browser_hash: bytes = Field(sa_type=LargeBinary)
    seen_at: datetime = instant()


class ShortLink(StaffOnly, table=True):
    """A short way to a link, for text messages; it ends with the link. Its code is kept as a link's token is."""

    link_id: str = Field(foreign_key="portallink.id", unique=True, max_length=40)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    code_encrypted: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = instant()

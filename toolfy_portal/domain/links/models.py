"""A secure link."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, text  # noqa: TID251  # the condition of an index
from sqlmodel import Field

from toolfy_portal.core.records import DocumentPart, StaffOnly, choice, instant, maybe_instant


class LinkKind(StrEnum):
    """What the link opens; stands in its address."""

    INVOICE = "invoice"


class LinkScope(StrEnum):
    """What the holder may do."""

    PAY = "pay"  # look and pay
    VIEW = "view"


class Lifetime(StrEnum):
    """How long a link works before its document is settled."""

    DAYS_30 = "days_30"
    AFTER_DUE = "after_due"  # until 30 days after the due day, at least 30 and at most 120 days


class OnceSettled(StrEnum):
    """How long a link works from when nothing is left to pay."""

    KEEP = "keep"  # without end, for the customer's records
    YEAR = "year"
    SAME = "same"  # no longer than without the payment


_CURRENT = text("recipient = '' AND revoked_at IS NULL AND replaced_by IS NULL")


class PortalLink(StaffOnly, table=True):
    """Opens one document for whoever holds its token.

    The token is not here: `token_hash` finds the row, `token_encrypted` lets staff see and copy the current link.
    A document has one current link, its customer's; others whom staff gave it to have links of their own.
    """

    __table_args__ = (
        Index("ix_portallink_document", "document_id", "created_at"),
        Index("uq_portallink_current", "document_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

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
    recipient: str = Field(default="", max_length=80)  # who else it is for; empty: the customer
    email: str = Field(default="", max_length=254)  # of that recipient
    scope: LinkScope = choice(LinkScope, default=LinkScope.PAY)
    lifetime: Lifetime = choice(Lifetime, default=Lifetime.DAYS_30)  # both pass on to the link that replaces it
    once_settled: OnceSettled = choice(OnceSettled, default=OnceSettled.KEEP)


class LinkView(DocumentPart, table=True):
    """A browser that had a document open: how often our script ran there, and when it last counted as a view."""

    __table_args__ = (Index("uq_linkview_browser", "document_id", "browser_hash", unique=True),)

    browser_hash: bytes = Field(sa_type=LargeBinary)
    opened_times: int = 1
    opened_at: datetime = instant()  # last
    seen_at: datetime | None = maybe_instant()  # last, by a person


class ShortLink(StaffOnly, table=True):
    """A short way to a link, for text messages; it ends with the link. Its code is kept as a link's token is."""

    link_id: str = Field(foreign_key="portallink.id", unique=True, max_length=40)
    code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    code_encrypted: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = instant()

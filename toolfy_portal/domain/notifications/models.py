"""A message on its way out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.records import StaffOnly, choice, instant, maybe_instant


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"


class MailKind(StrEnum):
    """The mails to customers, each with a wording of its own."""

    INVOICE = "invoice"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    RECEIPT = "receipt"
    REFUND = "refund"
    LATE_FEE = "late_fee"
    LATE_FEE_WAIVED = "late_fee_waived"
    FRESH_LINK = "fresh_link"


class MessageState(StrEnum):
    """Where a message stands. Captured: kept to be read, nothing was sent. Bounced: it came back, or was a nuisance."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    CAPTURED = "captured"
    BOUNCED = "bounced"
    FAILED = "failed"


class OutboxMessage(StaffOnly, table=True):
    """An e-mail or a text message, written in the transaction of the change that caused it; the worker sends it."""

    __table_args__ = (
        UniqueConstraint("dedupe"),
        Index("ix_outboxmessage_due", "state", "due_at"),
        Index("ix_outboxmessage_subject", "subject_id", "created_at"),
        Index("ix_outboxmessage_provider", "provider_id"),
    )

    dedupe: str = Field(max_length=120)  # one message per cause, however often the cause is told
    subject_id: str = Field(max_length=40)  # the document it is about
    customer_id: str | None = Field(default=None, max_length=40)
    link_id: str | None = Field(default=None, max_length=40)  # the link it carries
    kind: str = Field(max_length=40)
    channel: Channel = choice(Channel, default=Channel.EMAIL)
    to: str = Field(max_length=254)  # an address, or a number in E.164
    subject: str
    text_encrypted: bytes = Field(sa_type=LargeBinary)  # a message holds links, and a copied database opens none
    html_encrypted: bytes = Field(sa_type=LargeBinary)  # of nothing for a text message
    attaches_pdf: bool = False  # of its subject, written when it is sent
    sent_by: str = ""  # the member of staff who sent it; empty: it follows from something that happened
    state: MessageState = choice(MessageState, default=MessageState.QUEUED)
    tries: int = 0
    error: str = ""
    provider_id: str = ""
    due_at: datetime = instant()
    created_at: datetime = instant()
    sent_at: datetime | None = maybe_instant()
    delivered_at: datetime | None = maybe_instant()

    def text(self, keys: Keyring) -> str:
        """Return the words. Raises ValueError without the right key."""
        return keys.decrypt(self.text_encrypted)

    def html(self, keys: Keyring) -> str:
        """Return the words as HTML. Raises ValueError without the right key."""
        return keys.decrypt(self.html_encrypted)


class MessageWording(StaffOnly, table=True):
    """A business's own words for a kind of mail, in place of ours."""

    __table_args__ = (UniqueConstraint("business_id", "kind"),)

    kind: MailKind = choice(MailKind)
    subject: str
    message: str


class Announcement(StaffOnly, table=True):
    """What invoice mails say about the portal while it is new. One row a business."""

    business_id: str = Field(default="", foreign_key="business.id", unique=True, max_length=40)
    is_on: bool = False
    text: str = ""


class TextOptOut(StaffOnly, table=True):
    """A number that answered STOP: it gets no text of this business until it answers START."""

    __table_args__ = (UniqueConstraint("business_id", "number"),)

    number: str = Field(max_length=20, index=True)  # E.164
    at: datetime = instant()

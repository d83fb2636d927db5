"""Accounts at the gateway, attempts, the ledger, and what the gateway told us."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text  # noqa: TID251  # the condition of an index
from sqlmodel import Field

from toolfy_portal.core.records import DocumentPart, StaffOnly, choice, instant, maybe_instant


class AccountMode(StrEnum):
    """Whose keys are used."""

    DEMO = "demo"
    OWN_KEY = "own_key"
    CONNECT = "connect"


class Setup(StrEnum):
    """How far an account that is connected through the platform has come; every other is ready at once."""

    PENDING = "pending"  # its owner is telling Stripe about the business
    READY = "ready"
    REVOKED = "revoked"  # its owner took us off it at Stripe


_CONNECTED = text("mode = 'connect' AND account_ref <> ''")


class PaymentAccount(StaffOnly, table=True):
    """A business's account at Stripe, or its stand-in without keys. Secrets are encrypted.

    One connected through the platform has no key of its own, and no two businesses share it.
    """

    __table_args__ = (
        Index(
            "uq_paymentaccount_connected",
            "account_ref",
            unique=True,
            sqlite_where=_CONNECTED,
            postgresql_where=_CONNECTED,
        ),
    )

    public_id: str = Field(unique=True, max_length=40)  # stands in the webhook's address
    mode: AccountMode = choice(AccountMode, default=AccountMode.DEMO)
    key_encrypted: bytes = Field(sa_type=LargeBinary)
    webhook_secret_encrypted: bytes = Field(sa_type=LargeBinary)
    is_active: bool = True
    setup: Setup = choice(Setup, default=Setup.READY)
    key_hint: str = ""  # "rk_live_…1234": what staff see of it
    account_ref: str = Field(default="", max_length=64)  # acct_…
    endpoint_ref: str = Field(default="", max_length=64)  # the webhook endpoint we made there
    last_event_at: datetime | None = maybe_instant()  # a webhook came
    events_until: datetime | None = maybe_instant()  # the account's events were read up to here
    events_due_at: datetime | None = maybe_instant()  # when to read them next


class AttemptState(StrEnum):
    """Where an attempt to pay stands. Ledger lines never depend on it."""

    CREATING = "creating"
    OPEN = "open"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


LIVE_STATES = (AttemptState.CREATING, AttemptState.OPEN)
_LIVE = text("state IN ('creating', 'open')")


class Attempt(DocumentPart, table=True):
    """One checkout. The request is kept to the byte, so that asking again with its key gives the same session."""

    __table_args__ = (
        Index("uq_attempt_live", "document_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_attempt_check", "state", "next_check_at"),
    )

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    public_id: str = Field(unique=True, max_length=40)  # in the return address; opens nothing by itself
    account_id: str = Field(foreign_key="paymentaccount.id", max_length=40)
    key: str = Field(unique=True, max_length=64)  # Stripe's idempotency key
    request: str  # JSON
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    link_id: str | None = Field(default=None, max_length=40)
    state: AttemptState = choice(AttemptState, default=AttemptState.CREATING)
    session_id: str | None = Field(default=None, unique=True, max_length=120)
    payment_intent: str | None = Field(default=None, index=True, max_length=120)
    url: str = ""
    invoice_revision: int = 1
    is_outdated: bool = False  # the invoice changed: to be closed at the gateway
    failure: str = ""
    returned_at: datetime | None = maybe_instant()
    processing_since: datetime | None = maybe_instant()  # when its bank debit was first seen under way
    expires_at: datetime | None = maybe_instant()
    next_check_at: datetime | None = maybe_instant()
    created_at: datetime = instant()


_OPEN = text("ended_at IS NULL")


class TransferNotice(DocumentPart, table=True):
    """A customer says that they sent a bank transfer. It moves no money and changes nothing of what is owed."""

    __table_args__ = (
        Index("uq_transfernotice_open", "document_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    day: date  # when it was sent, where the business is
    note: str = ""
    at: datetime = instant()
    ended_at: datetime | None = maybe_instant()  # money came, or staff dismissed it


class LedgerKind(StrEnum):
    """Why money moved."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_REVERSED = "refund_reversed"  # it failed at the bank: the money is back with the business
    DISPUTE = "dispute"  # the bank took the money back
    DISPUTE_WON = "dispute_won"
    MANUAL = "manual"  # cash, cheque, transfer: recorded by staff
    MANUAL_UNDONE = "manual_undone"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    IMPORTED = "imported"


class LedgerEntry(DocumentPart, table=True):
    """Money that moved for an invoice; signed, append-only. Paid is the sum of these, always."""

    __table_args__ = (
        UniqueConstraint("account_id", "kind", "ref"),
        Index("ix_ledgerentry_business_at", "business_id", "at", "id"),  # the order of the list of all money
    )

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    account_id: str = Field(max_length=40)  # the payment account, or what else the ref is unique in
    kind: LedgerKind = choice(LedgerKind)
    ref: str = Field(max_length=200)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    method: str = ""  # "Visa ending 4242"
    is_test: bool = False
    of_id: str | None = Field(default=None, index=True, max_length=40)  # the line that this one takes back
    note: str = ""
    made_by: str = ""  # who recorded it; empty: the gateway told us
    at: datetime = instant()


class Receipt(DocumentPart, table=True):
    """The numbered proof of one payment."""

    __table_args__ = (UniqueConstraint("business_id", "number"),)

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    number: str = Field(max_length=64)
    entry_id: str = Field(foreign_key="ledgerentry.id", unique=True, max_length=40)
    mailed_to: str = Field(default="", max_length=80)  # "h…@m….com": all that a link's holder may read of the address
    at: datetime = instant()


class RefundState(StrEnum):
    """Where a refund stands."""

    ASKED = "asked"  # written down before the gateway was asked
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Refund(StaffOnly, table=True):
    """Money that staff give back through the gateway. Refunds made elsewhere have a ledger line alone."""

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    account_id: str = Field(foreign_key="paymentaccount.id", max_length=40)
    payment_intent: str = Field(max_length=120)
    key: str = Field(unique=True, max_length=64)  # Stripe's idempotency key
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    state: RefundState = choice(RefundState, default=RefundState.ASKED)
    refund_ref: str | None = Field(default=None, index=True, max_length=120)
    failure: str = ""
    reason: str = ""
    made_by: str = ""
    next_check_at: datetime | None = maybe_instant(index=True)
    created_at: datetime = instant()


class Dispute(StaffOnly, table=True):
    """A customer's bank asks for a payment back. Open until the gateway says won or lost."""

    __table_args__ = (UniqueConstraint("account_id", "dispute_ref"),)

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    account_id: str = Field(foreign_key="paymentaccount.id", max_length=40)
    dispute_ref: str = Field(max_length=120)
    payment_intent: str = Field(max_length=120)
    status: str = Field(max_length=40)  # Stripe's
    reason: str = Field(default="", max_length=80)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    answer_by: datetime | None = maybe_instant()
    at: datetime = instant()


class UnmatchedState(StrEnum):
    """What became of money that didn't fit."""

    OPEN = "open"
    REFUNDED = "refunded"


class UnmatchedPayment(StaffOnly, table=True):
    """Money that isn't what was asked for: in no ledger, waiting for staff."""

    __table_args__ = (UniqueConstraint("account_id", "payment_intent"),)

    document_id: str = Field(default="", foreign_key="invoice.id", index=True, max_length=40)
    account_id: str = Field(foreign_key="paymentaccount.id", max_length=40)
    payment_intent: str = Field(max_length=120)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    refunded_minor: int = Field(default=0, sa_type=BigInteger)
    detail: str = ""
    state: UnmatchedState = choice(UnmatchedState, default=UnmatchedState.OPEN)
    at: datetime = instant()


LONGEST_ID, LONGEST_KIND = 120, 80  # characters of an event


class InboxState(StrEnum):
    """Where a received event stands."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"


class InboxEvent(StaffOnly, table=True):
    """An event the gateway sent, stored before it was answered."""

    __table_args__ = (UniqueConstraint("account_id", "event_id"), Index("ix_inboxevent_due", "state", "due_at"))

    account_id: str = Field(foreign_key="paymentaccount.id", max_length=40)
    event_id: str = Field(max_length=LONGEST_ID)
    kind: str = Field(max_length=LONGEST_KIND)
    body: str
    state: InboxState = choice(InboxState, default=InboxState.NEW)
    tries: int = 0
    error: str = ""
    due_at: datetime = instant()
    received_at: datetime = instant()

"""What the house needs from a payment gateway: plain data in, plain data out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class GatewayError(Exception):
    """The gateway couldn't be reached or refused. `message` is plain words for staff; `again` whether to try again."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.message, self.again = message, again


class BadWebhookError(Exception):
    """The webhook isn't the gateway's, or can't be read. `status` is what to answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """Which account is asked, with its secret key. `demo`: the stand-in without keys.

    connected: the account that the platform acts for, by the platform's key instead.
    """

    key: str
    demo: bool
    connected: str = ""


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """One hosted checkout for one exact amount. Kept as JSON with the attempt: the same order asks the same thing."""

    attempt: str  # the attempt's public id
    amount_minor: int
    currency: str
    description: str
    business_name: str
    accent: str  # #rrggbb
    success_url: str
    cancel_url: str
    expires_at: int  # Unix seconds
    methods: tuple[str, ...] = ()  # what may be offered: "card", "us_bank_account", "bacs_debit"; empty: all that is on


class CheckoutStatus(StrEnum):
    """Where the hosted checkout stands."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """Money given back. status: Stripe's. mark: our refund's id; empty if it was made elsewhere."""

    refund_id: str
    status: str
    amount_minor: int
    currency: str
    failure: str
    at: datetime
    mark: str = ""

    @property
    def moved(self) -> bool:
        """Whether the money has left the business, for all that is known now."""
        return self.status not in {"failed", "canceled"}


@dataclass(frozen=True, slots=True)
class GatewayDispute:
    """A payment that the customer's bank asks back. status: Stripe's."""

    dispute_id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    answer_by: datetime | None
    at: datetime

    @property
    def took_money(self) -> bool:
        """Whether the bank took the money; an inquiry (`warning_…`) or a prevented dispute takes none."""
        return not self.status.startswith("warning_") and self.status != "prevented"

    @property
    def is_won(self) -> bool:
        """Whether the money came back."""
        return self.status == "won"


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """Money as the gateway tells it. status: Stripe's PaymentIntent status. attempt: the public id we gave it."""

    intent_id: str
    status: str
    amount_minor: int
    currency: str
    method: str  # "Visa ending 4242"
    failure: str  # plain words; empty if nothing failed
    at: datetime
    attempt: str = ""
    refunds: tuple[GatewayRefund, ...] = ()
    disputes: tuple[GatewayDispute, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkout:
    """A hosted checkout as it stands now. attempt: the public id we gave it; empty if it isn't ours."""

    session_id: str
    url: str
    status: CheckoutStatus
    attempt: str
    is_live: bool
    payment: GatewayPayment | None


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """A verified webhook: where to look, never what to believe. session_id or intent_id may be empty."""

    event_id: str
    kind: str
    session_id: str
    intent_id: str
    attempt: str
    is_live: bool
    body: str = ""  # as it came
    account: str = ""  # of the platform's: whose event it is


class PaymentGateway(Protocol):
    """Hosted checkout. Every call may raise GatewayError. Blocking: call from a thread, outside a transaction."""

    def create_checkout(self, account: GatewayAccount, order: CheckoutOrder, key: str) -> Checkout:
        """Open a hosted checkout; the same idempotency key gives the same one."""
        ...

    def find_checkout(self, account: GatewayAccount, session_id: str) -> Checkout:
        """Return the checkout as it stands now."""
        ...

    def find_payment(self, account: GatewayAccount, intent_id: str) -> GatewayPayment:
        """Return the payment as it stands now, with all that was given or taken back of it."""
        ...

    def refund(
        self, account: GatewayAccount, intent_id: str, amount_minor: int, currency: str, mark: str
    ) -> GatewayRefund:
        """Give money back. mark: our refund's id; asked again with it, the gateway gives back once."""
        ...

    def events_since(self, account: GatewayAccount, since: datetime) -> list[GatewayEvent]:
        """Return what happened at the account since then, oldest first, with each event's `body`."""
        ...

    def expire_checkout(self, account: GatewayAccount, session_id: str) -> Checkout:
        """Close an open checkout and return it; one that was just completed is returned as that."""
        ...

    def read_webhook(self, body: bytes, signature: str, secret: str, now: datetime) -> GatewayEvent:
        """Verify and translate. Raises BadWebhookError."""
        ...

    def read_platform_webhook(self, body: bytes, signature: str, now: datetime) -> GatewayEvent:
        """Verify and translate an event of an account that is connected to the platform. Raises BadWebhookError."""
        ...

    def translate(self, body: str) -> GatewayEvent:
        """Translate the body of a webhook that was verified before."""
        ...

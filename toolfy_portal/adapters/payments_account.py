"""What the house asks a gateway about an account: whether it works, and where to send its webhooks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from toolfy_portal.adapters.payments import GatewayAccount
from toolfy_portal.adapters.payments_movements import MovementKind, MovementPage

METHODS = ("card", "us_bank_account", "bacs_debit")
# What a restricted key needs, and how the dashboard calls it: https://docs.stripe.com/keys/restricted-api-keys
PERMISSIONS = {
    "checkout_session_write": "Checkout Sessions: write",
    "payment_intent_read": "PaymentIntents: read",
    "charge_write": "Charges and Refunds: write",
    "dispute_read": "Disputes: read",
    "event_read": "Events: read",
    "webhook_write": "Webhook endpoints: write",
    "accounts_kyc_basic_read": "Accounts: read",
    "payment_method_configurations_read": "Payment method configurations: read",
}


class KeyRefusedError(Exception):
    """The key can't be used. `message` is plain words for staff; `permission`: what it lacks, "" if it is wrong."""

    def __init__(self, message: str, permission: str = "") -> None:
        super().__init__(message)
        self.message, self.permission = message, permission


class AccountGoneError(KeyRefusedError):
    """The platform may not act for the account any more: its owner took us off it."""


@dataclass(frozen=True, slots=True)
class AccountReport:
    """An account as it stands now. methods: those of METHODS that customers are offered. name: its owner's word.

    due: what the gateway still wants to know before the account may take money, in its own words.
    """

    account_ref: str
    charges_enabled: bool
    methods: tuple[str, ...]
    gateway_time: datetime | None  # the gateway's clock; None if it didn't say
    name: str = ""
    is_live: bool = False
    due: tuple[str, ...] = ()


class AccountKeeper(Protocol):
    """Looks after accounts. Each raises KeyRefusedError for the key, GatewayError for anything else."""

    def check_account(self, account: GatewayAccount) -> AccountReport:
        """Return how the account stands, after making sure that the key may do all that payments need."""
        ...

    def create_account(self, name: str, email: str, country: str, key: str) -> str:
        """Make an account connected to the platform, and return its id; the same idempotency key gives the same one.

        country: ISO 3166, two letters; "" for the platform's.
        """
        ...

    def onboarding_url(self, account_ref: str, return_url: str, refresh_url: str) -> str:
        """Return where the owner of a connected account sets it up: good once, for minutes.

        Afterwards the browser goes to `return_url`, done or not; to `refresh_url` if the address was too old.
        """
        ...

    def create_webhook(self, account: GatewayAccount, url: str) -> tuple[str, str]:
        """Have webhooks sent to the address; return the endpoint's id and its secret."""
        ...

    def remove_webhook(self, account: GatewayAccount, ref: str) -> None:
        """Have them sent no longer; one that is gone already is no fault."""
        ...

    def webhook_enabled(self, account: GatewayAccount, ref: str) -> bool:
        """Say whether the endpoint exists and is on."""
        ...

    def movements(
        self, account: GatewayAccount, kind: MovementKind, since: datetime, until: datetime, after: str = ""
    ) -> MovementPage:
        """Return a page of the money that moved from then until before then. after: the page before's `next`."""
        ...

"""What all that talks to Stripe shares: the client for an account, the platform, and the events we hear."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import stripe

from toolfy_portal.adapters.payments import GatewayAccount, GatewayError

stripe.enable_telemetry = False
_TIMEOUT = 20  # seconds; the package's own default is 80
# what may tell of money, and is read again from the account's own list in case a webhook was lost
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
)

# The package's own words for a fault are for programmers
NO_ANSWER = "Stripe can't be reached right now. Please try again in a minute."

Transport = Callable[[], stripe.HTTPClient]


@dataclass(frozen=True, slots=True)
class StripePlatform:
    """Our own account at Stripe, to which businesses are connected. Without a key there is none."""

    key: str = ""
    webhook_secret: str = ""

    @property
    def is_live(self) -> bool:
        """Whether money moves."""
        return "_live_" in self.key


NO_PLATFORM = StripePlatform()


@dataclass(frozen=True, slots=True)
class StripeClients:
    """Makes clients. double: the transport of demo accounts; without one they go to `api_base`, too."""

    double: Transport | None
    api_base: str
    platform: StripePlatform

    def of(self, account: GatewayAccount) -> stripe.StripeClient:
        """Return the client that acts for the account: by its own key, or by the platform's for one connected to it.

        Raises GatewayError for a connected account where no platform is set up.
        """
        if not account.connected:
            return self._client(account.key, demo=account.demo)
        return self._client(self._platform_key(), connected=account.connected)

    def of_platform(self) -> stripe.StripeClient:
        """Return the client of the platform itself. Raises GatewayError if there is none."""
        return self._client(self._platform_key())

    def _platform_key(self) -> str:
        if not self.platform.key:
            raise GatewayError("Connecting through us isn't set up here.", again=True)
        return self.platform.key

    def _client(self, key: str, *, demo: bool = False, connected: str = "") -> stripe.StripeClient:
        http = self.double() if demo and self.double else stripe.RequestsClient(timeout=_TIMEOUT)
        base: Any = {"api": self.api_base} if self.api_base else None
        to = connected or None
        return stripe.StripeClient(key, stripe_account=to, http_client=http, max_network_retries=2, base_addresses=base)

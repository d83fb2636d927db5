"""Stripe accounts: checks a key and the account behind it, and keeps its webhook endpoint."""

import re
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import stripe

from toolfy_portal.adapters.payments import GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_account import (
    METHODS,
    PERMISSIONS,
    AccountGoneError,
    AccountReport,
    KeyRefusedError,
)
from toolfy_portal.adapters.payments_movements import MovementKind, MovementPage
from toolfy_portal.adapters.payments_stripe_client import (
    EVENTS,
    NO_ANSWER,
    NO_PLATFORM,
    StripeClients,
    StripePlatform,
    Transport,
)
from toolfy_portal.adapters.payments_stripe_money import movement_of

_PERMISSION = re.compile(r"Having the '([a-z0-9_]+)' permission")
_GONE = 404
# What payments need, asked of objects that don't exist: 403 without the permission, else 404, and nothing happens
_ATTEMPTS: tuple[Callable[[Any], Any], ...] = (
    lambda client: client.checkout.sessions.expire("cs_nobody"),
    lambda client: client.payment_intents.retrieve("pi_nobody"),
    lambda client: client.refunds.create({"payment_intent": "pi_nobody"}),
    lambda client: client.disputes.list({"limit": 1}),
    lambda client: client.events.list({"limit": 1}),
)


class StripeAccountKeeper:
    """An AccountKeeper. `double`: makes the HTTP client for demo accounts."""

    def __init__(
        self, double: Transport | None = None, api_base: str = "", platform: StripePlatform = NO_PLATFORM
    ) -> None:
        self._clients = StripeClients(double, api_base, platform)

    def _stripe(self, account: GatewayAccount) -> Any:
        return self._clients.of(account).v1

    def create_account(self, name: str, email: str, country: str, key: str) -> str:
        """Make an account connected to the platform: its owner deals with Stripe directly, and bears fees and losses.

        https://docs.stripe.com/connect/migrate-to-controller-properties: what was called a Standard account.
        """
        asked: Any = {
            "business_profile": {"name": name},
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
            "controller": {
                "fees": {"payer": "account"},
                "losses": {"payments": "stripe"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "full"},
            },
            **({"email": email} if email else {}),
            **({"country": country} if country else {}),
        }
        try:
            return self._clients.of_platform().v1.accounts.create(asked, {"idempotency_key": key}).id
        except stripe.StripeError as error:
            _explain(error)

    def onboarding_url(self, account_ref: str, return_url: str, refresh_url: str) -> str:
        """Return where the owner of a connected account sets it up."""
        asked: Any = {
            "account": account_ref,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        try:
            return self._clients.of_platform().v1.account_links.create(asked).url
        except stripe.StripeError as error:
            _explain(error)

    def check_account(self, account: GatewayAccount) -> AccountReport:
        """Return how the account stands now, after trying what payments need."""
        try:
            client = self._stripe(account)
            about = client.accounts.retrieve_current()
            offered: set[str] = set()
            for configuration in client.payment_method_configurations.list({"limit": 100}).auto_paging_iter():
                if configuration.is_default:
                    offered |= {name for name in METHODS if name in configuration and configuration[name]["available"]}
            for attempt in _ATTEMPTS:
                _try(attempt, client)
        except stripe.StripeError as error:
            _explain(error)
        methods = tuple(name for name in METHODS if name in offered)
        key = account.key or self._clients.platform.key
        return AccountReport(
            about.id,
            bool(about.charges_enabled),
            methods,
            _date_of(about),
            _name_of(about),
            is_live="_live_" in key,
            due=_due(about),
        )

    def create_webhook(self, account: GatewayAccount, url: str) -> tuple[str, str]:
        """Have webhooks sent to the address; return the endpoint's id and its secret, which Stripe tells only once."""
        asked: Any = {"url": url, "enabled_events": list(EVENTS), "api_version": stripe.api_version}
        try:
            endpoint = self._stripe(account).webhook_endpoints.create(asked)
        except stripe.StripeError as error:
            _explain(error)
        return endpoint.id, endpoint.secret

    def remove_webhook(self, account: GatewayAccount, ref: str) -> None:
        """Have them sent no longer; one that is gone already is no fault."""
        try:
            self._stripe(account).webhook_endpoints.delete(ref)
        except stripe.StripeError as error:
            if error.http_status != _GONE:
                _explain(error)

    def webhook_enabled(self, account: GatewayAccount, ref: str) -> bool:
        """Say whether the endpoint exists and is on."""
        try:
            return self._stripe(account).webhook_endpoints.retrieve(ref).status == "enabled"
        except stripe.StripeError as error:
            if error.http_status == _GONE:
                return False
            _explain(error)

    def movements(
        self, account: GatewayAccount, kind: MovementKind, since: datetime, until: datetime, after: str = ""
    ) -> MovementPage:
        """Return a page of the money that moved from then until before then."""
        asked: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": 100,
            "expand": ["data.payment_intent"],  # it carries our mark
        }
        if after:
            asked["starting_after"] = after
        try:
            client = self._stripe(account)
            lists = {
                MovementKind.PAYMENT: client.charges,
                MovementKind.REFUND: client.refunds,
                MovementKind.DISPUTE: client.disputes,
            }
            page = lists[kind].list(asked)
        except stripe.StripeError as error:
            _explain(error)
        moved = [each for each in page.data if kind is not MovementKind.PAYMENT or _is_paid(each)]
        return MovementPage(tuple(movement_of(kind, each) for each in moved), page.data[-1].id if page.has_more else "")


def _is_paid(charge: Any) -> bool:
    """Say whether money came; a declined try and a debit on its way are charges, too."""
    return charge.status == "succeeded" and charge.captured


def _try(attempt: Callable[[Any], Any], client: Any) -> None:
    try:
        attempt(client)
    except stripe.InvalidRequestError as error:
        if error.http_status != _GONE:
            raise


def _name_of(account: Any) -> str:
    about: dict[str, Any] = account.to_dict()
    settings: dict[str, Any] = about.get("settings") or {}
    dashboard: dict[str, Any] = settings.get("dashboard") or {}
    profile: dict[str, Any] = about.get("business_profile") or {}
    return str(dashboard.get("display_name") or profile.get("name") or "")


def _due(account: Any) -> tuple[str, ...]:
    requirements = getattr(account, "requirements", None)
    return tuple(requirements.currently_due or ()) if requirements else ()


def _date_of(answer: Any) -> datetime | None:
    headers: dict[str, str] = dict(answer.last_response.headers) if answer.last_response else {}
    try:
        return parsedate_to_datetime(next((text for name, text in headers.items() if name.lower() == "date"), ""))
    except ValueError:
        return None


def _explain(error: stripe.StripeError) -> NoReturn:
    # https://docs.stripe.com/error-codes#account-invalid; the package passes `code` on for some kinds of error alone
    if error.error is not None and error.error.code == "account_invalid":
        raise AccountGoneError("Stripe lets us act for this account no more. Please connect it anew.") from error
    if isinstance(error, stripe.PermissionError):
        found = _PERMISSION.search(str(error))
        name = found[1].removeprefix("rak_") if found else ""
        words = PERMISSIONS.get(name, name.replace("_", " "))
        told = f"This key may not do everything that is needed. Give it “{words}” in Stripe and try again."
        raise KeyRefusedError(told if name else "This key may not do everything that is needed.", words) from error
    if isinstance(error, stripe.AuthenticationError):
        raise KeyRefusedError("Stripe doesn't know this key. Copy it again; it may have been replaced.") from error
    status = error.http_status or 0
    again = isinstance(error, stripe.APIConnectionError | stripe.APIError) or status == 429 or status >= 500
    words = None if again else error.user_message
    raise GatewayError(words or NO_ANSWER, again=again) from error

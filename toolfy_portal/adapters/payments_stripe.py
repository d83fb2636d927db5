"""Stripe: hosted Checkout through the `stripe` package, for real accounts and for the stand-in alike."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NoReturn

import stripe

from toolfy_portal.adapters.payments import (
    BadWebhookError,
    Checkout,
    CheckoutOrder,
    CheckoutStatus,
    GatewayAccount,
    GatewayError,
    GatewayEvent,
    GatewayPayment,
)
from toolfy_portal.core.money import exponent

stripe.enable_telemetry = False
TIMEOUT = 20  # seconds; the package's own default is 80
WEBHOOK_TOLERANCE = 300  # seconds
_EXPAND = ["payment_intent.latest_charge"]
# The currencies we take, and how many decimals Stripe's amounts have in each. Ours are CLDR's, which differ for the
# króna and the shilling: https://docs.stripe.com/currencies#special-cases
DECIMALS = {
    **dict.fromkeys(("GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF"), 2),
    **dict.fromkeys(("RON", "ILS", "AED", "ZAR", "KES", "INR", "SGD", "HKD", "MYR", "PHP", "THB", "MXN", "BRL"), 2),
    **dict.fromkeys(("ISK", "UGX"), 2),
    **dict.fromkeys(("JPY", "KRW"), 0),
}

DECLINES = {
    "card_declined": "The card was declined.",
    "insufficient_funds": "The card doesn't have enough money on it.",
    "expired_card": "The card has expired.",
    "incorrect_cvc": "The security code was wrong.",
    "processing_error": "The bank had a problem. Trying again may help.",
}


class StripeGateway:
    """A PaymentGateway. `double`: makes the HTTP client for demo accounts; without one they go to `api_base`, too."""

    def __init__(self, double: Callable[[], stripe.HTTPClient] | None = None, api_base: str = "") -> None:
        self._double, self._api_base = double, api_base
        self._client = lru_cache(maxsize=64)(self._make_client)

    def _make_client(self, account: GatewayAccount) -> stripe.StripeClient:
        http = self._double() if account.demo and self._double else stripe.RequestsClient(timeout=TIMEOUT)
        base: Any = {"api": self._api_base} if self._api_base else None
        return stripe.StripeClient(account.key, http_client=http, max_network_retries=2, base_addresses=base)

    def takes(self, currency: str) -> bool:
        """Say whether invoices in the currency can be paid here."""
        return currency in DECIMALS

    def create_checkout(self, account: GatewayAccount, order: CheckoutOrder, key: str) -> Checkout:
        """Open a hosted checkout; the same idempotency key gives the same one."""
        params: Any = session_params(order)
        try:
            return _checkout(self._client(account).v1.checkout.sessions.create(params, {"idempotency_key": key}))
        except stripe.StripeError as error:
            _explain(error)

    def find_checkout(self, account: GatewayAccount, session_id: str) -> Checkout:
        """Return the checkout as it stands now."""
        try:
            return _checkout(self._client(account).v1.checkout.sessions.retrieve(session_id, {"expand": _EXPAND}))
        except stripe.StripeError as error:
            _explain(error)

    def find_payment(self, account: GatewayAccount, intent_id: str) -> GatewayPayment:
        """Return the payment as it stands now."""
        try:
            return _payment(self._client(account).v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}))
        except stripe.StripeError as error:
            _explain(error)

    def expire_checkout(self, account: GatewayAccount, session_id: str) -> Checkout:
        """Close an open checkout and return it; one that was just completed is returned as that."""
        try:
            return _checkout(self._client(account).v1.checkout.sessions.expire(session_id, {"expand": _EXPAND}))
        except stripe.InvalidRequestError:
            return self.find_checkout(account, session_id)
        except stripe.StripeError as error:
            _explain(error)

    def read_webhook(self, body: bytes, signature: str, secret: str, now: datetime) -> GatewayEvent:
        """Verify and translate. Raises BadWebhookError: 401 for the signature, 400 for the payload."""
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(text, signature, secret, None)
            # the first one, as the package takes it: what somebody appends to an old signature doesn't make it fresh
            signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t="))
        except (stripe.SignatureVerificationError, ValueError, StopIteration) as error:
            raise BadWebhookError("The signature doesn't fit", 401) from error
        if abs(now.timestamp() - signed_at) > WEBHOOK_TOLERANCE:
            raise BadWebhookError("The signature is too old, or a clock is wrong", 401)
        try:
            return self.translate(text)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadWebhookError("This is no event", 400) from error

    def translate(self, body: str) -> GatewayEvent:
        """Translate the body of a webhook that was verified before. Raises ValueError, KeyError or TypeError."""
        event = json.loads(body)
        about = event["data"]["object"]
        kind = str(event["type"])
        is_session = about.get("object") == "checkout.session"
        intent = about["id"] if about.get("object") == "payment_intent" else about.get("payment_intent")
        metadata: Any = about.get("metadata") or {}
        return GatewayEvent(
            event_id=str(event["id"]),
            kind=kind,
            session_id=str(about["id"]) if is_session else "",
            intent_id=intent if isinstance(intent, str) else "",
            attempt=str(metadata.get("attempt", "")),
            is_live=bool(event["livemode"]),
        )


def _explain(error: stripe.StripeError) -> NoReturn:
    status = error.http_status or 0
    # APIError: what came back isn't Stripe's. 409: another request with our key is under way
    again = isinstance(error, stripe.APIConnectionError | stripe.APIError) or status in {409, 429} or status >= 500
    raise GatewayError(error.user_message or "Stripe can't be reached right now.", again=again) from error


def session_params(order: CheckoutOrder) -> dict[str, Any]:
    """Return the parameters of the session: the same order gives the same bytes, as idempotency asks."""
    mark = {"attempt": order.attempt}
    return {
        "mode": "payment",
        "client_reference_id": order.attempt,
        "metadata": mark,
        "payment_intent_data": {"metadata": mark, "description": order.description},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": to_stripe(order.amount_minor, order.currency),
                    "product_data": {"name": order.description},
                },
            }
        ],
        "adaptive_pricing": {"enabled": False},
        "branding_settings": {"display_name": order.business_name[:250], "button_color": order.accent},
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expires_at": order.expires_at,
        "expand": _EXPAND,
    }


def to_stripe(amount_minor: int, currency: str) -> int:
    """Return Stripe's amount for ours: where there is no minor unit, it may be sent times 100 all the same."""
    return amount_minor * 10 ** _more_decimals(currency)


def _from_stripe(amount: int, currency: str) -> int:
    return amount // 10 ** _more_decimals(currency)


def _more_decimals(currency: str) -> int:
    return DECIMALS.get(currency, exponent(currency)) - exponent(currency)


def _checkout(session: Any) -> Checkout:
    intent = session.payment_intent
    return Checkout(
        session_id=session.id,
        url=session.url or "",
        status=CheckoutStatus(session.status),
        attempt=session.client_reference_id or "",
        is_live=session.livemode,
        payment=_payment(intent) if intent is not None and not isinstance(intent, str) else None,
    )


def _payment(intent: Any) -> GatewayPayment:
    currency = str(intent.currency).upper()
    paid = intent.status == "succeeded"
    charge = intent.latest_charge if intent.latest_charge and not isinstance(intent.latest_charge, str) else None
    error = intent.last_payment_error
    code = (getattr(error, "decline_code", None) or getattr(error, "code", "")) if error else ""
    return GatewayPayment(
        intent_id=intent.id,
        status=intent.status,
        amount_minor=_from_stripe(intent.amount_received if paid else intent.amount, currency),
        currency=currency,
        method=_method(charge),
        failure=DECLINES.get(code, "The payment was declined.") if error else "",
        at=datetime.fromtimestamp(charge.created if charge else intent.created, UTC),
    )


def _method(charge: Any) -> str:
    details = charge.payment_method_details if charge else None
    card = getattr(details, "card", None)
    if card is not None:
        return f"{str(card.brand).capitalize()} ending {card.last4}"
    return str(details.type).replace("_", " ").capitalize() if details else ""

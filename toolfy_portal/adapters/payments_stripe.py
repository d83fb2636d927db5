"""Stripe: hosted Checkout through the `stripe` package, for real accounts and for the stand-in alike."""

import json
from dataclasses import replace
from datetime import datetime
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
    GatewayRefund,
)
from toolfy_portal.adapters.payments_stripe_client import (
    EVENTS,
    NO_ANSWER,
    NO_PLATFORM,
    StripeClients,
    StripePlatform,
    Transport,
)
from toolfy_portal.adapters.payments_stripe_money import dispute_of, payment_of, refund_of, to_stripe

WEBHOOK_TOLERANCE = 300  # seconds
_EXPAND = ["payment_intent.latest_charge"]
_ALL = 100  # the most that one page of a list may hold
# a bank debit exists in one currency: https://docs.stripe.com/payments/bank-debits
_METHODS = {"card": None, "us_bank_account": "USD", "bacs_debit": "GBP"}


class StripeGateway:
    """A PaymentGateway. `double`: makes the HTTP client for demo accounts; without one they go to `api_base`, too."""

    def __init__(
        self, double: Transport | None = None, api_base: str = "", platform: StripePlatform = NO_PLATFORM
    ) -> None:
        self._platform = platform
        self._client = lru_cache(maxsize=64)(StripeClients(double, api_base, platform).of)

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
            session = self._client(account).v1.checkout.sessions.retrieve(session_id, {"expand": _EXPAND})
        except stripe.StripeError as error:
            _explain(error)
        checkout = _checkout(session)
        if checkout.payment and _was_taken_back(session.payment_intent):
            return replace(checkout, payment=self.find_payment(account, checkout.payment.intent_id))
        return checkout

    def find_payment(self, account: GatewayAccount, intent_id: str) -> GatewayPayment:
        """Return the payment as it stands now."""
        try:
            stripe_now = self._client(account).v1
            intent = stripe_now.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
            if intent.status != "succeeded":
                return payment_of(intent)
            of_it: Any = {"payment_intent": intent_id, "limit": _ALL}
            refunds = stripe_now.refunds.list(of_it).auto_paging_iter()
            disputes = stripe_now.disputes.list(of_it).auto_paging_iter()
            return payment_of(intent, map(refund_of, refunds), map(dispute_of, disputes))
        except stripe.StripeError as error:
            _explain(error)

    def refund(
        self, account: GatewayAccount, intent_id: str, amount_minor: int, currency: str, mark: str
    ) -> GatewayRefund:
        """Give money back, once for each mark."""
        refunds = self._client(account).v1.refunds
        try:
            # Stripe forgets an idempotency key after a day; the mark stays
            for refund in refunds.list({"payment_intent": intent_id, "limit": _ALL}).auto_paging_iter():
                if refund_of(refund).mark == mark:
                    return refund_of(refund)
            params: Any = {
                "payment_intent": intent_id,
                "amount": to_stripe(amount_minor, currency),
                "metadata": {"refund": mark},
            }
            return refund_of(refunds.create(params, {"idempotency_key": f"refund-{mark}"}))
        except stripe.StripeError as error:
            _explain(error)

    def events_since(self, account: GatewayAccount, since: datetime) -> list[GatewayEvent]:
        """Return what happened at the account since then, oldest first, with each event's body."""
        asked: Any = {"created": {"gte": int(since.timestamp())}, "types": list(EVENTS), "limit": _ALL}
        try:
            found = list(self._client(account).v1.events.list(asked).auto_paging_iter())
        except stripe.StripeError as error:
            _explain(error)
        bodies = [json.dumps(event.to_dict()) for event in reversed(found)]
        return [replace(self.translate(body), body=body) for body in bodies]

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
            return replace(self.translate(text), body=text)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadWebhookError("This is no event", 400) from error

    def read_platform_webhook(self, body: bytes, signature: str, now: datetime) -> GatewayEvent:
        """Do the same for an event of an account that is connected to us; 404 where no platform is set up."""
        if not self._platform.webhook_secret:  # anybody could sign with an empty one
            raise BadWebhookError("No platform is set up here", 404)
        event = self.read_webhook(body, signature, self._platform.webhook_secret, now)
        if event.is_live is not self._platform.is_live:
            raise BadWebhookError("A test event on a live platform, or the reverse", 400)
        return event

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
            account=str(event.get("account", "")),
        )


def _explain(error: stripe.StripeError) -> NoReturn:
    status = error.http_status or 0
    # APIError: what came back isn't Stripe's. 409: another request with our key is under way
    again = isinstance(error, stripe.APIConnectionError | stripe.APIError) or status in {409, 429} or status >= 500
    words = None if again else error.user_message
    raise GatewayError(words or NO_ANSWER, again=again) from error


def session_params(order: CheckoutOrder) -> dict[str, Any]:
    """Return the parameters of the session: the same order gives the same bytes, as idempotency asks."""
    mark = {"attempt": order.attempt}
    offered = [name for name in order.methods or _METHODS if _METHODS.get(name) in (None, order.currency)]
    instant = {"payment_method_options": {"us_bank_account": {"verification_method": "instant"}}}
    return {
        "mode": "payment",
        "allowed_payment_method_types": offered,
        **(instant if "us_bank_account" in offered else {}),
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


def _checkout(session: Any) -> Checkout:
    intent = session.payment_intent
    return Checkout(
        session_id=session.id,
        url=session.url or "",
        status=CheckoutStatus(session.status),
        attempt=session.client_reference_id or "",
        is_live=session.livemode,
        payment=payment_of(intent) if intent is not None and not isinstance(intent, str) else None,
    )


def _was_taken_back(intent: Any) -> bool:
    charge = intent.latest_charge
    return bool(charge) and not isinstance(charge, str) and (charge.amount_refunded > 0 or charge.disputed)

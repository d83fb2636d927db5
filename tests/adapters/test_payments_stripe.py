"""What we send to Stripe and what we make of its answers: amounts, errors in kind, signatures."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe

from toolfy_portal.adapters.payments import BadWebhookError, CheckoutOrder, CheckoutStatus, GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_stripe import StripeGateway, session_params
from toolfy_portal.adapters.payments_stripe_money import DECIMALS, to_stripe
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.money import exponent
from toolfy_portal.schema import METADATA
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.stripe_double.client import DoubleHTTPClient
from toolfy_portal.stripe_double.server import StripeDouble

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECRET = "whsec_ours"
DEMO = GatewayAccount("sk_test_shop", demo=True)
EVENT = {
    "id": "evt_1",
    "type": "checkout.session.completed",
    "livemode": False,
    "data": {"object": {"object": "checkout.session", "id": "cs_1", "payment_intent": "pi_1", "metadata": {}}},
}
# https://docs.stripe.com/currencies: 10.00 or 1000 of each, as Stripe's API wants it
SENT = {
    **dict.fromkeys(("GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF"), 1000),
    **dict.fromkeys(("RON", "ILS", "AED", "ZAR", "KES", "INR", "SGD", "HKD", "MYR", "PHP", "THB", "MXN", "BRL"), 1000),
    **{"ISK": 1000_00, "UGX": 1000_00, "JPY": 1000, "KRW": 1000},
}


def order(currency: str = "GBP", **changes: Any) -> CheckoutOrder:
    asked = {
        "attempt": "att1",
        "amount_minor": 1000,
        "currency": currency,
        "description": "Invoice INV-1042",
        "business_name": "Smith & Sons Plumbing",
        "accent": "#e4572e",
        "success_url": "https://portal.example/portal/return/att1",
        "cancel_url": "https://portal.example/portal/return/att1?cancelled=1",
        "expires_at": int((NOW + timedelta(hours=1)).timestamp()),
    }
    return CheckoutOrder(**{**asked, **changes})


@pytest.fixture
def double(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'stripe.db'}")
    METADATA.create_all(engine, tables=[t for t in METADATA.sorted_tables if t.name.startswith("stripedouble")])
    yield StripeDouble(engine, lambda: NOW, "https://portal.example")
    engine.dispose()


@pytest.fixture
def gateway(double: StripeDouble) -> StripeGateway:
    return StripeGateway(lambda: DoubleHTTPClient(double))


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_each_currency_is_asked_and_read_in_stripes_decimals(
    gateway: StripeGateway, double: StripeDouble, currency: str
) -> None:
    assert to_stripe(1000, currency) == SENT[currency]
    opened = gateway.create_checkout(DEMO, order(currency, amount_minor=20_000), "key")
    assert double.session(opened.session_id)["amount_total"] == SENT[currency] * 20
    double.pay(opened.session_id, Card("4242424242424242", 12, 2040, "123", "Ann"))
    payment = gateway.find_checkout(DEMO, opened.session_id).payment
    assert payment is not None
    assert (payment.amount_minor, payment.currency) == (20_000, currency)


def test_the_list_of_currencies_is_the_one_that_was_checked() -> None:
    assert set(DECIMALS) == set(SENT)
    assert {currency for currency in DECIMALS if DECIMALS[currency] != exponent(currency)} == {"ISK", "UGX"}


def test_the_same_order_asks_the_same_and_shows_no_saved_cards() -> None:
    asked = session_params(order())
    assert json.dumps(asked) == json.dumps(session_params(order()))
    assert not {"customer", "customer_email", "saved_payment_method_options", "payment_method_types"} & set(asked)
    assert asked["adaptive_pricing"] == {"enabled": False}
    assert asked["metadata"] == asked["payment_intent_data"]["metadata"] == {"attempt": "att1"}


def test_a_checkout_lives_through_its_states(gateway: StripeGateway, double: StripeDouble) -> None:
    opened = gateway.create_checkout(DEMO, order(), "key")
    assert (opened.status, opened.payment, opened.attempt) == (CheckoutStatus.OPEN, None, "att1")
    assert gateway.create_checkout(DEMO, order(), "key").session_id == opened.session_id
    double.pay(opened.session_id, Card("4000000000009995", 12, 2040, "123", "Ann"))
    declined = gateway.find_checkout(DEMO, opened.session_id).payment
    assert declined is not None
    assert declined.failure == "The card doesn't have enough money on it."
    double.pay(opened.session_id, Card("5555555555554444", 12, 2040, "123", "Ann"))
    paid = gateway.expire_checkout(DEMO, opened.session_id)  # too late: returned as what it is
    assert paid.status is CheckoutStatus.COMPLETE
    assert paid.payment is not None
    assert (paid.payment.status, paid.payment.method) == ("succeeded", "Mastercard ending 4444")
    assert gateway.find_payment(DEMO, paid.payment.intent_id) == paid.payment


def test_the_same_key_for_another_order_is_refused_for_good(gateway: StripeGateway) -> None:
    gateway.create_checkout(DEMO, order(), "key")
    with pytest.raises(GatewayError) as refused:
        gateway.create_checkout(DEMO, order(amount_minor=2000), "key")
    assert not refused.value.again


class Answers(stripe.HTTPClient):
    """Stands where Stripe is, and always says the same."""

    name = "same"

    def __init__(self, status: int, body: str) -> None:
        super().__init__()
        self._answer = body, status, {}

    def request(self, method, url, headers, post_data=None, *, _usage=None):
        return self._answer


def says(kind: str) -> str:
    return json.dumps({"error": {"type": kind, "message": "no"}})


@pytest.mark.parametrize(
    ("status", "body", "again"),
    [
        (200, "<html>Welcome</html>", True),
        (502, "<html>Bad gateway</html>", True),
        (500, says("api_error"), True),
        (429, says("rate_limit_error"), True),
        (409, says("idempotency_error"), True),
        (400, says("invalid_request_error"), False),
        (401, says("invalid_request_error"), False),
        (403, says("invalid_request_error"), False),
        (404, says("invalid_request_error"), False),
    ],
)
def test_each_failure_says_whether_to_try_again(
    monkeypatch: pytest.MonkeyPatch, status: int, body: str, again: bool
) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)
    gateway = StripeGateway(lambda: Answers(status, body))
    for ask in (
        lambda: gateway.create_checkout(DEMO, order(), "key"),
        lambda: gateway.find_checkout(DEMO, "cs_1"),
        lambda: gateway.find_payment(DEMO, "pi_1"),
    ):
        with pytest.raises(GatewayError) as failed:
            ask()
        assert failed.value.again is again


def signed(body: str, secret: str = SECRET, at: datetime = NOW) -> str:
    return stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=int(at.timestamp()))


def read(gateway: StripeGateway, body: str | bytes, signature: str, now: datetime = NOW) -> Any:
    return gateway.read_webhook(body.encode() if isinstance(body, str) else body, signature, SECRET, now)


def test_a_true_webhook_says_where_to_look(gateway: StripeGateway) -> None:
    body = json.dumps(EVENT)
    event = read(gateway, body, signed(body))
    assert (event.event_id, event.session_id, event.intent_id, event.is_live) == ("evt_1", "cs_1", "pi_1", False)
    assert read(gateway, body, signed(body), NOW + timedelta(seconds=300)) == event
    assert read(gateway, body, f"{signed(body, 'whsec_old')},{signed(body).split(',')[1]}") == event  # rolled secret


def test_webhooks_that_are_not_stripes_are_refused_a38(gateway: StripeGateway) -> None:
    body = json.dumps(EVENT)
    old = NOW - timedelta(seconds=301)
    fresh, stale = int(NOW.timestamp()), signed(body, at=old)
    bad = {
        "wrong secret": (body, signed(body, "whsec_other")),
        "v0 only": (body, signed(body).replace("v1=", "v0=")),
        "301 s old": (body, stale),
        "301 s ahead": (body, signed(body, at=NOW + timedelta(seconds=301))),
        "old, with a fresh time behind": (body, f"{stale},t={fresh}"),
        "old, with a fresh time before": (body, f"t={fresh},{stale}"),
        "one added space": (body + " ", signed(body)),
        "no header": (body, ""),
        "no time": (body, signed(body).split(",")[1]),
        "no number": (body, signed(body).replace("t=", "t=x")),
        "not text": (b"\xff\xfe", signed(body)),
    }
    for name, (sent, signature) in bad.items():
        with pytest.raises(BadWebhookError) as refused:
            read(gateway, sent, signature)
        assert refused.value.status == 401, name


@pytest.mark.parametrize(
    "body", ["", "garbage", "[]", "{}", '"text"', "null", '{"data": {"object": []}, "type": "x", "id": "e"}']
)
def test_signed_garbage_is_no_event(gateway: StripeGateway, body: str) -> None:
    with pytest.raises(BadWebhookError) as refused:
        read(gateway, body, signed(body))
    assert refused.value.status == 400

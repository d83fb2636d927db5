"""A fresh Stripe double per test, reached in-process and over a socket."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from sqlalchemy import Engine
from sqlmodel import SQLModel

from tests.stripe_double.serving import on_a_socket
from toolfy_portal.core.db import make_engine
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.stripe_double.client import DoubleHTTPClient
from toolfy_portal.stripe_double.server import StripeDouble
from toolfy_portal.stripe_double.store import StripeDoubleDelivery, StripeDoubleObject, StripeDoubleReply

GOOD = "4242424242424242"


@dataclass
class MovableClock:
    # Starts at the real time, because the SDK compares signatures with it.
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime.now(UTC))


@pytest.fixture
def database(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/double.db"


@pytest.fixture
def engine(database) -> Iterator[Engine]:
    engine = make_engine(database)
    models = (StripeDoubleObject, StripeDoubleReply, StripeDoubleDelivery)
    SQLModel.metadata.create_all(engine, tables=[model.__table__ for model in models])
    yield engine
    engine.dispose()


@pytest.fixture
def double(engine, clock) -> StripeDouble:
    return StripeDouble(engine, clock, "https://portal.example")


@pytest.fixture
def connect(double) -> Callable[..., stripe.StripeClient]:
    """Return a client for an API key, in-process."""

    def client(key: str = "sk_test_a", **options) -> stripe.StripeClient:
        return stripe.StripeClient(key, http_client=DoubleHTTPClient(double), **{"max_network_retries": 0} | options)

    return client


@pytest.fixture
def server_url(double) -> Iterator[str]:
    """Serve the double on a socket, as an outside checker would see it."""
    with on_a_socket(double) as url:
        yield url


@pytest.fixture(params=["in-process", "socket"])
def stripe_client(request, connect) -> stripe.StripeClient:
    """The same client, once without and once with a socket in between."""
    if request.param == "in-process":
        return connect()
    url = request.getfixturevalue("server_url")
    return stripe.StripeClient("sk_test_a", base_addresses={"api": url}, max_network_retries=0)


@pytest.fixture
def order() -> Callable[..., dict]:
    """Return what the portal asks for when a customer presses Pay."""

    def params(**changes) -> dict:
        line = {
            "quantity": 1,
            "price_data": {"currency": "gbp", "unit_amount": 12_000, "product_data": {"name": "Invoice INV-1042"}},
        }
        return {
            "mode": "payment",
            "client_reference_id": "pay_1",
            "metadata": {"attempt": "pay_1"},
            "payment_intent_data": {"metadata": {"attempt": "pay_1"}, "description": "Invoice INV-1042"},
            "line_items": [line],
            "success_url": "https://portal.example/return/pay_1?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://portal.example/back",
            "adaptive_pricing": {"enabled": False},
            "branding_settings": {"display_name": "Smith & Sons Plumbing", "button_color": "#E4572E"},
        } | changes

    return params


@pytest.fixture
def card() -> Callable[..., Card]:
    def make(number: str = GOOD) -> Card:
        return Card(number, 12, 2040, "123", "Ann Smith")

    return make


@dataclass
class Receiver:
    """Stands at the end of a webhook; answers with `status`."""

    status: int = 200

    def __post_init__(self) -> None:
        self.got: list[tuple[str, bytes, str]] = []

    def __call__(self, url, body, headers) -> int:
        self.got.append((url, body, headers["Stripe-Signature"]))
        return self.status

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body, _ in self.got]


@pytest.fixture
def receiver(double) -> Receiver:
    double.register_webhook("sk_test_a", "https://portal.example/hooks/stripe/acc_1", "whsec_a")
    return Receiver()

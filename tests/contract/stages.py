"""Where the scenarios are played: before the stand-in, or before Stripe's own test mode.

Nobody can type a card into the hosted page by API, so a payment is made at a session before the stand-in and straight
by PaymentIntent before Stripe. Ours reads both in the same way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import stripe

from toolfy_portal.adapters.payments import CheckoutOrder, GatewayAccount, GatewayPayment
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.core.ids import new_token
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.stripe_double.server import StripeDouble

# https://docs.stripe.com/testing: each card and the payment method that stands for it
CARDS = {
    "good": ("4242424242424242", "pm_card_visa"),
    "declined": ("4000000000000002", "pm_card_visa_chargeDeclined"),
    "disputed": ("4000000000000259", "pm_card_createDispute"),
}
_PATIENCE = 60  # seconds; a dispute is opened a moment after its payment


def order(amount_minor: int = 2500, currency: str = "GBP", attempt: str = "") -> CheckoutOrder:
    """What the portal asks for when somebody presses Pay."""
    return CheckoutOrder(
        attempt=attempt or new_token(),
        amount_minor=amount_minor,
        currency=currency,
        description="Invoice INV-1042",
        business_name="Smith & Sons Plumbing",
        accent="#e4572e",
        success_url="https://portal.example/portal/return/att1",
        cancel_url="https://portal.example/portal/return/att1?cancelled=1",
        expires_at=int(time.time()) + 3600,
        methods=("card",),
    )


class Stage(Protocol):
    """One Stripe, with our adapters in front of it."""

    gateway: StripeGateway
    keeper: StripeAccountKeeper
    account: GatewayAccount

    def pay(self, *cards: str, amount_minor: int = 2500) -> str:
        """Try these cards one after the other for one payment, and return its intent."""
        ...


def payment_when(stage: Stage, intent_id: str, holds: Callable[[GatewayPayment], bool]) -> GatewayPayment:
    """Return the payment once that holds. Raises TimeoutError."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        payment = stage.gateway.find_payment(stage.account, intent_id)
        if holds(payment):
            return payment
        time.sleep(0.5)
    raise TimeoutError(intent_id)


@dataclass
class DoubleStage:
    """The stand-in. A customer is there to type cards into its page."""

    gateway: StripeGateway
    keeper: StripeAccountKeeper
    account: GatewayAccount
    double: StripeDouble

    def pay(self, *cards: str, amount_minor: int = 2500) -> str:
        opened = self.gateway.create_checkout(self.account, order(amount_minor), new_token())
        for card in cards:
            self.double.pay(opened.session_id, Card(CARDS[card][0], 12, 2040, "123", "Hannah Okafor"))
        return self.double.session(opened.session_id)["payment_intent"]


@dataclass
class TestModeStage:
    """Stripe's test mode. No money moves, but what is made there stays in the account's test data."""

    gateway: StripeGateway
    keeper: StripeAccountKeeper
    account: GatewayAccount

    def pay(self, *cards: str, amount_minor: int = 2500) -> str:
        intents = stripe.StripeClient(self.account.key).v1.payment_intents
        asked: Any = {"amount": amount_minor, "currency": "gbp", "payment_method_types": ["card"]}
        intent = intents.create(asked)
        for card in cards:
            try:
                intents.confirm(intent.id, {"payment_method": CARDS[card][1]})
            except stripe.CardError:
                continue  # the scenario looks at what the intent says of it
        return intent.id

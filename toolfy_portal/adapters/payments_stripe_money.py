"""What Stripe's objects say about money, in our words and our minor units."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from toolfy_portal.adapters.payments import GatewayDispute, GatewayPayment, GatewayRefund
from toolfy_portal.adapters.payments_movements import GatewayMovement, MovementKind
from toolfy_portal.core.money import exponent

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
# https://docs.stripe.com/refunds#failed-refunds
_REFUND_FAILURES = {
    "lost_or_stolen_card": "The card was lost or stolen.",
    "expired_or_canceled_card": "The card has expired or was closed.",
    "insufficient_funds": "There isn't enough money in the Stripe account.",
    "declined": "The bank declined it.",
    "merchant_request": "It was cancelled.",
}


def to_stripe(amount_minor: int, currency: str) -> int:
    """Return Stripe's amount for ours: where there is no minor unit, it may be sent times 100 all the same."""
    return amount_minor * 10 ** _more_decimals(currency)


def from_stripe(amount: int, currency: str) -> int:
    """Return our amount for Stripe's."""
    return amount // 10 ** _more_decimals(currency)


def _more_decimals(currency: str) -> int:
    return DECIMALS.get(currency, exponent(currency)) - exponent(currency)


def payment_of(
    intent: Any, refunds: Iterable[GatewayRefund] = (), disputes: Iterable[GatewayDispute] = ()
) -> GatewayPayment:
    """Return the payment that a PaymentIntent is, expanded to its latest charge."""
    currency = str(intent.currency).upper()
    paid = intent.status == "succeeded"
    charge = intent.latest_charge if intent.latest_charge and not isinstance(intent.latest_charge, str) else None
    error = intent.last_payment_error
    code = (getattr(error, "decline_code", None) or getattr(error, "code", "")) if error else ""
    return GatewayPayment(
        intent_id=intent.id,
        status=intent.status,
        amount_minor=from_stripe(intent.amount_received if paid else intent.amount, currency),
        currency=currency,
        method=_method(charge),
        failure=DECLINES.get(code, "The payment was declined.") if error else "",
        at=_instant(charge.created if charge else intent.created),
        attempt=str(intent.metadata["attempt"]) if intent.metadata and "attempt" in intent.metadata else "",
        refunds=tuple(refunds),
        disputes=tuple(disputes),
    )


def refund_of(refund: Any) -> GatewayRefund:
    """Return what a Refund says."""
    currency = str(refund.currency).upper()
    reason = getattr(refund, "failure_reason", None)
    return GatewayRefund(
        refund_id=refund.id,
        status=refund.status or "pending",
        amount_minor=from_stripe(refund.amount, currency),
        currency=currency,
        failure=_REFUND_FAILURES.get(reason, "The bank sent it back.") if reason else "",
        at=_instant(refund.created),
        mark=str(refund.metadata["refund"]) if refund.metadata and "refund" in refund.metadata else "",
    )


def dispute_of(dispute: Any) -> GatewayDispute:
    """Return what a Dispute says."""
    currency = str(dispute.currency).upper()
    answer_by = dispute.evidence_details.due_by if dispute.evidence_details else None
    return GatewayDispute(
        dispute_id=dispute.id,
        status=dispute.status,
        reason=str(dispute.reason).replace("_", " "),
        amount_minor=from_stripe(dispute.amount, currency),
        currency=currency,
        answer_by=_instant(answer_by) if answer_by else None,
        at=_instant(dispute.created),
    )


def movement_of(kind: MovementKind, moved: Any) -> GatewayMovement:
    """Return what a Charge, Refund or Dispute, with its PaymentIntent expanded, comes to by now."""
    currency, intent = str(moved.currency).upper(), moved.payment_intent
    marks: Any = (intent.metadata if intent is not None else None) or {}
    if kind is MovementKind.PAYMENT:
        amount = from_stripe(moved.amount_captured, currency)
    elif kind is MovementKind.REFUND:
        told = refund_of(moved)
        amount = -told.amount_minor if told.moved else 0
    else:
        told = dispute_of(moved)
        amount = -told.amount_minor if told.took_money and not told.is_won else 0
    return GatewayMovement(
        kind=kind,
        # a payment is called by its intent everywhere here; old charges have none
        ref=intent.id if intent is not None and kind is MovementKind.PAYMENT else moved.id,
        intent_id=intent.id if intent is not None else "",
        amount_minor=amount,
        currency=currency,
        at=_instant(moved.created),
        attempt=str(marks["attempt"]) if "attempt" in marks else "",
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _method(charge: Any) -> str:
    details = charge.payment_method_details if charge else None
    card = getattr(details, "card", None)
    if card is not None:
        return f"{str(card.brand).capitalize()} ending {card.last4}"
    return str(details.type).replace("_", " ").capitalize() if details else ""

"""Money that goes back from a charge: refunds through the API or the dashboard, and refunds that fail later."""

from typing import Any, Final

import stripe

from toolfy_portal.stripe_double.form import integer, mapping
from toolfy_portal.stripe_double.objects import new_id, nulls
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing_param, not_built
from toolfy_portal.stripe_double.store import Books

_HONOURED: Final = {"payment_intent", "charge", "amount", "reason", "metadata"}
_REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer")


def create_refund(books: Books, params: Json) -> Json:
    """Give back a charge, or a part of it. Raises StripeRefusal where Stripe would answer 400 or 404."""
    for name in sorted(set(params) - _HONOURED):
        raise not_built(f"the parameter {name}")
    charge = charge_of(books, params)
    if not charge["paid"]:
        raise StripeRefusal(f"Charge {charge['id']} is not successful and cannot be refunded.", param="charge")
    if charge["disputed"]:
        raise StripeRefusal(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise StripeRefusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    asked: Any = params.get("amount")
    amount = integer(asked, "amount", least=1) if asked is not None else left
    if amount > left:
        raise StripeRefusal(
            f"Refund amount ({_shown(amount)}) is greater than unrefunded amount on charge ({_shown(left)})",
            param="amount",
        )
    reason = params.get("reason")
    if reason is not None and reason not in _REASONS:
        raise StripeRefusal(f"Invalid reason: must be one of {', '.join(_REASONS)}", param="reason")
    refund: Json = {
        "id": new_id("re"),
        "object": "refund",
        **nulls(stripe.Refund),
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": charge["id"],
        "created": books.now,
        "currency": charge["currency"],
        "metadata": mapping(params.get("metadata"), "metadata"),
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "succeeded",
    }
    for name in ("destination_details", "instructions_email", "next_action", "presentment_details", "pending_reason"):
        refund.pop(name, None)  # sent for some kinds of payment alone
    books.add(refund)
    _count(books, charge, amount)
    books.record("refund.created", refund)
    books.record("charge.refunded", charge)
    return refund


def fail_refund(books: Books, refund_id: str) -> None:
    """The bank sends a refund back: the money is with the business again."""
    refund = books.get("refund", refund_id)
    refund |= {
        "status": "failed",
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": new_id("txn"),
    }
    books.save(refund)
    _count(books, books.get("charge", refund["charge"]), -refund["amount"])
    books.record("refund.updated", refund)
    books.record("refund.failed", refund)


def charge_of(books: Books, params: Json) -> Json:
    """Return the charge that a payment intent or a charge's id names. Raises StripeRefusal."""
    if params.get("charge"):
        return books.get("charge", str(params["charge"]), "charge")
    if not params.get("payment_intent"):
        raise missing_param("payment_intent")
    intent = books.get("payment_intent", str(params["payment_intent"]), "payment_intent")
    if not intent["latest_charge"]:
        raise StripeRefusal(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.", param="payment_intent"
        )
    return books.get("charge", intent["latest_charge"])


def _count(books: Books, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.save(charge)


def _shown(amount: int) -> str:
    return f"{amount / 100:.2f}"

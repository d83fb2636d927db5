"""Money that goes back from a charge: refunds through the API or the dashboard, and refunds that fail later."""

from typing import Any, Final

import stripe

from toolfy_portal.stripe_double.amounts import amount_text
from toolfy_portal.stripe_double.cards import REFUND_FAILS, REFUND_WAITS
from toolfy_portal.stripe_double.form import integer, merged
from toolfy_portal.stripe_double.objects import new_id, nulls
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing_param, not_built
from toolfy_portal.stripe_double.store import Books

_HONOURED: Final = {"payment_intent", "charge", "amount", "reason", "metadata"}


def create_refund(books: Books, params: Json) -> Json:
    """Give back a charge, or a part of it. Raises StripeRefusal where Stripe would answer 400 or 404."""
    for name in sorted(set(params) - _HONOURED):
        raise not_built(f"the parameter {name}")
    charge = charge_of(books, params)
    if not charge["paid"]:
        raise StripeRefusal(f"Charge {charge['id']} is not successful and cannot be refunded.", param="charge")
    if charge["disputed"] and not _was_won(books, charge):
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
            f"Refund amount ({amount_text(amount, charge['currency'])}) is greater than unrefunded amount on charge "
            f"({amount_text(left, charge['currency'])})",
            param="amount",
        )
    refund = _new_refund(charge, amount, params, books.now)
    method = books.get("payment_method", charge["payment_method"])
    fate = refund["_fate"] = method["_fate"]
    if method["type"] != "card":
        refund["status"] = "pending"
    else:
        card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
        refund["destination_details"] = {"card": card, "type": "card"}
        refund["status"] = "pending" if fate == REFUND_WAITS else "succeeded"
    is_under_way = refund["status"] == "pending" or fate == REFUND_FAILS
    books.add(refund, due=books.now + books.debit_seconds if is_under_way else None)
    _count(books, charge, amount)
    books.record("refund.created", refund)
    books.record("charge.refunded", charge)
    return refund


def fail_refund(books: Books, refund_id: str) -> None:
    """The bank sends a refund back: the money is with the business again. Raises StripeRefusal if it did before."""
    refund = books.get("refund", refund_id)
    if refund["status"] == "failed":
        raise StripeRefusal(f"Refund {refund_id} has failed already.")
    before = {"status": refund["status"]}
    refund |= {
        "status": "failed",
        "failure_reason": "expired_or_canceled_card" if "destination_details" in refund else "unknown",
        "failure_balance_transaction": new_id("txn"),
    }
    books.save(refund)
    _count(books, books.get("charge", refund["charge"]), -refund["amount"])
    books.record("refund.updated", refund, before)
    books.record("refund.failed", refund)


def refund_overdue(books: Books) -> None:
    """Let the refunds arrive whose time has come, or come back."""
    for refund in books.overdue("refund"):
        if refund["_fate"] == REFUND_FAILS:
            fail_refund(books, refund["id"])
            continue
        refund["status"] = "succeeded"
        books.save(refund)
        books.record("refund.updated", refund, {"status": "pending"})


def _new_refund(charge: Json, amount: int, params: Json, now: int) -> Json:
    refund: Json = {
        "id": new_id("re"),
        "object": "refund",
        **nulls(stripe.Refund),
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "metadata": merged({}, params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
    }
    for name in ("destination_details", "instructions_email", "next_action", "presentment_details", "pending_reason"):
        refund.pop(name, None)  # sent for some kinds of payment alone
    return refund


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


def _was_won(books: Books, charge: Json) -> bool:
    disputes = [dispute for dispute in books.listing("dispute") if dispute["charge"] == charge["id"]]
    return all(dispute["status"] == "won" for dispute in disputes)


def _count(books: Books, charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.save(charge)

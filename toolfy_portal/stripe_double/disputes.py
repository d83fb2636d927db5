"""A customer's bank asks a payment back: the money goes at once, and comes back if the business wins."""

from datetime import timedelta
from typing import Final

import stripe

from toolfy_portal.stripe_double.objects import new_id, nulls
from toolfy_portal.stripe_double.refunds import charge_of
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.store import Books

_ANSWER_WITHIN: Final = int(timedelta(days=9).total_seconds())
_FEE: Final = 2000  # minor units; https://stripe.com/pricing


def open_dispute(books: Books, payment_id: str, amount: int | None = None, reason: str = "fraudulent") -> Json:
    """Take a payment's money back, as the bank of who paid does; amount in minor units, all that is left if None.

    payment_id: a charge's or a payment intent's. Raises StripeRefusal if there isn't as much to take.
    """
    charge = charge_of(books, {"charge" if payment_id.startswith("ch_") else "payment_intent": payment_id})
    left = charge["amount"] - charge["amount_refunded"]
    taken = left if amount is None else amount
    if not charge["paid"] or not 0 < taken <= left:
        raise StripeRefusal(f"There is no {taken} left of charge {charge['id']} to dispute.")
    dispute: Json = {
        "id": new_id("dp"),
        "object": "dispute",
        **nulls(stripe.Dispute),
        "amount": taken,
        "balance_transactions": [_moved(-taken, _FEE, charge, books.now, "chargeback withdrawal")],
        "charge": charge["id"],
        "created": books.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": nulls(stripe.Dispute.Evidence) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": books.now + _ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _paid_with(charge["payment_method_details"]),
        "reason": reason,
        "status": "needs_response",
    }
    charge["disputed"] = True
    books.add(dispute)
    books.save(charge)
    books.record("charge.dispute.created", dispute)
    books.record("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(books: Books, dispute_id: str, *, won: bool) -> None:
    """Let the bank decide. Raises StripeRefusal if it did before."""
    dispute = books.get("dispute", dispute_id)
    if dispute["status"] in ("won", "lost"):
        raise StripeRefusal(f"Dispute {dispute_id} is {dispute['status']} already.")
    dispute["status"] = "won" if won else "lost"
    if won:
        charge = books.get("charge", dispute["charge"])
        back = _moved(dispute["amount"], -_FEE, charge, books.now, "chargeback reversal")
        dispute["balance_transactions"].append(back)
    books.save(dispute)
    if won:
        books.record("charge.dispute.funds_reinstated", dispute)
    books.record("charge.dispute.closed", dispute)


def _paid_with(details: Json) -> Json | None:
    if details["type"] != "card":
        return None
    card = details["card"]
    seen = {"brand": card["brand"], "case_type": "chargeback", "network": card["network"]}
    return {"type": "card", "card": seen | {"network_reason_code": "10.4"}}


def _moved(amount: int, fee: int, charge: Json, now: int, what: str) -> Json:
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "balance_type": "payments",
        "created": now,
        "currency": charge["currency"],
        "description": f"{what.capitalize()} for {charge['id']}",
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {"amount": fee, "application": None, "currency": charge["currency"], "description": "Dispute fee"}
            | {"type": "stripe_fee"}
        ],
        "net": amount - fee,
        "reporting_category": "dispute" if amount < 0 else "dispute_reversal",
        "source": charge["id"],
        "status": "available",
        "type": "adjustment",
    }

"""What becomes of a try to pay: the money came, or the bank said no."""

from toolfy_portal.stripe_double.cards import Decline
from toolfy_portal.stripe_double.objects import new_id, outcome, visible
from toolfy_portal.stripe_double.refusal import Json


def mark_paid(intent: Json, charge: Json) -> None:
    """Let the money be there."""
    charge |= {"balance_transaction": new_id("txn"), "paid": True, "status": "succeeded"}
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    }


def mark_pending(intent: Json, charge: Json) -> None:
    """Let the bank take its time."""
    charge |= {"balance_transaction": None, "paid": False, "status": "pending"}
    intent |= {"last_payment_error": None, "payment_method": charge["payment_method"], "status": "processing"}


def mark_declined(intent: Json, charge: Json, method: Json, decline: Decline) -> None:
    """Let the bank refuse a card."""
    seen = outcome(
        "issuer_declined", "declined_by_network", decline.code, "The bank did not return any further details."
    )
    charge |= {"amount_captured": 0, "captured": False, "outcome": seen}
    mark_failed(intent, charge, method, decline.error_code, decline.message)
    intent["last_payment_error"] |= {"decline_code": decline.code, "type": "card_error"}


def mark_failed(intent: Json, charge: Json, method: Json, code: str, message: str) -> None:
    """Let the money not come; the intent waits for another way to pay."""
    charge |= {
        "balance_transaction": None,
        "failure_code": code,
        "failure_message": message,
        "paid": False,
        "status": "failed",
    }
    intent |= {
        "last_payment_error": {
            "charge": charge["id"],
            "code": code,
            "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}",
            "message": message,
            "payment_method": visible(method),
            "type": "invalid_request_error",
        },
        "payment_method": None,
        "status": "requires_payment_method",
    }

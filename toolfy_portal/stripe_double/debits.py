"""Bank debits: the session completes unpaid, and days later the bank pays or sends the debit back."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import stripe

from toolfy_portal.stripe_double.checkout import complete, intent_of, shown
from toolfy_portal.stripe_double.objects import new_charge, new_id, nulls
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.store import Books

# ACH and Bacs: https://docs.stripe.com/payments/ach-direct-debit, https://docs.stripe.com/payments/payment-methods/bacs-debit
USUAL_SECONDS: Final = int(timedelta(days=4).total_seconds())
_CURRENCIES: Final = {"us_bank_account": "usd", "bacs_debit": "gbp"}
# The bank's answer to each test account, by kind, routing number or sort code and number; None: it pays
_ANSWERS: Final[dict[tuple[str, str, str], str | None]] = {
    ("us_bank_account", "110000000", "000123456789"): None,
    ("us_bank_account", "110000000", "000111111113"): "account_closed",
    ("us_bank_account", "110000000", "000111111116"): "no_account",
    ("us_bank_account", "110000000", "000222222227"): "insufficient_funds",
    ("bacs_debit", "108800", "00012345"): None,
    ("bacs_debit", "108800", "33333335"): "debit_not_authorized",
    ("bacs_debit", "108800", "22222227"): "insufficient_funds",
}
_SAID: Final = {
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
}


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account as typed: `kind` is Stripe's name of the method, `routing` the routing number or sort code."""

    kind: str
    routing: str
    number: str
    name: str


def can_debit(session: Json, kind: str) -> bool:
    """Say whether the session takes debits of that kind: in its currency, and neither left out nor excluded."""
    allowed: list[str] = session["allowed_payment_method_types"] or list(_CURRENCIES)
    excluded: list[str] = session["excluded_payment_method_types"] or []
    return kind in allowed and kind not in excluded and _CURRENCIES.get(kind) == session["currency"]


def debit(books: Books, session_id: str, account: BankAccount, seconds: int) -> None:
    """Complete the session unpaid; the bank answers in `seconds`. Raises StripeRefusal for what it can't take."""
    session = books.get("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise StripeRefusal(f"This Checkout Session has a status of `{session['status']}`.")
    if not can_debit(session, account.kind):
        raise StripeRefusal(f"The payment method {account.kind} can't be used here.", param="payment_method")
    if (account.kind, account.routing, account.number) not in _ANSWERS:
        raise StripeRefusal("You must use a test bank account number in test mode.", param="payment_method")
    intent = intent_of(books, session)
    charge = new_charge(intent, _details(account), account.name, books.now)
    charge |= {"balance_transaction": None, "paid": False, "status": "pending"}
    intent |= {
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "payment_method_types": ["card", account.kind],
        "status": "processing",
    }
    complete(session, account.name, "unpaid")
    session["payment_method_types"] = ["card", account.kind]
    books.add(charge)
    books.save(intent, due=books.now + seconds)
    books.save(session)
    books.record("charge.pending", charge)
    books.record("payment_intent.processing", intent)
    books.record("checkout.session.completed", shown(session))


def settle_overdue(books: Books) -> None:
    """Let the bank answer the debits whose day has come."""
    for intent in books.overdue("payment_intent"):
        settle(books, intent["id"])


def settle(books: Books, intent_id: str) -> None:
    """Let the bank answer now. Raises StripeRefusal if no debit is under way."""
    intent = books.get("payment_intent", intent_id, "intent")
    if intent["status"] != "processing":
        raise StripeRefusal(f"This PaymentIntent has a status of {intent['status']}.")
    charge = books.get("charge", intent["latest_charge"])
    session = next(each for each in books.listing("checkout.session", None, {}) if each["payment_intent"] == intent_id)
    failure = _answer(charge["payment_method_details"])
    if failure:
        _sent_back(intent, charge, failure)
    else:
        charge |= {"balance_transaction": new_id("txn"), "paid": True, "status": "succeeded"}
        intent |= {"amount_received": intent["amount"], "status": "succeeded"}
        session["payment_status"] = "paid"
    for changed in (charge, intent, session):
        books.save(changed)
    paid = failure is None
    books.record("charge.succeeded" if paid else "charge.failed", charge)
    books.record("payment_intent.succeeded" if paid else "payment_intent.payment_failed", intent)
    outcome = "succeeded" if paid else "failed"
    books.record(f"checkout.session.async_payment_{outcome}", shown(session))


def _sent_back(intent: Json, charge: Json, failure: str) -> None:
    charge |= {
        "amount_captured": 0,
        "captured": False,
        "failure_code": failure,
        "failure_message": _SAID[failure],
        "status": "failed",
    }
    intent |= {
        "last_payment_error": {
            "charge": charge["id"],
            "code": failure,
            "message": _SAID[failure],
            "type": "invalid_request_error",
        },
        "payment_method": None,
        "status": "requires_payment_method",
    }


def _details(account: BankAccount) -> Json:
    kinds: Any = stripe.Charge.PaymentMethodDetails
    seen = {
        "fingerprint": sha256(f"{account.routing} {account.number}".encode()).hexdigest()[:16],
        "last4": account.number[-4:],
    }
    if account.kind == "bacs_debit":
        return {"type": account.kind, account.kind: nulls(kinds.BacsDebit) | seen | {"sort_code": account.routing}}
    ours = {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "routing_number": account.routing,
    }
    return {"type": account.kind, account.kind: nulls(kinds.UsBankAccount) | seen | ours}


def _answer(details: Json) -> str | None:
    kind, last4 = details["type"], details[details["type"]]["last4"]
    return next(answer for (of, _, number), answer in _ANSWERS.items() if of == kind and number[-4:] == last4)

"""Bank debits: test accounts, and a session that completes unpaid until days later the money comes or doesn't."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from toolfy_portal.stripe_double.charges import mark_failed, mark_paid, mark_pending
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.store import Books

# https://docs.stripe.com/payments/ach-direct-debit: up to 4 business days, as Bacs
USUAL_SECONDS: Final = int(timedelta(days=4).total_seconds())


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account to be debited. routing: a US routing number or a UK sort code, digits only."""

    kind: str  # "us_bank_account" or "bacs_debit"
    routing: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """A test account: why its bank refuses the debit (a code of Stripe's, or nothing), and what the page calls that."""

    routing: str
    number: str
    fate: str
    label: str


CURRENCY: Final = {"us_bank_account": "usd", "bacs_debit": "gbp"}
# https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers
# https://docs.stripe.com/payments/payment-methods/bacs-debit#testing
TEST_ACCOUNTS: Final = {
    "us_bank_account": (
        KnownAccount("110000000", "000123456789", "", "Pays"),
        KnownAccount("110000000", "000222222227", "insufficient_funds", "Fails: not enough money"),
        KnownAccount("110000000", "000111111113", "account_closed", "Fails: account closed"),
        KnownAccount("110000000", "000111111116", "no_account", "Fails: no such account"),
    ),
    "bacs_debit": (
        KnownAccount("108800", "00012345", "", "Pays"),
        KnownAccount("108800", "22222227", "insufficient_funds", "Fails: not enough money"),
        KnownAccount("108800", "33333335", "debit_not_authorized", "Fails: debit not authorised"),
    ),
}
_FAILURES: Final = {
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
}


def account_fate(account: BankAccount) -> str | None:
    """Return why its bank will refuse the debit, nothing if it will pay, None if it's no test account."""
    known = {(each.routing, each.number): each.fate for each in TEST_ACCOUNTS[account.kind]}
    return known.get((account.routing, account.number))


def account_facts(account: BankAccount) -> Json:
    """Return what Stripe keeps of an account, the same in a payment method and in a charge."""
    fingerprint = sha256(f"{account.routing}{account.number}".encode()).hexdigest()[:16]
    kept: Json = {"fingerprint": fingerprint, "last4": account.number[-4:]}
    if account.kind == "bacs_debit":
        return kept | {"sort_code": account.routing}
    return kept | {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "routing_number": account.routing,
    }


def read_account(kind: str, form: Mapping[str, str]) -> BankAccount | dict[str, str]:
    """Return the chosen account, or a sentence for each field that can't be right: account, name.

    The form's `account` is `routing-number`.
    """
    routing, _, number = form.get("account", "").partition("-")
    account = BankAccount(kind, routing, number, form.get("name", "").strip()[:200])
    problems: dict[str, str] = {}
    if account_fate(account) is None:
        problems["account"] = "Choose one of the test accounts."
    if not account.name:
        problems["name"] = "Enter the name on the account."
    return problems or account


def begin_debit(books: Books, intent: Json, charge: Json) -> None:
    """Ask the bank, which answers when the account's debits are due."""
    mark_pending(intent, charge)
    books.add(charge)
    books.save(intent, due=books.now + books.debit_seconds)
    books.record("charge.pending", charge)
    books.record("payment_intent.processing", intent)


def settle_debit(books: Books, intent_id: str) -> Json:
    """Let the bank answer now, as the account that was debited says. Raises StripeRefusal if nothing is under way."""
    intent = books.get("payment_intent", intent_id, "intent")
    if intent["status"] != "processing":
        raise StripeRefusal(f"This PaymentIntent's status is {intent['status']}: no debit is under way.")
    session = books.get("checkout.session", intent["_session"], "session")
    charge = books.get("charge", intent["latest_charge"])
    method = books.get("payment_method", charge["payment_method"])
    fate = method["_fate"]
    if fate:
        mark_failed(intent, charge, method, fate, _FAILURES[fate])
        names = "charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"
    else:
        mark_paid(intent, charge)
        session["payment_status"] = "paid"
        names = "charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"
    for name, body in zip(names, (charge, intent, session), strict=True):
        books.save(body)
        books.record(name, body)
    return intent


def settle_overdue(books: Books) -> None:
    """Let the banks answer whose time has come."""
    for intent in books.overdue("payment_intent"):
        settle_debit(books, intent["id"])

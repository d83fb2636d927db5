"""How somebody pays: a card or a bank account as Stripe keeps it, and the cards a customer saved."""

from typing import Final

from toolfy_portal.stripe_double.cards import Card, card_facts, card_fate
from toolfy_portal.stripe_double.debits import BankAccount, account_facts, account_fate
from toolfy_portal.stripe_double.objects import billing_details, new_id
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.store import Books

_NO_TEST_ACCOUNT: Final = (
    "You must use a test bank account number in test mode. Try 000123456789 or see more options at "
    "https://stripe.com/docs/payments/ach-direct-debit."
)
_ONLY_IN_METHODS: Final = (
    *("display_brand", "generated_from", "three_d_secure_usage"),
    *("networks", "financial_connections_account", "status_details"),
)


def new_method(books: Books, payer: Card | BankAccount) -> Json:
    """Keep what somebody pays with, its number forgotten. Raises StripeRefusal for an account that is no test one."""
    if isinstance(payer, Card):
        kind, facts, fate = "card", card_facts(payer), card_fate(payer.number)
        facts |= {"display_brand": facts["brand"], "generated_from": None, "three_d_secure_usage": {"supported": True}}
        facts["networks"] = {"available": [facts["brand"]], "preferred": None}
    else:
        kind, facts, fate = payer.kind, account_facts(payer), account_fate(payer)
        if kind == "us_bank_account":
            facts |= {"financial_connections_account": None, "status_details": {}}
            facts["networks"] = {"preferred": "ach", "supported": ["ach"]}
    if fate is None:
        raise StripeRefusal(_NO_TEST_ACCOUNT, code="account_number_invalid")
    method: Json = {
        "id": new_id("pm"),
        "object": "payment_method",
        "_fate": fate,
        "allow_redisplay": "unspecified",
        "billing_details": billing_details(payer.name),
        "created": books.now,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: facts,
    }
    return books.add(method)


def charged_with(method: Json, amount: int) -> Json:
    """Return what a charge of that amount says about how it was paid."""
    kind = method["type"]
    facts = {name: value for name, value in method[kind].items() if name not in _ONLY_IN_METHODS}
    if kind == "card":
        facts |= dict.fromkeys(("authorization_code", "installments", "mandate", "network_token", "three_d_secure"))
        facts |= {"amount_authorized": amount, "network": facts["brand"], "network_transaction_id": None}
    else:
        facts |= {"expected_debit_date": None, "mandate": new_id("mandate")}
    return {"type": kind, kind: facts}


def attach(books: Books, method: Json, customer: str) -> None:
    """Save the method for the customer's next visit."""
    method |= {"allow_redisplay": "always", "customer": customer}
    books.save(method)
    books.record("payment_method.attached", method)


def detach(books: Books, method_id: str) -> Json:
    """Take a saved method from its customer, for good. Raises StripeRefusal if nobody has it."""
    method = books.get("payment_method", method_id, "payment_method")
    customer = method["customer"]
    if not customer:
        raise StripeRefusal(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method["customer"] = None
    books.save(method)
    books.record("payment_method.detached", method, {"customer": customer})
    return method


def saved_cards(books: Books, session: Json) -> list[Json]:
    """Return the cards that the session's page may offer, the newest first."""
    if not session["customer"] or "card" not in session["payment_method_types"]:
        return []
    wanted = session["saved_payment_method_options"]["allow_redisplay_filters"]
    return [
        method
        for method in books.listing("payment_method")
        if method["customer"] == session["customer"]
        and method["type"] == "card"
        and method["allow_redisplay"] in wanted
    ]

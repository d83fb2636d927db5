"""The life of a Checkout Session: open, then complete or expired; cards decline without closing it."""

from toolfy_portal.stripe_double.cards import DISPUTED, Card, Decline, decline_of
from toolfy_portal.stripe_double.charges import mark_declined, mark_paid
from toolfy_portal.stripe_double.debits import BankAccount, begin_debit
from toolfy_portal.stripe_double.disputes import open_dispute
from toolfy_portal.stripe_double.objects import customer_details, new_charge, new_intent, new_session
from toolfy_portal.stripe_double.payment_methods import attach, charged_with, new_method, saved_cards
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.session_params import read_session
from toolfy_portal.stripe_double.store import Books

Payer = Card | BankAccount | str  # a str is the id of a saved payment method


def create_session(books: Books, params: Json, checkout_base: str) -> Json:
    """Open a session for its line items. Raises StripeRefusal where Stripe would answer 400."""
    lines, given = read_session(books, params)
    session = new_session(lines, given, checkout_base, books.now)
    return books.add(session, due=session["expires_at"])


def expire_session(books: Books, session_id: str) -> Json:
    """Close an open session for good. Raises StripeRefusal if it isn't open any more."""
    session = books.get("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise StripeRefusal(
            f'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    return _expire(books, session)


def expire_overdue(books: Books) -> None:
    """Close the sessions whose time has run out."""
    for session in books.overdue("checkout.session"):
        _expire(books, session)


def pay(books: Books, session_id: str, payer: Payer, save: bool = False) -> Decline | None:
    """Try to pay an open session: it completes, or the decline is returned and the session stays open.

    save: keep the card for the customer's next visit. A debit completes the session unpaid. Raises StripeRefusal if
    the session isn't open or doesn't offer that way to pay.
    """
    session = books.get("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise StripeRefusal(f"This Checkout Session has a status of `{session['status']}`.")
    method = _method(books, session, payer)
    intent = _intent_of(books, session)
    charge = new_charge(intent, method, charged_with(method, intent["amount"]), books.now)
    intent["latest_charge"] = charge["id"]
    decline = decline_of(method["_fate"]) if method["type"] == "card" else None
    if decline:
        mark_declined(intent, charge, method, decline)
        books.add(charge)
        books.save(intent)
        books.save(session, due=session["expires_at"])
        books.record("charge.failed", charge)
        books.record("payment_intent.payment_failed", intent)
        return decline
    if save and may_save(session):
        attach(books, method, session["customer"])
    if method["type"] == "card":
        mark_paid(intent, charge)
        books.add(charge)
        books.save(intent)
        books.record("charge.succeeded", charge)
        books.record("payment_intent.succeeded", intent)
    else:
        begin_debit(books, intent, charge)
    _complete(books, session, method, paid=charge["paid"])
    if method["_fate"] == DISPUTED:
        open_dispute(books, intent["id"])
    return None


def _complete(books: Books, session: Json, method: Json, paid: bool) -> None:
    email = session["customer_email"]
    if session["customer"]:
        email = books.get("customer", session["customer"])["email"]
    session |= {
        "collected_information": {"business_name": None, "individual_name": None, "shipping_details": None},
        "customer_details": customer_details(method["billing_details"]["name"], email),
        "payment_status": "paid" if paid else "unpaid",
        "status": "complete",
        "url": None,
    }
    books.save(session)
    books.record("checkout.session.completed", session)


def _method(books: Books, session: Json, payer: Payer) -> Json:
    if isinstance(payer, str):
        for method in saved_cards(books, session):
            if method["id"] == payer:
                return method
        raise StripeRefusal("This saved card can't be used any more.", param="payment_method")
    kind = "card" if isinstance(payer, Card) else payer.kind
    if kind not in session["payment_method_types"]:
        raise StripeRefusal("This page doesn't take that way to pay.", param="payment_method")
    return new_method(books, payer)


def may_save(session: Json) -> bool:
    """Say whether the session's page may offer to keep a card for the next visit."""
    return bool(session["customer"]) and session["saved_payment_method_options"]["payment_method_save"] == "enabled"


def _expire(books: Books, session: Json) -> Json:
    session |= {"status": "expired", "url": None}
    books.save(session)
    books.record("checkout.session.expired", session)
    return session


def _intent_of(books: Books, session: Json) -> Json:
    """Return the session's intent. Stripe makes it when somebody first tries to pay, since 2022-08-01:
    https://docs.stripe.com/changelog/2022-08-01/deferred-paymentintent-checkout-session
    """
    if session["payment_intent"]:
        return books.get("payment_intent", session["payment_intent"])
    intent = new_intent(session, books.now)
    session["payment_intent"] = intent["id"]
    return books.add(intent)

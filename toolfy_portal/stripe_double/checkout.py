"""The life of a Checkout Session: open, then complete or expired; cards decline without closing it."""

import re
from typing import Any, Final

from stripe.params.checkout import SessionCreateParams

from toolfy_portal.stripe_double.cards import Card, Decline, decline_of, payment_method_details
from toolfy_portal.stripe_double.form import flags, integer, mapping, texts
from toolfy_portal.stripe_double.objects import (
    CARD_OPTIONS,
    customer_details,
    new_charge,
    new_intent,
    new_line_item,
    new_session,
    outcome,
)
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing, missing_param, not_built
from toolfy_portal.stripe_double.store import Books

_SHOWN: Final = ("cancel_url", "client_reference_id", "customer_email", "locale", "submit_type", "success_url")
_HONOURED: Final = {
    *_SHOWN,
    *("mode", "ui_mode", "line_items", "expires_at", "metadata", "payment_intent_data", "adaptive_pricing"),
    *("branding_settings", "payment_method_options", "allowed_payment_method_types", "excluded_payment_method_types"),
}
_INTENT_DATA: Final = {
    "description",
    "metadata",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
}
_PRICE: Final = {"currency", "product_data", "unit_amount"}
_PLAIN_BRAND: Final = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#0074d4",
    "font_family": "default",
    "icon": None,
    "logo": None,
}
_SHORTEST, _LONGEST = 30 * 60, 24 * 60 * 60  # seconds a session may stay open


def create_session(books: Books, params: Json, checkout_base: str) -> Json:
    """Open a session for its line items. Raises StripeRefusal where Stripe would answer 400."""
    _check_names(params)
    raw_lines: Any = params.get("line_items")
    if not isinstance(raw_lines, list) or not raw_lines:
        raise missing_param("line_items")
    lines = [_line_item(raw, f"line_items[{index}]", books.now) for index, raw in enumerate(raw_lines)]  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if len({line["currency"] for line in lines}) > 1:
        raise StripeRefusal("All line items must have the same currency.", param="line_items")
    if sum(line["amount_total"] for line in lines) <= 0:
        raise StripeRefusal("The Checkout Session's total amount must be more than 0.", code="amount_too_small")
    given = {
        **{name: params[name] for name in _SHOWN if name in params},
        **_methods(params),
        "adaptive_pricing": {"enabled": True} | flags(mapping(params.get("adaptive_pricing"), "adaptive_pricing")),
        "branding_settings": _brand(books, mapping(params.get("branding_settings"), "branding_settings")),
        "expires_at": _expiry(params.get("expires_at"), books.now),
        "metadata": mapping(params.get("metadata"), "metadata"),
        "payment_method_options": CARD_OPTIONS
        | flags(mapping(params.get("payment_method_options"), "payment_method_options")),
        # Kept for the first try to pay, which makes the intent; `shown` takes it out again.
        "payment_intent_data": mapping(params.get("payment_intent_data"), "payment_intent_data"),
    }
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


def pay(books: Books, session_id: str, card: Card) -> Decline | None:
    """Try the card on an open session: it completes, or the decline is returned and the session stays open."""
    session = books.get("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise StripeRefusal(f"This Checkout Session has a status of `{session['status']}`.")
    intent = intent_of(books, session)
    charge = new_charge(intent, payment_method_details(card, intent["amount"]), card.name, books.now)
    intent["latest_charge"] = charge["id"]
    decline = decline_of(card)
    if decline:
        _declined(books, intent, charge, decline)
        books.save(session, due=session["expires_at"])
        return decline
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    }
    complete(session, card.name, "paid")
    books.add(charge)
    books.save(intent)
    books.save(session)
    books.record("charge.succeeded", charge)
    books.record("payment_intent.succeeded", intent)
    books.record("checkout.session.completed", shown(session))
    return None


def complete(session: Json, name: str, payment_status: str) -> None:
    """Close the session as the one who pays leaves it."""
    session |= {
        "collected_information": {"business_name": None, "individual_name": None, "shipping_details": None},
        "customer_details": customer_details(name, session["customer_email"]),
        "payment_status": payment_status,
        "status": "complete",
        "url": None,
    }


def shown(session: Json, with_lines: bool = False) -> Json:
    """Return the session as Stripe shows it: its lines only if asked, what it merely remembers never."""
    hidden = {"payment_intent_data"} if with_lines else {"payment_intent_data", "line_items"}
    return {name: value for name, value in session.items() if name not in hidden}


def _expire(books: Books, session: Json) -> Json:
    session |= {"status": "expired", "url": None}
    books.save(session)
    books.record("checkout.session.expired", shown(session))
    return session


def intent_of(books: Books, session: Json) -> Json:
    """Return the session's intent. Stripe makes it when somebody first tries to pay, since 2022-08-01:
    https://docs.stripe.com/changelog/2022-08-01/deferred-paymentintent-checkout-session
    """
    if session["payment_intent"]:
        return books.get("payment_intent", session["payment_intent"])
    intent = new_intent(session["amount_total"], session["currency"], session["payment_intent_data"], books.now)
    session["payment_intent"] = intent["id"]
    return books.add(intent)


def _declined(books: Books, intent: Json, charge: Json, decline: Decline) -> None:
    charge |= {
        "amount_captured": 0,
        "balance_transaction": None,
        "captured": False,
        "failure_code": "card_declined",
        "failure_message": decline.message,
        "outcome": outcome(
            "issuer_declined", "declined_by_network", decline.code, "The bank did not return any further details."
        ),
        "paid": False,
        "status": "failed",
    }
    intent["last_payment_error"] = {
        "charge": charge["id"],
        "code": "card_declined",
        "decline_code": decline.code,
        "doc_url": "https://docs.stripe.com/error-codes/card-declined",
        "message": decline.message,
        "type": "card_error",
    }
    books.add(charge)
    books.save(intent)
    books.record("charge.failed", charge)
    books.record("payment_intent.payment_failed", intent)


def _check_names(params: Json) -> None:
    """Refuse what Stripe doesn't know and what the double would have to ignore."""
    if params.get("mode") != "payment" or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_built("a Checkout Session other than mode=payment on the hosted page")
    if not params.get("success_url"):
        raise missing_param("success_url")
    for name in ("success_url", "cancel_url"):
        if not re.fullmatch(r"https?://[\w.:\[\]-]+([/?#]\S*)?", str(params.get(name, "https://x")), re.ASCII):
            raise StripeRefusal("Not a valid URL", code="url_invalid", param=name)
    for name in sorted(set(params) - _HONOURED):
        if name in SessionCreateParams.__annotations__:
            raise not_built(f"the parameter {name}")
        raise StripeRefusal(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    unheeded = sorted(set(mapping(params.get("payment_intent_data"), "payment_intent_data")) - _INTENT_DATA)
    if unheeded:
        raise not_built(f"payment_intent_data[{unheeded[0]}]")


def _line_item(raw: Any, param: str, now: int) -> Json:
    line = mapping(raw, param)
    if "price" in line:
        raise missing("price", line["price"], f"{param}[price]", status=400)
    price = mapping(line.get("price_data"), f"{param}[price_data]")
    if "product" in price:
        raise missing("product", price["product"], f"{param}[price_data][product]", status=400)
    product = mapping(price.get("product_data"), f"{param}[price_data][product_data]")
    for name in sorted({*set(line) - {"price_data", "quantity"}, *set(price) - _PRICE, *set(product) - {"name"}}):
        raise not_built(f"{name} in {param}")
    currency = str(price.get("currency", "")).lower()
    if not re.fullmatch("[a-z]{3}", currency):
        raise StripeRefusal(f"Invalid currency: {currency}", param=f"{param}[price_data][currency]")
    if not isinstance(product.get("name"), str) or not product["name"]:
        raise missing_param(f"{param}[price_data][product_data][name]")
    unit_amount = integer(price.get("unit_amount"), f"{param}[price_data][unit_amount]")
    quantity = integer(line.get("quantity"), f"{param}[quantity]", least=1)
    return new_line_item(product["name"], quantity, unit_amount, currency, now)


def _methods(params: Json) -> Json:
    allowed = texts(params.get("allowed_payment_method_types"), "allowed_payment_method_types")
    excluded = texts(params.get("excluded_payment_method_types"), "excluded_payment_method_types")
    if (allowed and "card" not in allowed) or "card" in excluded:
        raise StripeRefusal("No valid payment method types for this Checkout Session.")
    return {"allowed_payment_method_types": allowed or None, "excluded_payment_method_types": excluded or None}


def _brand(books: Books, asked: Json) -> Json:
    account = books.get("account", books.account)
    return {**_PLAIN_BRAND, "display_name": account["business_profile"]["name"], **asked}


def _expiry(asked: Any, now: int) -> int:
    expires_at = integer(asked, "expires_at") if asked is not None else now + _LONGEST
    if expires_at < now + _SHORTEST:
        limit = "at least 30 minutes"
    elif expires_at > now + _LONGEST:
        limit = "less than 24 hours"
    else:
        return expires_at
    raise StripeRefusal(
        f"The `expires_at` timestamp must be {limit} from Checkout Session creation.", param="expires_at"
    )

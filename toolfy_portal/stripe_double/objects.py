"""What Stripe's objects look like on the wire: every field its API always sends, nulls included."""

import secrets
from typing import Final, get_args

import stripe

from toolfy_portal.stripe_double.refusal import Json

CAPABILITIES: Final = ("bacs_debit_payments", "card_payments", "transfers", "us_bank_account_ach_payments")
_NO_ADDRESS: Final = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def new_id(prefix: str) -> str:
    """Return an id nobody can guess, as Stripe writes them: `pi_…`."""
    return f"{prefix}_{secrets.token_hex(12)}"


def nulls(resource: type) -> Json:
    """Return a null for every field that the installed stripe package says may be empty."""
    return {name: None for name, kind in resource.__annotations__.items() if type(None) in get_args(kind)}


def visible(body: Json) -> Json:
    """Return the object as Stripe shows it: what the double merely remembers has a name with an underscore."""
    return {name: value for name, value in body.items() if not name.startswith("_")}


def new_account(account: str, now: int) -> Json:
    """Return an account that may take money in every way the double knows."""
    return {
        "id": account,
        "object": "account",
        "business_profile": {"mcc": None, "name": "Test business", "support_email": None, "url": None},
        "business_type": "company",
        "capabilities": dict.fromkeys(CAPABILITIES, "active"),
        "charges_enabled": True,
        "country": "GB",
        "created": now,
        "default_currency": "gbp",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {"statement_descriptor_prefix": None},
            "dashboard": {"display_name": "Test business", "timezone": "Europe/London"},
            "payments": {"statement_descriptor": "TEST BUSINESS"},
        },
        "type": "standard",
    }


def list_of(data: list[Json], url: str, has_more: bool = False) -> Json:
    """Return a page of a list."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def new_line_item(description: str, quantity: int, unit_amount: int, currency: str, now: int) -> Json:
    """Return a session's line; unit_amount in minor units."""
    amount = unit_amount * quantity
    price: Json = {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": new_id("prod"),
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": currency,
        "description": description,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


_PLAIN_SESSION: Final[Json] = {
    "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
    "custom_fields": [],
    "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
    "customer_creation": "if_required",
    "invoice_creation": {
        "enabled": False,
        "invoice_data": {
            **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer")),
            "metadata": {},
            "rendering_options": None,
        },
    },
    "managed_payments": {"enabled": False},
    "mode": "payment",
    "payment_method_collection": "if_required",
    "phone_number_collection": {"enabled": False},
    "shipping_options": [],
    "ui_mode": "hosted_page",
}


def new_session(lines: list[Json], given: Json, checkout_base: str, now: int) -> Json:
    """Return an open Checkout Session for the lines; given: fields to show as they were asked for."""
    session_id = f"cs_test_{secrets.token_hex(29)}"
    total = sum(line["amount_total"] for line in lines)
    empty = nulls(stripe.checkout.Session)
    del empty["line_items"]  # sent only if asked for
    return {
        "id": session_id,
        "object": "checkout.session",
        **empty,
        **_PLAIN_SESSION,
        "adaptive_pricing": {"enabled": False},
        "branding_settings": None,
        "metadata": {},
        "amount_subtotal": total,
        "amount_total": total,
        "created": now,
        "currency": lines[0]["currency"],
        "_line_items": list_of(lines, f"/v1/checkout/sessions/{session_id}/line_items"),
        "livemode": False,
        "payment_status": "unpaid",
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"{checkout_base}/c/pay/{session_id}",
        **given,
    }


def new_intent(session: Json, now: int) -> Json:
    """Return the PaymentIntent of a session, which waits for somebody to pay."""
    intent_id = new_id("pi")
    return {
        "id": intent_id,
        "object": "payment_intent",
        **nulls(stripe.PaymentIntent),
        "_session": session["id"],
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "customer": session["customer"],
        "livemode": False,
        "metadata": {},
        "payment_method_options": session["payment_method_options"],
        "payment_method_types": session["payment_method_types"],
        "status": "requires_payment_method",
        **session["_intent_data"],
    }


def new_charge(intent: Json, method: Json, details: Json, now: int) -> Json:
    """Return a successful charge of the intent's whole amount; details: its `payment_method_details`."""
    return {
        "id": new_id("ch"),
        "object": "charge",
        **nulls(stripe.Charge),
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "balance_transaction": new_id("txn"),
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "TEST BUSINESS",
        "captured": True,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome("authorized", "approved_by_network", None, "Payment complete."),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details,
        "radar_options": {},
        "refunded": False,
        "status": "succeeded",
    }


def outcome(kind: str, network_status: str, reason: str | None, seller_message: str) -> Json:
    """Return what the card network said about a charge."""
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": seller_message,
        "type": kind,
    }


def billing_details(name: str) -> Json:
    """Return whose card or account it is."""
    return {"address": _NO_ADDRESS, "email": None, "name": name, "phone": None, "tax_id": None}


def customer_details(name: str, email: str | None) -> Json:
    """Return what Checkout learnt about the person who paid."""
    return {
        "address": _NO_ADDRESS,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def new_event(event_type: str, data: Json, endpoints: int, request: Json, now: int) -> Json:
    """Return an event; data: the object as it is now, and what changed; endpoints: how many webhooks will hear."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": stripe.api_version,
        "created": now,
        "data": data,
        "livemode": False,
        "pending_webhooks": endpoints,
        "request": request,
        "type": event_type,
    }

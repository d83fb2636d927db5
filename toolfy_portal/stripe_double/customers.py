"""Customers of an account: whose saved cards the hosted page may offer."""

import secrets
from typing import Final

from toolfy_portal.stripe_double.form import merged
from toolfy_portal.stripe_double.refusal import Json, not_built
from toolfy_portal.stripe_double.store import Books

_TEXTS: Final = ("description", "email", "name", "phone")


def create_customer(books: Books, params: Json) -> Json:
    """Keep a customer."""
    customer: Json = {
        "id": f"cus_{secrets.token_hex(7)}",
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": books.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": secrets.token_hex(4).upper(),
        "invoice_settings": dict.fromkeys(("custom_fields", "default_payment_method", "footer", "rendering_options")),
        "livemode": False,
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
        **dict.fromkeys(_TEXTS),
        **_asked(params, {}),
    }
    books.add(customer)
    books.record("customer.created", customer)
    return customer


def update_customer(books: Books, customer_id: str, params: Json) -> Json:
    """Change a customer; metadata is added to what there is."""
    customer = books.get("customer", customer_id, "customer")
    changed = _asked(params, customer["metadata"])
    before = {name: customer[name] for name in changed if customer[name] != changed[name]}
    customer |= changed
    books.save(customer)
    books.record("customer.updated", customer, before)
    return customer


def _asked(params: Json, metadata: Json) -> Json:
    for name in sorted(set(params) - {*_TEXTS, "metadata"}):
        raise not_built(f"the parameter {name} of a customer")
    texts = {name: params[name] for name in _TEXTS if name in params}
    return texts | {"metadata": merged(metadata, params.get("metadata"))}

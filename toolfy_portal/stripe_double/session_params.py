"""What somebody may ask of a Checkout Session, checked as Stripe checks it."""

import re
from typing import Any, Final

from stripe.params.checkout import SessionCreateParams

from toolfy_portal.stripe_double.accounts import methods_on
from toolfy_portal.stripe_double.amounts import CURRENCIES, amount_text, least_charge
from toolfy_portal.stripe_double.debits import CURRENCY
from toolfy_portal.stripe_double.form import flags, integer, mapping, merged, texts
from toolfy_portal.stripe_double.objects import new_line_item
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing, missing_param, not_built
from toolfy_portal.stripe_double.store import Books

_SHOWN: Final = (
    *("cancel_url", "client_reference_id", "customer", "customer_email", "locale", "submit_type", "success_url"),
)
_HONOURED: Final = {
    *_SHOWN,
    *("mode", "ui_mode", "line_items", "expires_at", "metadata", "payment_intent_data", "adaptive_pricing"),
    *("branding_settings", "payment_method_options", "allowed_payment_method_types", "excluded_payment_method_types"),
    "saved_payment_method_options",
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
_OPTIONS: Final[dict[str, Json]] = {
    "card": {"request_three_d_secure": "automatic"},
    "us_bank_account": {"verification_method": "automatic"},
    "bacs_debit": {},
}
_SAVING: Final = {
    "allow_redisplay_filters": ["always"],
    "payment_method_remove": "disabled",
    "payment_method_save": None,
}
_SHORTEST, _LONGEST = 30 * 60, 24 * 60 * 60  # seconds a session may stay open


def read_session(books: Books, params: Json) -> tuple[list[Json], Json]:
    """Return a session's lines and its fields as they were asked for. Raises StripeRefusal where Stripe answers 400."""
    _check_names(params)
    lines = _lines(params.get("line_items"), books.now)
    currency = lines[0]["currency"]
    offered = _offered(books, params, currency)
    given = {
        **{name: params[name] for name in _SHOWN if name in params},
        **_customer(books, params),
        "payment_method_types": offered,
        "payment_method_options": _options(params, offered),
        "allowed_payment_method_types": texts(
            params.get("allowed_payment_method_types"), "allowed_payment_method_types"
        )
        or None,
        "excluded_payment_method_types": texts(
            params.get("excluded_payment_method_types"), "excluded_payment_method_types"
        )
        or None,
        "adaptive_pricing": {"enabled": True} | flags(mapping(params.get("adaptive_pricing"), "adaptive_pricing")),
        "branding_settings": _brand(books, mapping(params.get("branding_settings"), "branding_settings")),
        "expires_at": _expiry(params.get("expires_at"), books.now),
        "metadata": merged({}, params.get("metadata")),
        # for the first try to pay, which makes the intent
        "_intent_data": mapping(params.get("payment_intent_data"), "payment_intent_data"),
    }
    return lines, given


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
    if currency not in CURRENCIES:
        raise StripeRefusal(f"Invalid currency: {currency}", param=f"{param}[price_data][currency]")
    if not isinstance(product.get("name"), str) or not product["name"]:
        raise missing_param(f"{param}[price_data][product_data][name]")
    unit_amount = integer(price.get("unit_amount"), f"{param}[price_data][unit_amount]")
    quantity = integer(line.get("quantity"), f"{param}[quantity]", least=1)
    return new_line_item(product["name"], quantity, unit_amount, currency, now)


def _lines(raw_lines: Any, now: int) -> list[Json]:
    if not isinstance(raw_lines, list) or not raw_lines:
        raise missing_param("line_items")
    lines = [_line_item(raw, f"line_items[{index}]", now) for index, raw in enumerate(raw_lines)]  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    currency = lines[0]["currency"]
    if any(line["currency"] != currency for line in lines):
        raise StripeRefusal("All line items must have the same currency.", param="line_items")
    least = least_charge(currency)
    if sum(line["amount_total"] for line in lines) < least:
        raise StripeRefusal(
            "The Checkout Session's total amount due must add up to at least "
            f"{amount_text(least, currency)} {currency}",
            code="amount_too_small",
        )
    return lines


def _offered(books: Books, params: Json, currency: str) -> list[str]:
    """Return how one may pay: what is on in the account, asked for, and possible in the currency."""
    allowed = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or ()
    offered = [
        method
        for method in methods_on(books)
        if CURRENCY.get(method, currency) == currency and method in (allowed or [method]) and method not in excluded
    ]
    if not offered:
        raise StripeRefusal(
            "No valid payment method types for this Checkout Session. Please ensure that you have activated payment "
            "methods compatible with your chosen currency in your dashboard "
            "(https://dashboard.stripe.com/settings/payment_methods)."
        )
    return offered


def _options(params: Json, offered: list[str]) -> Json:
    asked = mapping(params.get("payment_method_options"), "payment_method_options")
    for method, options in asked.items():
        for name in mapping(options, f"payment_method_options[{method}]"):
            if name not in _OPTIONS.get(method, ()):
                raise not_built(f"payment_method_options[{method}][{name}]")
    return {method: _OPTIONS[method] | asked.get(method, {}) for method in offered}


def _customer(books: Books, params: Json) -> Json:
    customer = params.get("customer")
    if customer is None:
        if "saved_payment_method_options" in params:
            raise not_built("saved_payment_method_options without a customer")
        return {}
    if "customer_email" in params:
        raise StripeRefusal("You may only specify one of these parameters: customer, customer_email.")
    if books.find("customer", customer) is None:
        raise missing("customer", customer, "customer", status=400)
    saving = _SAVING | mapping(params.get("saved_payment_method_options"), "saved_payment_method_options")
    if saving["payment_method_remove"] == "enabled":
        raise not_built("saved_payment_method_options[payment_method_remove]=enabled")
    return {"saved_payment_method_options": saving}


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

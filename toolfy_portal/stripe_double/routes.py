"""Which addresses the double answers, and which Stripe has that it doesn't answer yet."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from toolfy_portal.stripe_double import accounts, checkout, customers, endpoints, payment_methods, refunds
from toolfy_portal.stripe_double.contract.routes import find_route
from toolfy_portal.stripe_double.listing import page_of
from toolfy_portal.stripe_double.objects import visible
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, not_built
from toolfy_portal.stripe_double.store import Books


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way to its handler; `object_id` is the part of the address that names an object."""

    path: str
    object_id: str
    params: Json
    checkout_base: str


Handler = Callable[[Books, Call], Json]


def find_handler(method: str, path: str) -> tuple[Handler, str]:
    """Return the handler and the object's id. Raises StripeRefusal: 501 if only Stripe has the address, else 404."""
    route = find_route(method, path)
    if route is None:
        raise StripeRefusal(f"Unrecognized request URL ({method}: {path}).", status=404)
    handler = _HANDLERS.get((method, route.template))
    if handler is None:
        raise not_built(f"{method} {route.template}")
    found = re.fullmatch(re.sub(r"\{\w+\}", "([^/]+)", route.template), path)
    return handler, found[1] if found and found.groups() else ""


def view(books: Books, body: Json, expand: list[str]) -> Json:
    """Return the object as Stripe shows it, with the ids along the `expand` paths replaced by what they name.

    Raises StripeRefusal for a path that leads nowhere, 501 for one the double can't follow.
    """
    heads = {path.partition(".")[0] for path in expand}
    if body["object"] == "list" and heads <= {"data"}:
        inner = [path.removeprefix("data.") for path in expand]
        return body | {"data": [view(books, item, inner) for item in body["data"]]}
    shown = visible(body)
    if "line_items" in heads and "_line_items" in body:
        shown["line_items"] = body["_line_items"]
        heads -= {"line_items"}
    for head in sorted(heads):
        if head not in shown:
            raise StripeRefusal(f"This property cannot be expanded ({head}).", param="expand")
        if head not in _EXPANDABLE:
            raise not_built(f"expand[]={head}")
        inner = [path.removeprefix(f"{head}.") for path in expand if path.startswith(f"{head}.")]
        found = books.find(_EXPANDABLE[head], shown[head]) if shown[head] else None
        shown[head] = found and view(books, found, inner)
    return shown


_EXPANDABLE: Final = {
    "charge": "charge",
    "customer": "customer",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
}


def _create_session(books: Books, call: Call) -> Json:
    return checkout.create_session(books, call.params, call.checkout_base)


def _expire_session(books: Books, call: Call) -> Json:
    _no_params(call.params)
    return checkout.expire_session(books, call.object_id)


def _account(books: Books, call: Call) -> Json:
    return accounts.retrieve_account(books, call.object_id or books.account)


def _link(books: Books, call: Call) -> Json:
    return accounts.create_link(books, call.params, call.checkout_base)


def _configurations(books: Books, call: Call) -> Json:
    accounts.configuration(books)  # there is always one
    return page_of(books, "payment_method_configuration", call.path, call.params, ())


def _customers_methods(books: Books, call: Call) -> Json:
    books.get("customer", call.object_id, "customer")
    asked = call.params | {"customer": call.object_id}
    return page_of(books, "payment_method", call.path, asked, ("customer", "type", "allow_redisplay"))


def _create(make: Callable[[Books, Json], Json]) -> Handler:
    return lambda books, call: make(books, call.params)


def _change(change: Callable[[Books, str, Json], Json]) -> Handler:
    return lambda books, call: change(books, call.object_id, call.params)


def _end(end: Callable[[Books, str], Json]) -> Handler:
    def handler(books: Books, call: Call) -> Json:
        _no_params(call.params)
        return end(books, call.object_id)

    return handler


def _retrieve(kind: str, param: str) -> Handler:
    return _end(lambda books, object_id: books.get(kind, object_id, param))


def _list(kind: str, *filters: str) -> Handler:
    return lambda books, call: page_of(books, kind, call.path, call.params, filters)


def _no_params(params: Json) -> None:
    for name in sorted(params):
        raise not_built(f"the parameter {name}")


_HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/v1/checkout/sessions"): _create_session,
    ("GET", "/v1/checkout/sessions"): _list("checkout.session", "status", "payment_intent", "customer"),
    ("GET", "/v1/checkout/sessions/{session}"): _retrieve("checkout.session", "session"),
    ("POST", "/v1/checkout/sessions/{session}/expire"): _expire_session,
    ("GET", "/v1/payment_intents"): _list("payment_intent", "customer"),
    ("GET", "/v1/payment_intents/{intent}"): _retrieve("payment_intent", "intent"),
    ("GET", "/v1/charges"): _list("charge", "payment_intent", "customer"),
    ("GET", "/v1/charges/{charge}"): _retrieve("charge", "id"),
    ("POST", "/v1/refunds"): _create(refunds.create_refund),
    ("GET", "/v1/refunds"): _list("refund", "payment_intent", "charge"),
    ("GET", "/v1/refunds/{refund}"): _retrieve("refund", "refund"),
    ("GET", "/v1/disputes"): _list("dispute", "payment_intent", "charge"),
    ("GET", "/v1/disputes/{dispute}"): _retrieve("dispute", "dispute"),
    ("POST", "/v1/customers"): _create(customers.create_customer),
    ("GET", "/v1/customers/{customer}"): _retrieve("customer", "id"),
    ("POST", "/v1/customers/{customer}"): _change(customers.update_customer),
    ("GET", "/v1/customers/{customer}/payment_methods"): _customers_methods,
    ("GET", "/v1/payment_methods"): _list("payment_method", "customer", "type", "allow_redisplay"),
    ("GET", "/v1/payment_methods/{payment_method}"): _retrieve("payment_method", "payment_method"),
    ("POST", "/v1/payment_methods/{payment_method}/detach"): _end(payment_methods.detach),
    ("GET", "/v1/payment_method_configurations"): _configurations,
    ("POST", "/v1/webhook_endpoints"): _create(endpoints.create_endpoint),
    ("GET", "/v1/webhook_endpoints"): _list("webhook_endpoint"),
    ("GET", "/v1/webhook_endpoints/{webhook_endpoint}"): _retrieve("webhook_endpoint", "webhook_endpoint"),
    ("POST", "/v1/webhook_endpoints/{webhook_endpoint}"): _change(endpoints.update_endpoint),
    ("DELETE", "/v1/webhook_endpoints/{webhook_endpoint}"): _end(endpoints.delete_endpoint),
    ("GET", "/v1/events"): _list("event", "type", "types"),
    ("GET", "/v1/events/{id}"): _retrieve("event", "id"),
    ("GET", "/v1/account"): _account,
    ("POST", "/v1/accounts"): _create(accounts.create_account),
    ("GET", "/v1/accounts/{account}"): _account,
    ("POST", "/v1/account_links"): _link,
}

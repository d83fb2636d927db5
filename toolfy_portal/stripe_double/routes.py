"""Which addresses the double answers, and which Stripe has that it doesn't answer yet."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import stripe

from toolfy_portal.stripe_double import checkout, refunds
from toolfy_portal.stripe_double.form import integer, mapping, texts
from toolfy_portal.stripe_double.objects import list_of
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
    if (method, path) in sdk_routes() and (method, path) not in _HANDLERS:
        raise not_built(f"{method} {path}")  # /v1/charges/search is no charge called "search"
    for (verb, template), handler in _HANDLERS.items():
        found = re.fullmatch(_pattern(template), path)
        if verb == method and found:
            return handler, (found.groups() or ("",))[0]
    if any(verb == method and re.fullmatch(_pattern(template), path) for verb, template in sdk_routes()):
        raise not_built(f"{method} {path}")
    raise StripeRefusal(f"Unrecognized request URL ({method}: {path}).", status=404)


@cache
def sdk_routes() -> frozenset[tuple[str, str]]:
    """Return every method and address the installed stripe package can ask for."""
    call = re.compile(r'"(get|post|delete)",\s*"(/v[12]/[^"]+)"')
    sources = Path(stripe.__file__).parent.rglob("_*_service.py")
    return frozenset(
        (verb.upper(), path) for source in sources for verb, path in call.findall(source.read_text("utf-8"))
    )


def view(books: Books, body: Json, expand: list[str]) -> Json:
    """Return the object as Stripe shows it, with the ids along the `expand` paths replaced by what they name.

    Raises StripeRefusal for a path that leads nowhere, 501 for one the double can't follow.
    """
    heads = {path.partition(".")[0] for path in expand}
    if body["object"] == "list" and heads <= {"data"}:
        inner = [path.removeprefix("data.") for path in expand]
        return body | {"data": [view(books, item, inner) for item in body["data"]]}
    if body["object"] == "checkout.session":
        body = checkout.shown(body, with_lines="line_items" in heads)
        heads -= {"line_items"}
    for head in sorted(heads):
        if head not in body:
            raise StripeRefusal(f"This property cannot be expanded ({head}).", param="expand")
        if head not in _EXPANDABLE:
            raise not_built(f"expand[]={head}")
        inner = [path.removeprefix(f"{head}.") for path in expand if path.startswith(f"{head}.")]
        found = books.find(_EXPANDABLE[head], body[head]) if body[head] else None
        body = body | {head: found and view(books, found, inner)}
    return body


_EXPANDABLE: Final = {"payment_intent": "payment_intent", "latest_charge": "charge"}


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "([^/]+)", template))


def _create_session(books: Books, call: Call) -> Json:
    return checkout.create_session(books, call.params, call.checkout_base)


def _expire_session(books: Books, call: Call) -> Json:
    _only(call.params)
    return checkout.expire_session(books, call.object_id)


def _create_refund(books: Books, call: Call) -> Json:
    return refunds.create_refund(books, call.params)


def _retrieve(kind: str, param: str) -> Handler:
    def handler(books: Books, call: Call) -> Json:
        _only(call.params)
        return books.get(kind, call.object_id, param)

    return handler


def _account(books: Books, call: Call) -> Json:
    _only(call.params)
    return books.get("account", books.account)


def _list(kind: str, *filters: str) -> Handler:
    def handler(books: Books, call: Call) -> Json:
        _only(call.params, "limit", "starting_after", "created", *filters)
        limit = integer(call.params.get("limit", "10"), "limit", least=1)
        if limit > 100:
            raise StripeRefusal("Limit must be between 1 and 100.", code="parameter_invalid_integer", param="limit")
        types = texts(call.params.get("types"), "types")
        wanted = {name: call.params[name] for name in filters if name in call.params and name != "types"}
        matching = (
            body
            for body in books.listing(kind, call.params.get("starting_after"), _created(call.params.get("created")))
            if all(body[name] == value for name, value in wanted.items()) and (not types or body["type"] in types)
        )
        page = [body for body, _ in zip(matching, range(limit + 1), strict=False)]
        return list_of(page[:limit], call.path, has_more=len(page) > limit)

    return handler


def _created(asked: Any) -> dict[str, int]:
    bounds = {"eq": asked} if isinstance(asked, str) else mapping(asked, "created")
    unknown = sorted(set(bounds) - {"gt", "gte", "lt", "lte", "eq"})
    if unknown:
        raise StripeRefusal(f"Received unknown parameter: created[{unknown[0]}]", code="parameter_unknown")
    return {name: integer(seconds, f"created[{name}]") for name, seconds in bounds.items()}


def _only(params: Json, *names: str) -> None:
    for name in sorted(set(params) - set(names)):
        raise not_built(f"the parameter {name}")


_HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/v1/checkout/sessions"): _create_session,
    ("GET", "/v1/checkout/sessions"): _list("checkout.session", "status", "payment_intent"),
    ("GET", "/v1/checkout/sessions/{id}"): _retrieve("checkout.session", "session"),
    ("POST", "/v1/checkout/sessions/{id}/expire"): _expire_session,
    ("GET", "/v1/payment_intents/{id}"): _retrieve("payment_intent", "intent"),
    ("GET", "/v1/charges/{id}"): _retrieve("charge", "id"),
    ("POST", "/v1/refunds"): _create_refund,
    ("GET", "/v1/refunds"): _list("refund", "payment_intent", "charge"),
    ("GET", "/v1/refunds/{id}"): _retrieve("refund", "refund"),
    ("GET", "/v1/disputes"): _list("dispute", "payment_intent", "charge"),
    ("GET", "/v1/disputes/{id}"): _retrieve("dispute", "dispute"),
    ("GET", "/v1/events"): _list("event", "type", "types"),
    ("GET", "/v1/events/{id}"): _retrieve("event", "id"),
    ("GET", "/v1/account"): _account,
}

"""Pages of lists: filters, bounds in time, and cursors in both directions."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from toolfy_portal.stripe_double.form import integer, mapping, texts
from toolfy_portal.stripe_double.objects import list_of
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, not_built
from toolfy_portal.stripe_double.store import Books

_EVENT_SECONDS: Final = 30 * 24 * 60 * 60  # https://docs.stripe.com/api/events/list


def page_of(books: Books, kind: str, path: str, params: Json, filters: tuple[str, ...]) -> Json:
    """Return a page of the account's objects, newest first. Raises StripeRefusal, 501 for a filter not built."""
    for name in sorted(set(params) - {"limit", "starting_after", "ending_before", "created", *filters}):
        raise not_built(f"the parameter {name}")
    limit = integer(params.get("limit", "10"), "limit", least=1)
    if limit > 100:
        raise StripeRefusal("Limit must be between 1 and 100.", code="parameter_invalid_integer", param="limit")
    after, before = params.get("starting_after"), params.get("ending_before")
    if after is not None and before is not None:
        raise StripeRefusal("You can't use both `starting_after` and `ending_before`.", param="starting_after")
    bounds = _created(params.get("created"))
    if kind == "event":
        bounds["gte"] = max(bounds.get("gte", 0), books.now - _EVENT_SECONDS)
    fits = _filter({name: params[name] for name in filters if name in params})
    matching: Iterator[Json] = filter(fits, books.listing(kind, after, bounds, before))
    found = list(islice(matching, limit + 1))
    page = found[:limit] if before is None else found[:limit][::-1]
    return list_of(page, path, has_more=len(found) > limit)


def _filter(wanted: Json) -> Callable[[Json], bool]:
    types = texts(wanted.pop("types", None), "types")
    if types and "type" in wanted:
        raise StripeRefusal("You may pass either `type` or `types`, but not both.", param="types")
    return lambda body: (
        all(body[name] == value for name, value in wanted.items()) and (not types or body["type"] in types)
    )


def _created(asked: Any) -> dict[str, int]:
    bounds = {"eq": asked} if isinstance(asked, str) else mapping(asked, "created")
    return {name: integer(seconds, f"created[{name}]") for name, seconds in bounds.items()}

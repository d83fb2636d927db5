"""Checks that what the double emits is what Stripe could emit: the fields of the stripe package's own classes."""

import re
from decimal import Decimal
from importlib import import_module
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

import stripe

from toolfy_portal.stripe_double.contract.annotations import alternatives, choices, fields_of, plain
from toolfy_portal.stripe_double.contract.routes import find_route
from toolfy_portal.stripe_double.refusal import Json


class ContractBroken(AssertionError):
    """The double made something that Stripe would never send: a mistake in the double."""


_CLASSES: Final[dict[str, tuple[str, str]]] = import_module("stripe._object_classes").OBJECT_CLASSES
_PAGES: Final = (stripe.ListObject, stripe.SearchResultObject)
_OF_DELETED: Final = {"id", "object"}  # all that Stripe still says of what was deleted, but for `deleted`


def check_answer(method: str, path: str, body: Json) -> None:
    """Check an answer against what its route gives. Raises ContractBroken."""
    route = find_route(method, path)
    if route is None:
        raise ContractBroken(f"Stripe has no {method} {path}")
    _check(route.answer, body, str(body.get("object")))


def check_object(body: Json) -> None:
    """Check an object against the class that its `object` names. Raises ContractBroken."""
    name = str(body.get("object"))
    if name not in _CLASSES:
        raise ContractBroken(f"Stripe has no object {name}")
    module, class_name = _CLASSES[name]
    _check(getattr(import_module(module), class_name), body, name)


def _check(kind: Any, value: Any, where: str) -> None:
    options = alternatives(kind)
    if Any in options:
        return
    if isinstance(value, dict):
        _check_mapping(options, value, where)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list) and (lists := [option for option in options if get_origin(option) is list]):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
            _check(get_args(lists[0])[0], item, f"{where}[{index}]")
    elif value not in choices(options) and not any(_is(option, value) for option in plain(options)):
        raise ContractBroken(f"{where} can't be {value!r}")


def _is(kind: type, value: Any) -> bool:
    """Say whether a JSON value that is neither object nor list is of that type."""
    if kind is Decimal:  # on the wire as text: the package's `decimal_string`
        return isinstance(value, str) and bool(re.fullmatch(r"-?\d+(\.\d{1,12})?", value, re.ASCII))
    if kind is float:
        return type(value) in (int, float)
    return kind in (bool, int, str, NoneType) and type(value) is kind


def _check_mapping(options: list[Any], value: Json, where: str) -> None:
    classes = [option for option in options if _is_class(option)]
    if len(classes) > 1:
        classes = [option for option in classes if getattr(option, "OBJECT_NAME", None) == value.get("object")]
    if not classes:
        raise ContractBroken(f"{where} can't be an object like {value!r}")
    if "object" in value and get_args(classes[0]) == (Any,):  # what an event is about
        check_object(value)
    elif (get_origin(classes[0]) or classes[0]).__name__ == "UntypedStripeObject":
        for name, item in value.items():
            _check(get_args(classes[0])[0], item, f"{where}.{name}")
    else:
        _check_fields(_fields(classes[0]), value, where)


def _is_class(kind: Any) -> bool:
    bare = get_origin(kind) or kind
    return isinstance(bare, type) and issubclass(bare, stripe.StripeObject)


def _check_fields(fields: dict[str, Any], value: Json, where: str) -> None:
    needed = {name for name, kind in fields.items() if NoneType not in alternatives(kind)}
    if value.get("deleted"):
        needed &= _OF_DELETED
    for problem, names in (("misses", needed - value.keys()), ("doesn't know", value.keys() - fields)):
        if names:
            raise ContractBroken(f"{where} {problem} {', '.join(sorted(names))}")
    for name, item in value.items():
        _check(fields[name], item, f"{where}.{name}")


def _fields(kind: Any) -> dict[str, Any]:
    page = get_origin(kind)
    if page not in _PAGES:
        return fields_of(kind)
    # The package leaves out what its own code doesn't need of a page.
    return fields_of(page) | {"data": list[get_args(kind)[0]], "object": Literal[page.OBJECT_NAME], "url": str}

"""Stripe's form encoding: `line_items[0][price_data][currency]=gbp` read back into nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing_param

_KEY = re.compile(r"[^\[\]]+(\[[^\[\]]*\])*")


def parse_form(text: str) -> Json:
    """Return the parameters as nested dicts and lists of strings. Raises StripeRefusal for a malformed name."""
    tree: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if not _KEY.fullmatch(name):
            raise StripeRefusal(f"Invalid parameter name: {name}", param=name)
        _put(tree, re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name), value, name)
    return {key: _with_lists(key, value) for key, value in tree.items()}


def integer(value: object, param: str, least: int = 0) -> int:
    """Return a whole number sent as text. Raises StripeRefusal if it's missing, something else, or below `least`."""
    if value is None:
        raise missing_param(param)
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
        raise StripeRefusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)
    if int(value) < least:
        raise StripeRefusal(
            f"This value must be greater than or equal to {least}.", code="parameter_invalid_integer", param=param
        )
    return int(value)


def mapping(value: object, param: str) -> Json:
    """Return a nested parameter, empty if it wasn't sent. Raises StripeRefusal if it isn't nested."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value  # pyright: ignore[reportUnknownVariableType]
    raise StripeRefusal("Invalid object", param=param)


def texts(value: object, param: str) -> list[str]:
    """Return a list parameter, empty if it wasn't sent. Raises StripeRefusal if it isn't a list of texts."""
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):  # pyright: ignore[reportUnknownVariableType]
        return value  # pyright: ignore[reportUnknownVariableType]
    raise StripeRefusal("Invalid array", param=param)


def merged(metadata: Json, changes: object) -> Json:
    """Return metadata with the changes somebody asked for; an empty text takes a key out."""
    both = metadata | mapping(changes, "metadata")
    return {key: value for key, value in both.items() if value != ""}


def flags(value: Any) -> Any:
    """Return the same values with "true" and "false" as booleans, for parameters that Stripe shows back."""
    if isinstance(value, dict):
        return {key: flags(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _put(tree: Json, path: list[str], value: str, name: str) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(tree, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise StripeRefusal(f"Invalid parameter name: {name}", param=name)
    tree[path[-1] or str(len(tree))] = value


def _with_lists(name: str, value: Any) -> Any:
    if not isinstance(value, dict) or name == "metadata":  # whose keys are the sender's, numbers too
        return value  # pyright: ignore[reportUnknownVariableType]
    inner: Json = {key: _with_lists(key, item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if inner and all(key.isdecimal() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner

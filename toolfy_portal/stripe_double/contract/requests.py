"""Checks a request against the parameters the stripe package knows for its route, and refuses in Stripe's words."""

import re
from decimal import Decimal
from typing import Any, Final, get_args, get_origin

from typing_extensions import is_typeddict

from toolfy_portal.stripe_double.contract.annotations import alternatives, choices, fields_of, plain
from toolfy_portal.stripe_double.contract.routes import find_route
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, missing_param

_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,12})?", re.ASCII)
_TEXTS: Final[dict[type, tuple[str, re.Pattern[str], str | None]]] = {  # what each plain type looks like in a form
    int: ("integer", re.compile(r"-?\d{1,18}", re.ASCII), "parameter_invalid_integer"),
    bool: ("boolean", re.compile("true|false"), None),
    float: ("decimal", _NUMBER, None),
    Decimal: ("decimal", _NUMBER, None),
    str: ("string", re.compile(".*", re.DOTALL), None),
}
# https://docs.stripe.com/api/metadata
_METADATA_KEYS, _METADATA_KEY, _METADATA_VALUE = 50, 40, 500


def check_request(method: str, path: str, params: Json) -> None:
    """Check parameters as `parse_form` gives them. Raises StripeRefusal: 404 for no such address, else 400."""
    route = find_route(method, path)
    if route is None:
        raise StripeRefusal(f"Unrecognized request URL ({method}: {path}).", status=404)
    _check_fields(route.params, params, "")


def _check_fields(kind: Any, values: Json, outer: str) -> None:
    fields = fields_of(kind)
    for name in values:
        if name not in fields:
            param = _inside(outer, name)
            raise StripeRefusal(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)
    for name in fields:
        if name in kind.__required_keys__ and name not in values:
            raise missing_param(_inside(outer, name))
    for name, value in values.items():
        _check(fields[name], value, _inside(outer, name))


def _check(kind: Any, value: Any, param: str) -> None:
    options = alternatives(kind)
    if Any in options:
        return
    if isinstance(value, str):
        _check_text(options, value, param)
    elif isinstance(value, list) and (items := [option for option in options if get_origin(option) is list]):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
            _check(get_args(items[0])[0], item, f"{param}[{index}]")
    elif nested := [option for option in options if is_typeddict(option) or get_origin(option) is dict]:
        _check_nested(nested, value, param)
    else:
        raise _wrong(options, value, param)


def _check_text(options: list[Any], text: str, param: str) -> None:
    if text in choices(options):
        return
    if not text:
        raise StripeRefusal(
            f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
            f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty "
            "value.",
            code="parameter_invalid_empty",
            param=param,
        )
    if not any(_TEXTS[option][1].fullmatch(text) for option in plain(options) if option in _TEXTS):
        raise _wrong(options, text, param)


def _check_nested(options: list[Any], value: Any, param: str) -> None:
    """Check against the mappings allowed here; of several, one must fit."""
    refusals: list[StripeRefusal] = []
    for option in options:
        try:
            if get_origin(option) is dict:
                _check_free(get_args(option)[1], value, param)
            elif isinstance(value, dict):
                _check_fields(option, value, param)  # pyright: ignore[reportUnknownArgumentType]
            else:
                raise StripeRefusal("Invalid object", param=param)
        except StripeRefusal as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[0]


def _check_free(kind: Any, values: Any, param: str) -> None:
    """Check a mapping whose keys are the sender's; if all of them are numbers, the form reader made it a list."""
    entries: Json = dict(enumerate(values)) if isinstance(values, list) else values  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType,reportAssignmentType]
    for name, value in entries.items():
        if value != "":  # unsets this one key
            _check(kind, value, f"{param}[{name}]")
    if re.search(r"(^|\[)metadata\]?$", param):
        _check_metadata(entries, param)


def _check_metadata(entries: Json, param: str) -> None:
    if len(entries) > _METADATA_KEYS:
        message = f"You can have up to {_METADATA_KEYS} metadata keys, but you passed in {len(entries)}."
        raise StripeRefusal(message, param=param)
    for name, value in entries.items():
        for part, text, limit in (("key", str(name), _METADATA_KEY), ("value", value, _METADATA_VALUE)):
            if len(text) > limit:
                raise StripeRefusal(
                    f"Metadata {part}s can have up to {limit} characters, but you passed in a {part} that is "
                    f"{len(text)} characters. Invalid {part}: {text}",
                    param=param,
                )


def _wrong(options: list[Any], value: Any, param: str) -> StripeRefusal:
    for option in options:
        if get_origin(option) is list:
            return StripeRefusal("Invalid array", param=param)
        if is_typeddict(option) or get_origin(option) is dict:
            return StripeRefusal("Invalid object", param=param)
    for option in plain(options):
        noun, _, code = _TEXTS[option]
        return StripeRefusal(f"Invalid {noun}: {value}", code=code, param=param)
    words = [word for word in choices(options) if word]
    listed = " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, or {words[-1]}"
    return StripeRefusal(f"Invalid {param}: must be one of {listed}", param=param)


def _inside(outer: str, name: str) -> str:
    return f"{outer}[{name}]" if outer else name

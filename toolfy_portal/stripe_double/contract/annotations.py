"""Reads the stripe package's annotations, with the names it imports for type checkers only."""

import ast
import inspect
from functools import cache
from importlib import import_module
from threading import Lock
from types import SimpleNamespace, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import stripe

_PARSING: Final = Lock()


def parsed(source: str) -> ast.Module:
    """Return the module's syntax tree. One at a time: in many threads CPython 3.11 fails now and then."""
    with _PARSING:
        return ast.parse(source)


@cache
def fields_of(kind: type) -> dict[str, Any]:
    """Return the fields of a response class, or the parameters of a TypedDict, with their resolved annotations."""
    options = stripe.RequestOptions.__annotations__  # the params inherit them; they travel as headers
    own = {
        name: annotation
        for name, annotation in inspect.get_annotations(kind).items()
        if name != "OBJECT_NAME" and options.get(name) != annotation
    }
    nested = {name: value for name, value in vars(kind).items() if isinstance(value, type)}
    return _resolved(own, kind.__module__, nested)


def evaluated(annotation: str, module: str) -> Any:
    """Return what an annotation written in that module of the stripe package stands for."""
    return _resolved({"it": annotation}, module, {})["it"]


@cache
def names_in(module: str) -> dict[str, Any]:
    """Return every name that annotations in the module may use."""
    loaded = import_module(module)
    names = dict(vars(loaded))
    for block in parsed(inspect.getsource(loaded)).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            for line in block.body:
                names |= _imported(line)
    return names


def alternatives(kind: Any) -> list[Any]:
    """Return what a union allows, flat; anything else allows just itself."""
    if get_origin(kind) in (Union, UnionType):
        return [option for part in get_args(kind) for option in alternatives(part)]
    return [kind]


def choices(options: list[Any]) -> list[Any]:
    """Return the values that the literals among the options allow."""
    return [value for option in options if get_origin(option) is Literal for value in get_args(option)]


def plain(options: list[Any]) -> list[Any]:
    """Return the plain types among the options.

    `Literal["on", "off"] | str` is how the package writes an enum that may grow one day: today it allows no other text.
    """
    closed = any(choices(options))
    return [option for option in options if isinstance(option, type) and not (option is str and closed)]


def _resolved(annotations: dict[str, Any], module: str, nested: dict[str, Any]) -> dict[str, Any]:
    # `nested` must be a dict of its own even if empty: without one, `typing` remembers the first "SessionCreateParams"
    # it ever saw and gives it to every module, since Optional["SessionCreateParams"] is one shared object.
    return get_type_hints(SimpleNamespace(__annotations__=annotations), names_in(module), nested)


def _imported(line: ast.stmt) -> dict[str, Any]:
    if not isinstance(line, ast.ImportFrom) or not line.module:
        return {}
    source = import_module(line.module)
    return {alias.asname or alias.name: getattr(source, alias.name) for alias in line.names}

"""Every address the installed `stripe` package can ask for, with what it sends there and what it gets back."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import stripe

from toolfy_portal.stripe_double.contract.annotations import alternatives, evaluated, parsed


@dataclass(frozen=True, slots=True)
class Route:
    """One address of Stripe's; `template` is written as `/v1/refunds/{refund}`."""

    method: str
    template: str
    service: str  # the module that asks, in which the two annotations mean something
    params_annotation: str
    answer_annotation: str

    @property
    def params(self) -> type:
        """The TypedDict of its parameters."""
        return alternatives(evaluated(self.params_annotation, self.service))[0]

    @property
    def answer(self) -> Any:
        """The class of its answer, a union of classes, or a list of one."""
        return evaluated(self.answer_annotation, self.service)


def find_route(method: str, path: str) -> Route | None:
    """Return the route that answers, or None; `/v1/charges/search` goes before `/v1/charges/{charge}`."""
    found = [route for route in routes() if route.method == method and _pattern(route.template).fullmatch(path)]
    return min(found, key=lambda route: route.template.count("{"), default=None)


@cache
def routes() -> tuple[Route, ...]:
    """Return the routes of API version 1. The first call reads 220 files, in a fraction of a second."""
    root = Path(stripe.__file__).parent
    return tuple(
        route
        for source in sorted(root.rglob("_*_service.py"))
        for route in _routes_in(source, ".".join(("stripe", *source.relative_to(root).with_suffix("").parts)))
        if route.template.startswith("/v1/")
    )


def _routes_in(source: Path, service: str) -> Iterator[Route]:
    for function in ast.walk(parsed(source.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef) or function.returns is None:
            continue
        params = next((argument.annotation for argument in function.args.args if argument.arg == "params"), None)
        for call in ast.walk(function):
            match call:
                case ast.Call(
                    func=ast.Attribute(attr="_request" | "_request_stream"),
                    args=[
                        ast.Constant(value=str(method)),
                        # "/v1/refunds", or "/v1/refunds/{refund}".format(…)
                        ast.Constant(value=str(template))
                        | ast.Call(func=ast.Attribute(value=ast.Constant(value=str(template)))),
                    ],
                ) if params:
                    returns = ast.unparse(function.returns)
                    yield Route(method.upper(), template, service, ast.unparse(params), returns)
                case _:
                    pass


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", template))

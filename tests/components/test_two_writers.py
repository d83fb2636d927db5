"""The page the server writes and the live page are the same elements with the same attributes."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import reflex as rx
from markupsafe import Markup as Html

from tests.components import scenes
from tests.components.reading import Page
from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.markup import HtmlMarkup, LiveMarkup
from toolfy_portal.views.invoices import InvoiceView

Row = tuple[str, tuple[tuple[str, str], ...]]
HTML_NAMES = {"className": "class", "srcSet": "srcset", "fetchPriority": "fetchpriority", "tabIndex": "tabindex"}


class LiveInvoice(rx.State):
    invoice: rx.Field[InvoiceView] = rx.field(default_factory=InvoiceView)


class EveryBranch(HtmlMarkup):
    """Writes both sides of every condition, and one item of every list."""

    def when(self, condition: Any, yes: Any, no: Any = None) -> Html:
        return Html("").join(side for side in (yes, no) if side is not None)

    def each(self, items: Iterable[Any], write: Callable[[Any], Any]) -> Html:
        return Html(write(next(iter(items))))


def _written(view: InvoiceView) -> Iterator[Row]:
    drawing = 0
    html = re.sub(r"(<svg[^>]*>).*?</svg>", r"\1</svg>", str(invoice_page(EveryBranch(), view)))  # written raw
    for element in Page(html).elements:
        drawing += element.tag == "svg"
        yield element.tag, tuple(sorted((name.lower(), value) for name, value in element.attrs.items()))
    assert drawing > 10


def _rendered(node: dict[str, Any]) -> Iterator[Row]:
    if "cond_state" in node:
        yield from _rendered(node["true_value"])
        yield from _rendered(node["false_value"])
        return
    name = node.get("name", "")
    if name.startswith('"'):
        yield name.strip('"'), tuple(sorted(_attributes(node["props"])))
    for child in node.get("children", []):
        yield from _rendered(child)


def _attributes(props: list[str]) -> Iterator[tuple[str, str]]:
    for prop in props:
        name, value = prop.split(":", 1)
        name = name.strip('"')
        assert name not in HTML_NAMES.values(), f"React has its own name for {name}"
        if name not in {"key", "dangerouslySetInnerHTML"}:
            yield HTML_NAMES.get(name, name).lower(), value


def test_both_writers_make_the_same_elements() -> None:
    full = replace(scenes.states()["partly paid"], notes="Thank you", is_test=True)
    server = list(_written(full))
    live = list(_rendered(invoice_page(LiveMarkup(), LiveInvoice.invoice).render()))
    assert [tag for tag, _ in live] == [tag for tag, _ in server]
    for (tag, ours), (_, theirs) in zip(server, live, strict=True):
        assert [name for name, _ in theirs] == [name for name, _ in ours], tag
        for (name, value), (_, code) in zip(ours, theirs, strict=True):
            if code.startswith('"'):  # a constant, not taken from the state
                assert code.strip('"') == value, (tag, name)


def test_the_live_page_reacts_only_to_data() -> None:
    code = str(invoice_page(LiveMarkup(), LiveInvoice.invoice).render())
    assert "addEvents" not in code
    assert "on_click" not in code
    assert "panel" in code

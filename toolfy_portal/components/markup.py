"""One source for a page's markup: written out as HTML by the server, and as a Reflex component that stays live.

A component takes the writer as its first argument and builds with it alone. With `HtmlMarkup` the values are plain and
the result is escaped HTML; with `LiveMarkup` they are Reflex vars and the result is a component. So the first HTML of
a page and the page that takes over are the same by construction.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Protocol, TypeVar, cast

import reflex as rx
from markupsafe import Markup as Html
from markupsafe import escape
from reflex_components_core.el.elements.base import BaseHTML

T = TypeVar("T")
Node = Any  # Html or rx.Component: what the writer makes

_VOID = frozenset({"img", "input", "br", "hr", "source", "meta", "link"})
# React's names where they differ from HTML's
_REACT = {
    "for": "htmlFor",
    "srcset": "srcSet",
    "srcdoc": "srcDoc",
    "fetchpriority": "fetchPriority",
    "tabindex": "tabIndex",
    "enctype": "encType",
    "minlength": "minLength",
    "maxlength": "maxLength",
    "autocomplete": "autoComplete",
    "autocapitalize": "autoCapitalize",
    "spellcheck": "spellCheck",
    "popovertarget": "popoverTarget",
}


class Markup(Protocol):
    """Writes elements."""

    def el(self, tag: str, *children: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any) -> Node:
        """Write an element. Attributes: HTML names with `_` for `-`, a trailing `_` dropped; None leaves one out."""
        ...

    def raw(self, tag: str, inside: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any) -> Node:
        """Write an element around markup of our own making. Never pass what a person typed."""
        ...

    def when(self, condition: Any, yes: Node, no: Node | None = None) -> Node:
        """Write one or the other. Both are built: they must not fail on empty values."""
        ...

    def each(self, items: Iterable[T], write: Callable[[T], Node]) -> Node:
        """Write one for each item."""
        ...


def _name(attribute: str) -> str:
    return attribute.rstrip("_").replace("_", "-")


class HtmlMarkup:
    """Writes HTML; everything that isn't Html already is escaped."""

    def el(self, tag: str, *children: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any) -> Html:
        """Write an element."""
        inside = Html("").join(child for child in children if child is not None)
        return self._element(tag, inside, cls, style, attrs)

    def raw(self, tag: str, inside: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any) -> Html:
        """Write an element around markup of our own making."""
        return self._element(tag, Html(inside), cls, style, attrs)  # noqa: S704  # our own drawings

    def when(self, condition: Any, yes: Node, no: Node | None = None) -> Html:
        """Write one or the other."""
        chosen = yes if condition else no
        return Html("") if chosen is None else escape(chosen)

    def each(self, items: Iterable[T], write: Callable[[T], Node]) -> Html:
        """Write one for each item."""
        return Html("").join(write(item) for item in items)

    @staticmethod
    def _element(tag: str, inside: Html, cls: Any, style: dict[str, Any] | None, attrs: dict[str, Any]) -> Html:
        words = [f' class="{escape(cls)}"'] if cls else []
        if style:
            words.append(f' style="{escape(";".join(f"{name}:{value}" for name, value in style.items()))}"')
        for name, value in attrs.items():
            if value is True:
                words.append(f" {_name(name)}")
            elif value is not None and value is not False:
                words.append(f' {_name(name)}="{escape(value)}"')
        start = f"<{tag}{''.join(words)}>"
        return Html(start if tag in _VOID else f"{start}{inside}</{tag}>")  # noqa: S704  # escaped above


class LiveMarkup:
    """Writes Reflex components: plain elements, without Reflex's own behaviour for links and forms."""

    def el(
        self, tag: str, *children: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any
    ) -> rx.Component:
        """Write an element."""
        return _plain(tag).create(*(child for child in children if child is not None), **_props(cls, style, attrs))

    def raw(
        self, tag: str, inside: Any, cls: Any = "", style: dict[str, Any] | None = None, **attrs: Any
    ) -> rx.Component:
        """Write an element around markup of our own making."""
        props = _props(cls, style, attrs)
        props["custom_attrs"]["dangerouslySetInnerHTML"] = rx.Var.create({"__html": inside})
        return _plain(tag).create(**props)

    def when(self, condition: Any, yes: Node, no: Node | None = None) -> rx.Component:
        """Write one or the other."""
        return cast(rx.Component, rx.cond(condition, yes, rx.fragment() if no is None else no))

    def each(self, items: Iterable[T], write: Callable[[T], Node]) -> rx.Component:
        """Write one for each item."""
        return cast(rx.Component, rx.foreach(cast(Any, items), cast(Any, write)))


@cache
def _plain(tag: str) -> type[BaseHTML]:
    name = f"Plain{tag.capitalize()}"
    return cast(
        type[BaseHTML], type(name, (BaseHTML,), {"tag": tag, "__annotations__": {"tag": str}, "__module__": __name__})
    )


def _props(cls: Any, style: dict[str, Any] | None, attrs: dict[str, Any]) -> dict[str, Any]:
    named = {_name(name): value for name, value in attrs.items() if value is not None}
    custom = {_REACT.get(name, name): value for name, value in named.items()}
    if style:
        custom["style"] = rx.Var.create(style)  # a plain dict would hide its vars from the compiler
    return {"custom_attrs": custom} | (
        {"class_name": cls} if cls is not None and not (isinstance(cls, str) and not cls) else {}
    )

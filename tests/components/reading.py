"""Reads a page the way a browser would: elements in order, with their attributes and words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"img", "input", "br", "source"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def has(self, cls: str) -> bool:
        return cls in self.attrs.get("class", "").split()


class Page(HTMLParser):
    """The elements of a piece of HTML. Every element knows all the words inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)

    def all(self, wanted: str | Callable[[Element], bool]) -> list[Element]:
        """Find by tag, by `.class` or by a question."""
        if callable(wanted):
            return [element for element in self.elements if wanted(element)]
        if wanted.startswith("."):
            return [element for element in self.elements if element.has(wanted[1:])]
        return [element for element in self.elements if element.tag == wanted]

    def one(self, wanted: str | Callable[[Element], bool]) -> Element:
        found = self.all(wanted)
        assert len(found) == 1, (wanted, [element.attrs for element in found])
        return found[0]


def unstyled(html: str, css: str) -> set[str]:
    """Return the classes in the HTML that no rule mentions."""
    names = {name for element in Page(html).elements for name in element.attrs.get("class", "").split()}
    return {name for name in names if not re.search(rf"\.{name}(?![\w-])", css)}


def each_text(value: Any, change: Callable[[str, str], Any], name: str = "") -> Any:
    """Copy a view with every text in it changed."""
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, list):
        return [each_text(item, change, name) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return type(value)(**{key: each_text(getattr(value, key), change, key) for key in value.__dataclass_fields__})
    return value

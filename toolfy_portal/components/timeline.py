"""A document's history, newest first."""

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.activity import EntryView


def timeline(h: Markup, entries: list[EntryView]) -> Node:
    """Show what happened, when, and who did it."""
    return h.el("ol", h.each(entries, lambda entry: _entry(h, entry)), cls="timeline")


def _entry(h: Markup, entry: EntryView) -> Node:
    drawing = h.raw("svg", entry.drawing, cls="icon", viewBox="0 0 24 24", aria_hidden="true")
    return h.el(
        "li",
        h.el("span", drawing, cls=f"timeline__mark timeline__mark--{entry.tone}"),
        h.el("span", entry.title, cls="timeline__title", dir="auto"),
        h.el("span", entry.at, cls="timeline__time", title=entry.exactly),
        h.when(entry.text != "", h.el("span", entry.text, cls="timeline__text", dir="auto")),
        cls="timeline__item",
    )

"""A document's history, newest first."""

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.activity import EntryView
from toolfy_portal.views.activity_sums import SumView


def timeline(h: Markup, entries: list[EntryView]) -> Node:
    """Show what happened, when, and who did it."""
    return h.el("ol", h.each(entries, lambda entry: _entry(h, entry)), cls="timeline")


def sums(h: Markup, rows: list[SumView]) -> Node:
    """Show the numbers over a history."""
    return h.el("dl", h.each(rows, lambda row: _sum(h, row)), cls="facts facts--rows")


def _sum(h: Markup, row: SumView) -> Node:
    note = h.when(row.note != "", h.el("span", row.note, cls="muted xs"))
    value = h.el("dd", h.el("span", row.value, cls="num medium"), note, style={"white-space": "normal"})
    return h.el("div", h.el("dt", row.label), value)


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

"""Charts as SVG that fits any width, with the same as a table below."""

from collections.abc import Sequence
from typing import Any

from toolfy_portal.components.markup import Markup, Node


def chart_card(
    h: Markup, title: str, shown: Any, legend: Sequence[tuple[str, str]], columns: Sequence[str], nothing: str
) -> Node:
    """Show a chart. legend: words and mark (line, strong or bar); columns: of the table; nothing: if it is empty."""
    marks = [h.el("span", h.el("i", cls=f"legend__{mark}"), words) for words, mark in legend]
    head = h.el("div", h.el("h2", title), h.el("div", *marks, cls="legend", aria_hidden="true"), cls="card__head")
    drawn = h.el("div", _drawing(h, title, shown), _table(h, shown, columns, title))
    empty = h.el("p", nothing, cls="muted")
    return h.el("section", head, h.el("div", h.when(shown.is_empty, empty, drawn), cls="card__body"), cls="card")


def _drawing(h: Markup, title: str, shown: Any) -> Node:
    name = f"chart-{title.lower().replace(' ', '-')}"
    return h.el(
        "svg",
        h.el("title", title, id=name),
        h.el("desc", shown.desc, id=f"{name}-desc"),
        h.each(shown.grid, lambda each: h.el("line", cls="chart__grid", x1="7%", x2="100%", y1=each.y, y2=each.y)),
        h.each(shown.grid, lambda each: h.el("text", each.text, cls="chart__step", x="6%", y=each.y, dy="4")),
        h.each(shown.months, lambda each: h.el("text", each.text, x=each.x, y="210")),
        h.each(shown.bars, lambda bar: h.el("rect", cls="chart__bar", x=bar.x, y=bar.y, height=bar.height, rx="4")),
        *_series(h, shown.quiet, ""),
        *_series(h, shown.strong, " chart--strong"),
        _last(h, shown.bar_last),
        cls="chart",
        role="img",
        aria_labelledby=f"{name} {name}-desc",
    )


def _series(h: Markup, series: Any, strong: str) -> list[Node]:
    return [
        h.each(
            series.stretches,
            lambda line: h.el("line", cls=f"chart__line{strong}", x1=line.x1, y1=line.y1, x2=line.x2, y2=line.y2),
        ),
        h.each(series.dots, lambda dot: h.el("circle", cls=f"chart__dot{strong}", cx=dot.x, cy=dot.y, r="3.5")),
        _last(h, series.last),
    ]


def _last(h: Markup, texts: Any) -> Node:
    return h.each(texts, lambda each: h.el("text", each.text, cls="chart__label", x=each.x, y=each.y))


def _table(h: Markup, shown: Any, columns: Sequence[str], title: str) -> Node:
    heads = h.el("tr", *(h.el("th", name, scope="col") for name in columns))
    rows = h.each(shown.rows, lambda row: h.el("tr", h.each(row, lambda text: h.el("td", text))))
    table = h.el("table", h.el("thead", heads), h.el("tbody", rows), cls="chart-table", aria_label=title)
    return h.el("details", h.el("summary", "Show as a table"), h.el("div", table, cls="chart-scroll"))

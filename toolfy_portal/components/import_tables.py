"""The tables of an import: its first records, its figures, and the rows that need a look."""

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.imports import FigureView, ImportView, RemarkView, SampleView


def figures(h: Markup, shown: list[FigureView]) -> Node:
    """Show numbers with their names."""
    return h.el("dl", h.each(shown, lambda each: _figure(h, each)), cls="metrics")


def totals(h: Markup, shown: list[FigureView]) -> Node:
    """Show sums, one a line."""
    return h.el("dl", h.each(shown, lambda each: _total(h, each)), cls="stack", style={"--gap": "4px"})


def samples(h: Markup, shown: ImportView) -> Node:
    """Show the file's first records."""
    amounts = h.el("th", "Amount", scope="col", cls="end")
    head = h.el(
        "tr",
        h.el("th", shown.heading, scope="col"),
        h.el("th", h.when(shown.has_amounts, h.el("span", "Customer"), h.el("span", "Contact")), scope="col"),
        h.el("th", h.when(shown.has_amounts, h.el("span", "Date")), scope="col"),
        h.when(shown.has_amounts, amounts, h.el("th")),
    )
    body = h.each(shown.samples, lambda each: _sample(h, each))
    return _table(h, "The first records", head, body)


def remarks(h: Markup, name: str, shown: list[RemarkView]) -> Node:
    """Show rows of the file and what is to be said of them."""
    head = h.el("tr", h.el("th", "Row", scope="col"), h.el("th", "What", scope="col"))
    return _table(h, name, head, h.each(shown, lambda each: _remark(h, each)))


def bar(h: Markup, percent: int) -> Node:
    """Show how far it is."""
    filled = h.el("i", style={"width": f"{percent}%"})
    return h.el("div", filled, cls="progress", role="progressbar", aria_valuenow=percent, aria_label="Imported so far")


def _figure(h: Markup, figure: FigureView) -> Node:
    return h.el("div", h.el("dt", figure.label, cls="metric__label"), h.el("dd", figure.value, cls="metric__value"))


def _total(h: Markup, figure: FigureView) -> Node:
    return h.el(
        "div",
        h.el("dt", figure.label, cls="muted"),
        h.el("dd", figure.value, cls="num"),
        cls="row",
        style={"flex-wrap": "wrap"},
    )


def _sample(h: Markup, sample: SampleView) -> Node:
    return h.el(
        "tr",
        h.el("td", sample.name, dir="auto", data_cell="main"),
        h.el("td", sample.detail, cls="muted", dir="auto", data_cell="sub"),
        h.el("td", sample.day, cls="muted", data_cell="status"),
        h.el("td", sample.amount, cls="end medium", data_cell="amount"),
    )


def _remark(h: Markup, remark: RemarkView) -> Node:
    return h.el(
        "tr",
        h.el("td", h.el("span", "Row ", cls="phone-only"), remark.row, cls="num muted", data_cell="sub"),
        h.el("td", remark.message, dir="auto", data_cell="main"),
    )


def _table(h: Markup, name: str, head: Node, body: Node) -> Node:
    return h.el("table", h.el("thead", head), h.el("tbody", body), cls="data-table", aria_label=name)

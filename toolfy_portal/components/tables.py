"""Tables of staff's pages. On a phone a row becomes two lines, so the roles are written out: they would get lost."""

from typing import Any

from toolfy_portal.components.icons import glyph
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.views.panels import PillView
from toolfy_portal.views.staff_invoices import RowView

_COLUMNS = ("Customer", "Number", "Status", "Portal", "Due", "Amount")


def invoice_table(h: Markup, rows: list[RowView]) -> Node:
    """Show a page of invoices; a whole row follows its link."""
    return _table(h, h.each(rows, lambda row: _row(h, row)), aria_label="Invoices")


def invoice_table_loading(h: Markup, rows: int = 8) -> Node:
    """Show where the rows will be."""
    blank = _cell(h, "main", h.el("span", cls="skeleton", style={"width": "220px"}), colspan=str(len(_COLUMNS)))
    return _table(h, *(h.el("tr", blank, role="row") for _ in range(rows)), aria_label="Invoices", aria_busy="true")


def small_pill(h: Markup, pill: PillView) -> Node:
    """Show a status."""
    return h.el("span", glyph(h, pill.glyph), pill.word, cls=f"pill pill--{pill.tone} pill--sm")


def _table(h: Markup, *rows: Node, **attrs: Any) -> Node:
    heads = [
        h.el("th", name, scope="col", role="columnheader", cls="end" if name == _COLUMNS[-1] else "")
        for name in _COLUMNS
    ]
    head = h.el("thead", h.el("tr", *heads, role="row"), role="rowgroup")
    return h.el("table", head, h.el("tbody", *rows, role="rowgroup"), cls="data-table", role="table", **attrs)


def _row(h: Markup, row: RowView) -> Node:
    who = page_link(
        row.customer,
        h.el("span", ", ", row.number, cls="visually-hidden"),
        cls="row-link",
        href=f"/staff/invoices/{row.id}",
    )
    drawing = h.raw("svg", row.seen.drawing, cls="icon", viewBox="0 0 24 24", aria_hidden="true")
    traces = h.when(
        row.seen.drawing != "",
        h.el("span", drawing, row.seen.words, cls="seen"),
        h.el("span", row.seen.words, cls="seen seen--none"),
    )
    number = h.el("span", row.number, h.when(row.due != "", h.el("span", " · ")), cls="phone-only")
    return h.el(
        "tr",
        _cell(h, "main", who, h.el("span", row.title, cls="sub desktop-only", dir="auto")),
        _cell(h, "hide", row.number, cls="num muted"),
        _cell(h, "status", small_pill(h, row.pill)),
        _cell(h, "hide", traces),
        _cell(h, "sub", number, row.due, cls="num muted"),
        _cell(h, "amount", row.amount, cls="end medium"),
        role="row",
        data_opens_link="",
        style={"cursor": "pointer"},
    )


def _cell(h: Markup, place: str, *inside: Node, cls: str = "", **attrs: Any) -> Node:
    return h.el("td", *inside, cls=cls, role="cell", data_cell=place, **attrs)

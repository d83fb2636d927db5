"""Tables of staff's pages. On a phone a row becomes two lines, so the roles are written out: they would get lost."""

from collections.abc import Sequence
from typing import Any

from toolfy_portal.components.icons import glyph
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.views.panels import PillView
from toolfy_portal.views.staff_invoices import RowView

_INVOICES = ("Customer", "Number", "Status", "Portal", "Due", "Amount")


def invoice_table(h: Markup, rows: list[RowView]) -> Node:
    """Show a page of invoices; a whole row follows its link."""
    return table(h, _INVOICES, h.each(rows, lambda row: _invoice(h, row)), aria_label="Invoices")


def invoice_table_loading(h: Markup) -> Node:
    """Show where the invoices will be."""
    return table_loading(h, _INVOICES, "Invoices")


def table(h: Markup, columns: Sequence[str], *rows: Node, **attrs: Any) -> Node:
    """Show rows under the columns' names, amounts in the last one."""
    heads = [
        h.el("th", name, scope="col", role="columnheader", cls="end" if name == columns[-1] else "") for name in columns
    ]
    head = h.el("thead", h.el("tr", *heads, role="row"), role="rowgroup")
    return h.el("table", head, h.el("tbody", *rows, role="rowgroup"), cls="data-table", role="table", **attrs)


def table_loading(h: Markup, columns: Sequence[str], label: str, rows: int = 8) -> Node:
    """Show where the rows will be."""
    blank = cell(h, "main", h.el("span", cls="skeleton", style={"width": "220px"}), colspan=str(len(columns)))
    return table(h, columns, *(h.el("tr", blank, role="row") for _ in range(rows)), aria_label=label, aria_busy="true")


def table_row(h: Markup, *cells: Node) -> Node:
    """Show a row that follows its first link wherever it is pressed."""
    return h.el("tr", *cells, role="row", data_opens_link="", style={"cursor": "pointer"})


def cell(h: Markup, place: str, *inside: Node, cls: str = "", **attrs: Any) -> Node:
    """Show a cell. place: where it goes on a phone: main, amount, sub, status, or hide."""
    return h.el("td", *inside, cls=cls, role="cell", data_cell=place, **attrs)


def row_link(h: Markup, words: Any, number: Any, href: Any) -> Node:
    """Show the link that a whole row follows. number: what a screen reader hears, too."""
    return page_link(words, h.el("span", ", ", number, cls="visually-hidden"), cls="row-link", href=href)


def small_pill(h: Markup, pill: PillView) -> Node:
    """Show a status."""
    return h.el("span", glyph(h, pill.glyph), pill.word, cls=f"pill pill--{pill.tone} pill--sm")


def _invoice(h: Markup, row: RowView) -> Node:
    who = row_link(h, row.customer, row.number, f"/staff/invoices/{row.id}")
    drawing = h.raw("svg", row.seen.drawing, cls="icon", viewBox="0 0 24 24", aria_hidden="true")
    traces = h.when(
        row.seen.drawing != "",
        h.when(
            row.seen.is_now,
            h.el("span", drawing, row.seen.words, cls="seen seen--now"),
            h.el("span", drawing, row.seen.words, cls="seen"),
        ),
        h.el("span", row.seen.words, cls="seen seen--none"),
    )
    number = h.el("span", row.number, h.when(row.due != "", h.el("span", " · ")), cls="phone-only")
    return table_row(
        h,
        cell(h, "main", who, h.el("span", row.title, cls="sub desktop-only", dir="auto")),
        cell(h, "hide", row.number, cls="num muted"),
        cell(h, "status", small_pill(h, row.pill)),
        cell(h, "hide", traces),
        cell(h, "sub", number, row.due, cls="num muted"),
        cell(h, "amount", row.amount, cls="end medium"),
    )

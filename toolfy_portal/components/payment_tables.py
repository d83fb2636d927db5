"""The table of all money."""

from typing import Any

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.tables import cell, row_link, small_pill, table, table_loading, table_row

_PAYMENTS = ("Customer", "Invoice", "How", "State", "When", "Amount")


def payment_table(h: Markup, rows: Any, action: Any) -> Node:
    """Show a page of money. action: makes what can be done about a row."""
    return table(h, _PAYMENTS, h.each(rows, lambda row: _payment(h, row, action(row))), aria_label="Payments")


def payment_table_loading(h: Markup) -> Node:
    """Show where the rows will be."""
    return table_loading(h, _PAYMENTS, "Payments")


def _payment(h: Markup, row: Any, action: Node) -> Node:
    who = row_link(h, row.customer, row.number, f"/staff/invoices/{row.invoice_id}")
    note = h.el("span", row.note, cls="sub desktop-only", dir="auto")
    number = h.el("span", row.number, " · ", cls="phone-only")
    how = h.el("span", row.how, cls="sub phone-only", dir="auto")
    return table_row(
        h,
        cell(h, "main", who, how),
        cell(h, "hide", row.number, cls="num muted"),
        cell(h, "hide", h.el("span", row.how, dir="auto"), note),
        cell(h, "status", small_pill(h, row.pill), action),
        cell(h, "sub", number, row.at, cls="num muted"),
        cell(h, "amount", row.amount, cls="end medium"),
    )

"""The figures about engagement, and the table of customers."""

from typing import Any

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.tables import cell, table, table_loading

_COLUMNS = ("Customer", "Views", "Last seen", "Invoices paid online", "Days to pay", "Did without asking", "Online")


def figure_list(h: Markup, figures: Any) -> Node:
    """Show the figures, each with how it is counted."""
    return h.el("dl", h.each(figures, lambda figure: _figure(h, figure)), cls="figures")


def customer_table(h: Markup, rows: Any) -> Node:
    """Show customers."""
    return table(h, _COLUMNS, h.each(rows, lambda row: _customer(h, row)), aria_label="Customers")


def engagement_loading(h: Markup) -> Node:
    """Show where it all will be."""
    return table_loading(h, _COLUMNS, "Customers")


def _figure(h: Markup, figure: Any) -> Node:
    return h.el(
        "div",
        h.el("dt", figure.label, cls="metric__label"),
        h.el("dd", figure.value, cls="metric__value"),
        h.el("dd", figure.note, cls="metric__note figures__note"),
        h.el("dd", figure.meaning, cls="metric__note"),
    )


def _customer(h: Markup, row: Any) -> Node:
    bar = h.el("i", style={"width": f"{row.share}%"})
    meter = h.el("span", h.el("span", bar, cls="progress", aria_hidden="true"), h.el("span", row.paid), cls="meter num")
    views = h.el("span", row.views, " views · ", cls="phone-only")
    return h.el(
        "tr",
        cell(h, "main", h.el("span", row.name, cls="medium", dir="auto")),
        cell(h, "hide", row.views, cls="num"),
        cell(h, "sub", views, row.seen, cls="muted num"),
        cell(h, "status", meter, cls="muted"),
        cell(h, "hide", row.days, cls="num muted"),
        cell(h, "hide", row.served, cls="num muted"),
        cell(h, "amount", row.amount, cls="end medium"),
        role="row",
    )

"""The table of messages."""

from typing import Any

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.tables import cell, small_pill, table, table_loading, table_row

_MESSAGES = ("To", "Message", "State", "When")
MESSAGES = "/staff/settings/outbox"


def outbox_table(h: Markup, rows: Any) -> Node:
    """Show a page of messages; a whole row follows its link."""
    return table(h, _MESSAGES, h.each(rows, lambda row: _message(h, row)), aria_label="Messages")


def outbox_table_loading(h: Markup) -> Node:
    """Show where the rows will be."""
    return table_loading(h, _MESSAGES, "Messages")


def _message(h: Markup, row: Any) -> Node:
    heard = h.el("span", ", ", row.subject, cls="visually-hidden")
    # a page of its own, loaded anew: what it shows must not pass through the live page
    who = h.el("a", row.receiver, heard, cls="row-link", href=f"{MESSAGES}/{row.id}")
    number = h.when(row.number != "", h.el("span", " · ", row.number))
    return table_row(
        h,
        cell(h, "main", who, h.el("span", row.subject, cls="sub phone-only", dir="auto")),
        cell(h, "hide", h.el("span", row.subject, dir="auto"), h.el("span", row.what, number, cls="sub")),
        cell(h, "status", small_pill(h, row.pill), h.when(row.why != "", h.el("span", row.why, cls="sub", dir="auto"))),
        cell(h, "sub", h.el("span", row.what, cls="phone-only"), cls="phone-only"),
        cell(h, "amount", row.at, cls="end num muted"),
    )

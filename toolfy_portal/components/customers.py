"""The table of customers, and the parts of one customer's page."""

from collections.abc import Callable

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.components.tables import cell, row_link, small_pill, table, table_loading, table_row
from toolfy_portal.views.customers import CustomerRowView, StaffCustomerView
from toolfy_portal.views.staff_invoices import RowView

_CUSTOMERS = ("Customer", "Invoices", "Overdue", "Outstanding")
_INVOICES = ("Invoice", "Status", "Portal", "Due", "Amount")


def customer_table(h: Markup, rows: list[CustomerRowView]) -> Node:
    """Show a page of customers; a whole row follows its link."""
    return table(h, _CUSTOMERS, h.each(rows, lambda row: _customer(h, row)), aria_label="Customers")


def customer_table_loading(h: Markup) -> Node:
    """Show where the customers will be."""
    return table_loading(h, _CUSTOMERS, "Customers")


def invoices_of_customer(h: Markup, rows: list[RowView], resend: Callable[[RowView], Node]) -> Node:
    """Show a customer's invoices; a whole row follows its link. resend: makes what sends the row's link again."""
    return table(h, _INVOICES, h.each(rows, lambda row: _invoice(h, row, resend(row))), aria_label="Invoices")


def customer_card(h: Markup, shown: StaffCustomerView) -> Node:
    """Show who it is and how to reach them."""
    mark = h.el("span", shown.initials, cls="avatar avatar--lg avatar--brand", aria_hidden="true")
    contact = h.when(shown.contact_name != "", h.el("p", shown.contact_name, cls="medium ink", dir="auto"))
    email = h.when(shown.email != "", h.el("a", shown.email, href=f"mailto:{shown.email}", cls="link-btn"),
                   h.el("span", "No e-mail address: links and receipts can’t be sent", cls="muted small"))  # fmt: skip
    head = h.el("div", mark, h.el("div", contact, email, cls="grow break"), cls="row", style={"--gap": "16px"})
    phone = h.el("a", shown.phone, href=shown.tel, cls="num")
    return h.el(
        "section",
        head,
        h.el(
            "dl",
            h.each(shown.facts, lambda fact: _line(h, fact.label, h.each(fact.lines, lambda line: h.el("span", line)))),
            h.when(shown.phone != "", _line(h, "Phone", phone)),
            h.when(shown.address != "", _line(h, "Address", h.el("span", shown.address, cls="pre-line", dir="auto"))),
            h.when(shown.tax_id != "", _line(h, "Tax number", shown.tax_id)),
            cls="facts facts--rows",
        ),
        cls="stack",
        aria_label="Customer",
    )


def _line(h: Markup, label: Node, *value: Node) -> Node:
    return h.el("div", h.el("dt", label), h.el("dd", *value))


def _customer(h: Markup, row: CustomerRowView) -> Node:
    mark = h.el("span", row.initials, cls="avatar avatar--sm desktop-only", aria_hidden="true")
    link = page_link(row.name, cls="row-link", href=f"/staff/customers/{row.id}")
    who = h.el("span", link, h.el("span", row.reach, cls="sub", dir="auto"), cls="grow")
    late = h.when(
        row.is_late,
        h.el("span", icon(h, "warning", "icon icon--16"), row.note, cls="seen seen--neg"),
        h.el("span", row.note, cls="seen seen--none"),
    )
    return table_row(
        h,
        cell(h, "main", h.el("span", mark, who, cls="row")),
        cell(h, "hide", row.invoices, cls="muted"),
        cell(h, "sub", late),
        cell(h, "amount", row.owed, cls="end medium"),
    )


def _invoice(h: Markup, row: RowView, resend: Node) -> Node:
    what = row_link(h, h.when(row.title != "", row.title, row.number), row.number, f"/staff/invoices/{row.id}")
    number = h.el("span", row.number, cls="sub desktop-only")
    drawing = h.raw("svg", row.seen.drawing, cls="icon", viewBox="0 0 24 24", aria_hidden="true")
    traces = h.when(
        row.seen.drawing != "",
        h.el("span", drawing, row.seen.words, cls="seen"),
        h.el("span", row.seen.words, cls="seen seen--none"),
    )
    copy = h.el(
        "button",
        icon(h, "copy", "icon icon--16"),
        cls="icon-btn",
        type="button",
        aria_label=f"Copy the link to {row.number}",
        data_copy_from=f"/staff/invoices/{row.id}/link",
    )
    due = h.el("span", row.number, h.when(row.due != "", h.el("span", " · ")), cls="phone-only")
    return table_row(
        h,
        cell(h, "main", what, number),
        cell(h, "status", h.when(row.has_link, h.el("span", copy, resend, cls="row-tools")), small_pill(h, row.pill)),
        cell(h, "hide", traces),
        cell(h, "sub", due, row.due, cls="num muted"),
        cell(h, "amount", row.amount, cls="end medium"),
    )

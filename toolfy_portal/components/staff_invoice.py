"""The parts of an invoice's page for staff."""

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.views.invoices import FactView, InvoiceView, LineView, TotalView
from toolfy_portal.views.staff_invoice import LinkBoxView, StaffInvoiceView

_COLUMNS = ("Description", "Qty", "Unit price", "Amount")


def invoice_cards(h: Markup, shown: StaffInvoiceView, money: Node) -> Node:
    """Show the invoice, its money, and what is for the team alone."""
    return h.el(
        "div",
        _paper(h, shown),
        money,
        h.when(shown.margin, _team_card(h, "Margin", facts(h, shown.margin))),
        h.when(shown.private_notes != "", _team_card(h, "Notes", _text(h, shown.private_notes))),
        h.when(shown.origin.heading != "", _origin(h, shown)),
        cls="stack",
        style={"--gap": "24px"},
    )


def facts(h: Markup, rows: list[FactView], columns: str = "") -> Node:
    """Show labels and their values. columns: as CSS has them."""
    style = {"grid-template-columns": columns} if columns else None
    return h.el("dl", h.each(rows, lambda row: _fact(h, row)), cls="facts", style=style)


def link_box(h: Markup, link: LinkBoxView, copy_from: Node) -> Node:
    """Show where the customer's link leads, what became of it, and copy it. copy_from: the address to ask for it."""
    button = h.el(
        "button",
        icon(h, "copy", "icon icon--16"),
        cls="icon-btn",
        type="button",
        aria_label="Copy link",
        data_copy_from=copy_from,
    )
    box = h.el("div", h.el("code", link.address), button, cls="link-box")
    hint = h.when(link.hint != "", h.el("p", link.hint, cls="muted small"))
    return h.el("div", box, facts(h, link.facts, "repeat(3, 1fr)"), hint, cls="stack")


def invoice_loading(h: Markup) -> Node:
    """Show where the invoice will be."""
    bars = [h.el("span", cls="skeleton", style={"width": width}) for width in ("60%", "40%", "100%", "100%", "100%")]
    card = h.el("div", h.el("div", *bars, cls="card__body stack"), cls="card")
    rail = h.el("div", *(h.el("span", cls="skeleton", style={"width": "80%"}) for _ in range(4)), cls="stack")
    return h.el("div", card, rail, cls="staff-split", aria_busy="true")


def _paper(h: Markup, shown: StaffInvoiceView) -> Node:
    head = h.el(
        "div",
        h.el("h2", shown.invoice.title, dir="auto", style={"font-size": "var(--text-lg)", "line-height": "28px"}),
        h.el("p", _customer(h, shown), h.when(shown.address != "", ", "), shown.address,
             cls="muted", dir="auto"),
    )  # fmt: skip
    days = h.when(shown.days, facts(h, shown.days, "repeat(auto-fill, minmax(132px, 1fr))"))
    body = h.el("div", head, days, _work(h, shown.invoice), cls="card__body stack", style={"--gap": "20px"})
    return h.el("section", body, cls="card", aria_label="Invoice")


def _customer(h: Markup, shown: StaffInvoiceView) -> Node:
    return page_link(shown.customer, href=f"/staff/customers/{shown.customer_id}", cls="medium row-link")


def _work(h: Markup, invoice: InvoiceView) -> Node:
    heads = [h.el("th", column, scope="col", role="columnheader") for column in _COLUMNS]
    head = h.el("thead", h.el("tr", *heads, role="row"), role="rowgroup")
    body = h.el("tbody", h.each(invoice.lines, lambda line: _line(h, line)), role="rowgroup")
    table = h.el("table", head, body, cls="line-items line-items--dense", role="table")
    return h.el("div", table, h.el("dl", h.each(invoice.totals, lambda total: _total(h, total)), cls="totals"))


def _line(h: Markup, line: LineView) -> Node:
    what = h.el(
        "td",
        h.el("span", line.name, cls="line-items__name", dir="auto"),
        h.when(line.note != "", h.el("span", line.note, cls="line-items__note", dir="auto")),
        h.when(line.each != "", h.el("span", line.each, cls="line-items__each")),
        role="cell",
    )
    numbers = (line.quantity, line.unit_price, line.amount)
    return h.el("tr", what, *(h.el("td", value, role="cell") for value in numbers), role="row")


def _total(h: Markup, total: TotalView) -> Node:
    return h.el("div", h.el("dt", total.label), h.el("dd", total.value), cls=f"totals--{total.kind}")


def _team_card(h: Markup, heading: str, inside: Node) -> Node:
    lock = h.el("span", icon(h, "lock", "icon icon--16"), "Team only", cls="tag", style={"gap": "4px"})
    head = h.el("div", h.el("h2", heading), lock, cls="card__head")
    return h.el("section", head, h.el("div", inside, cls="card__body"), cls="card")


def _text(h: Markup, text: str) -> Node:
    return h.el("p", text, dir="auto", style={"white-space": "pre-line", "overflow-wrap": "anywhere"})


def _origin(h: Markup, shown: StaffInvoiceView) -> Node:
    words = h.el("div", h.el("strong", shown.origin.heading), h.el("span", shown.origin.text))
    return h.el("div", icon(h, "upload"), words, cls="notice")


def _fact(h: Markup, row: FactView) -> Node:
    lines = h.each(row.lines, lambda line: h.el("span", line, dir="auto"))
    return h.el("div", h.el("dt", row.label), h.el("dd", lines, cls="num medium", style={"white-space": "normal"}))

"""The invoice itself, as it would be on paper."""

from typing import Any

from toolfy_portal.components.icons import icon_for
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.invoices import FactView, InvoiceView, LineView, SectionView, TotalView
from toolfy_portal.views.money import PaymentView

_COLUMNS = ("Description", "Qty", "Unit price", "Amount")


def invoice_paper(h: Markup, invoice: InvoiceView) -> Node:
    """Show who owes what for which work, what was paid, and the terms."""
    return h.el(
        "article",
        _head(h, invoice),
        _work(h, invoice),
        h.when(invoice.notes != "", _section(h, "Notes", invoice.notes)),
        h.when(invoice.payments, _payments(h, invoice.payments)),
        h.when(invoice.terms, _terms(h, invoice.terms)),
        cls="card document",
    )


def _head(h: Markup, invoice: InvoiceView) -> Node:
    return h.el(
        "header",
        h.el("p", invoice.heading, cls="document__number"),
        h.el("h1", invoice.title, cls="document__title", dir="auto"),
        h.el("dl", h.each(invoice.facts, lambda fact: _fact(h, fact)), cls="facts"),
        cls="document__section document__head",
    )


def _fact(h: Markup, fact: FactView) -> Node:
    lines = h.each(fact.lines, lambda line: h.el("span", line, dir="auto"))
    return h.el("div", h.el("dt", fact.label), h.el("dd", lines))


def _work(h: Markup, invoice: InvoiceView) -> Node:
    heads = [h.el("th", column, scope="col") for column in _COLUMNS]
    body = h.el("tbody", h.each(invoice.lines, lambda line: _line(h, line)))
    table = h.el("table", h.el("thead", h.el("tr", *heads)), body, cls="line-items")
    totals = h.el("dl", h.each(invoice.totals, lambda total: _total(h, total)), cls="totals")
    return h.el("section", table, totals, cls="document__section", aria_label="What you are paying for")


def _line(h: Markup, line: LineView) -> Node:
    what = h.el(
        "td",
        h.el("span", line.name, cls="line-items__name", dir="auto"),
        h.when(line.note != "", h.el("span", line.note, cls="line-items__note", dir="auto")),
        h.when(line.each != "", h.el("span", line.each, cls="line-items__each")),
    )
    return h.el("tr", what, h.el("td", line.quantity), h.el("td", line.unit_price), h.el("td", line.amount))


def _total(h: Markup, total: TotalView) -> Node:
    return h.el("div", h.el("dt", total.label), h.el("dd", total.value), cls=f"totals--{total.kind}")


def _section(h: Markup, heading: str, text: str) -> Node:
    return h.el("section", _titled(h, heading, text), cls="document__section terms", aria_label=heading)


def _terms(h: Markup, terms: list[SectionView]) -> Node:
    sections = h.each(terms, lambda section: _titled(h, section.heading, section.text))
    return h.el("section", sections, cls="document__section terms", aria_label="Terms")


def _titled(h: Markup, heading: str, text: str) -> Node:
    return h.el("div", h.el("h2", heading), h.el("p", text, dir="auto"))


def _payments(h: Markup, payments: list[PaymentView]) -> Node:
    rows = h.el("ul", h.each(payments, lambda payment: _payment(h, payment)))
    return h.el("section", h.el("h2", "Payment history", cls="section-title"), rows, cls="document__section")


def receipt_link(h: Markup, payment: PaymentView, address: Any) -> Node:
    """Lead to a payment's receipt, with room for a finger."""
    return h.el("a", f"Receipt {payment.receipt}", cls="xs", href=address, style={"padding-block": "6px"})


def _payment(h: Markup, payment: PaymentView) -> Node:
    drawing = icon_for(h, payment.icon, {name: name for name in ("check", "cross", "bank", "renew")}, otherwise="card")
    title = h.el("span", payment.title, cls="list-row__title", dir="auto")
    words = h.el("span", title, h.el("span", payment.at, cls="list-row__text"), cls="grow")
    note = h.when(payment.note != "", h.el("span", payment.note, cls="muted xs"))
    receipt = h.when(payment.receipt != "", receipt_link(h, payment, f"?receipt={payment.receipt}"))
    end = h.el("span", h.el("span", payment.amount, cls="money medium small"), note, receipt, cls="list-row__end")
    mark = h.el("span", drawing, cls=f"timeline__mark timeline__mark--{payment.tone}")
    return h.el("li", mark, words, end, cls="list-row")

"""The customer's invoice page: written out by the server first, then the same page, live."""

from toolfy_portal.components.amount_panel import amount_panel, bank_card, pay_bar
from toolfy_portal.components.invoice_paper import invoice_paper
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.portal_frame import bottom_bar, business_mark, cover, portal_frame
from toolfy_portal.views.invoices import InvoiceView


def invoice_page(h: Markup, invoice: InvoiceView) -> Node:
    """Show the whole page. `data-counts-views` lets the script report that a person looked at it."""
    aside = h.el(
        "aside",
        amount_panel(h, invoice),
        h.when(invoice.bank, bank_card(h, invoice)),
        cls="split__aside",
        aria_label="Amount and payment",
    )
    # the amount first: it shows while the rest is still on its way, and is what a screen reader should come to first
    split = h.el("div", aside, invoice_paper(h, invoice), cls="split")
    return portal_frame(
        h,
        business_mark(h, invoice.brand),
        cover(h, invoice.brand),
        h.el("main", split, cls="portal-main", id="main", tabindex="-1"),
        dock=h.el("div", pay_bar(h, invoice.panel), bottom_bar(h, invoice.brand)),
        skip="Skip to invoice",
        data_counts_views="",
    )

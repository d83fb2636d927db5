"""How the invoice page looks: the same markup as the first HTML, kept live."""

from typing import cast

import reflex as rx

from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.gate.wraps import live_root
from toolfy_portal.pages.portal.invoice.state import InvoiceState
from toolfy_portal.views.invoices import InvoiceView


@rx.page(route="/portal/invoice/[token]", title=InvoiceState.invoice.heading, on_load=InvoiceState.load)
def invoice() -> rx.Component:
    """The invoice, live."""
    view = cast(InvoiceView, InvoiceState.invoice)
    return live_root(InvoiceState.is_live, view.brand, invoice_page(LiveMarkup(), view))

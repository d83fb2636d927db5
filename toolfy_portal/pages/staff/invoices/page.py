"""How the list of invoices looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.components.tables import invoice_table, invoice_table_loading
from toolfy_portal.domain.invoices.service import Filter
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.invoices.state import InvoicesState
from toolfy_portal.pages.staff.lists import found, metrics, search_field, tabs

H = LiveMarkup()
VIEW: Any = InvoicesState.shown


@rx.page(route="/staff/invoices", title="Invoices · Toolfy Portal", on_load=[StaffState.load, InvoicesState.load])
def invoices_page() -> rx.Component:
    """The list, live."""
    is_bare = InvoicesState.is_live & (VIEW.rows.length() == 0) & ~VIEW.is_filtered
    listed = found(InvoicesState, "invoices", invoice_table(H, VIEW.rows))
    shown = H.when(InvoicesState.is_live, listed, invoice_table_loading(H))
    everything = rx.fragment(metrics(VIEW.metrics), _toolbar(), shown)
    actions = H.when(~is_bare, rx.fragment(_import_link("btn btn--secondary desktop-only"), _new("btn btn--primary")))
    return staff_frame("Invoices", H.when(is_bare, _nothing_yet(), everything), actions=(actions,))


def _new(cls: str) -> rx.Component:
    return page_link(icon(H, "plus"), "New invoice", cls=cls, href="/staff/invoices/new")


def _import_link(cls: str) -> rx.Component:
    return page_link(icon(H, "upload"), "Import invoices", cls=cls, href="/staff/import")


def _nothing_yet() -> rx.Component:
    text = "Bring them over from the product you use now. Each customer gets a link to view, pay and keep theirs."
    ways = H.el("div", _import_link("btn btn--primary"), _new("btn btn--secondary"), cls="row row--wrap")
    return empty(H, "invoice", "No invoices yet", text, ways)


def _toolbar() -> rx.Component:
    search = search_field(InvoicesState, "Search by customer, number or title")
    return rx.el.div(tabs(InvoicesState, Filter), search, class_name="toolbar")

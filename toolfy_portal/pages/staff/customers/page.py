"""How the list of customers looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.customers import customer_table, customer_table_loading
from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.domain.invoices.by_customer import CustomerFilter
from toolfy_portal.pages.staff.customers.details import details_dialog, opens_details
from toolfy_portal.pages.staff.customers.state import CustomersState
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.lists import found, metrics, search_field, tabs

H = LiveMarkup()
VIEW: Any = CustomersState.shown


@rx.page(route="/staff/customers", title="Customers · Toolfy Portal", on_load=[StaffState.load, CustomersState.load])
def customers_page() -> rx.Component:
    """The list, live."""
    is_bare = CustomersState.is_live & (VIEW.rows.length() == 0) & ~VIEW.is_filtered
    listed = found(CustomersState, "customers", customer_table(H, VIEW.rows))
    shown = H.when(CustomersState.is_live, listed, customer_table_loading(H))
    search = search_field(CustomersState, "Search by name, contact, e-mail or phone")
    toolbar = rx.el.div(tabs(CustomersState, CustomerFilter), search, class_name="toolbar")
    everything = rx.fragment(metrics(VIEW.metrics), toolbar, shown)
    body = rx.fragment(H.when(is_bare, _nobody_yet(), everything), details_dialog())
    return staff_frame("Customers", body, actions=(H.when(~is_bare, _new()),), current="customers")


def _new() -> rx.Component:
    return opens_details("New customer", "", "btn btn--primary", icon(H, "plus"))


def _nobody_yet() -> rx.Component:
    text = "Everyone you bill is here, with what they owe. Bring them over with your invoices, or add the first one."
    bring = page_link(icon(H, "upload"), "Import invoices", cls="btn btn--secondary", href="/staff/import")
    return empty(H, "person", "No customers yet", text, H.el("div", _new(), bring, cls="row row--wrap"))

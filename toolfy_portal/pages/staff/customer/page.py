"""How a customer's page looks to staff."""

from typing import Any

import reflex as rx

from toolfy_portal.components.customers import customer_card, invoices_of_customer
from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.components.staff_invoice import invoice_loading
from toolfy_portal.pages.staff.customer.state import CustomerPageState
from toolfy_portal.pages.staff.customers.details import details_dialog, opens_details
from toolfy_portal.pages.staff.frame import StaffState, staff_frame

H = LiveMarkup()
LIST = "/staff/customers"
VIEW: Any = CustomerPageState.shown
IS_LIVE: Any = CustomerPageState.which == VIEW.id
TITLE: Any = rx.cond(IS_LIVE, f"{VIEW.name} · Toolfy Portal", "Toolfy Portal")


@rx.page(route="/staff/customers/[customer_id]", title=TITLE, on_load=[StaffState.load, CustomerPageState.load])
def customer_page() -> rx.Component:
    """The customer, live."""
    is_missing = CustomerPageState.which == CustomerPageState.missing
    shown = H.when(is_missing, _missing(), H.when(IS_LIVE, _customer(), invoice_loading(H)))
    body = H.el("div", shown, details_dialog(), style={"padding-block": "16px 72px"})
    return staff_frame("Customer", body, bar=_bar(), current="customers")


def _bar() -> rx.Component:
    edit = opens_details("Edit", VIEW.id, "btn btn--primary", icon(H, "pencil"))
    name = H.when(IS_LIVE, H.el("span", VIEW.name, dir="auto"), H.el("span", "Customer"))
    return detail_bar(H, name, H.when(IS_LIVE, edit), back=LIST, back_to="Customers")


def _missing() -> rx.Component:
    back = page_link("Back to customers", cls="btn btn--secondary", href=LIST)
    return empty(H, "search", "We can’t find that customer", "Check the address, or look for them in the list.", back)


def _customer() -> rx.Component:
    return H.el(
        "div",
        H.el("div", _invoices(), cls="stack", style={"--gap": "32px"}),
        H.el("div", customer_card(H, VIEW), _notes(), cls="stack", style={"--gap": "32px"}),
        cls="staff-split",
    )


def _invoices() -> rx.Component:
    more = rx.el.button("Show more", type="button", class_name="link-btn", on_click=CustomerPageState.show_more)
    none = H.el("p", "Nothing was billed yet.", cls="muted small")
    head = H.el("div", H.el("h2", "Invoices"), H.el("span", VIEW.count, cls="muted small"), cls="section-title")
    table = rx.fragment(invoices_of_customer(H, VIEW.invoices), H.when(VIEW.has_more, more))
    return H.el("section", head, H.when(VIEW.invoices.length() > 0, table, none))


def _notes() -> rx.Component:
    head = H.el("div", H.el("h2", "Notes"), H.el("span", icon(H, "lock", "icon icon--16"), "Team only", cls="tag"),
                cls="section-title")  # fmt: skip
    text = H.el("p", VIEW.notes, cls="pre-line break", dir="auto")
    return H.when(VIEW.notes != "", H.el("section", head, text))

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
from toolfy_portal.views.staff_invoices import RowView

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
        H.el("div", customer_card(H, VIEW), _notes(), _links(), cls="stack", style={"--gap": "32px"}),
        cls="staff-split",
    )


def _invoices() -> rx.Component:
    more = rx.el.button("Show more", type="button", class_name="link-btn", on_click=CustomerPageState.show_more)
    none = H.el("p", "Nothing was billed yet.", cls="muted small")
    head = H.el("div", H.el("h2", "Invoices"), H.el("span", VIEW.count, cls="muted small"), cls="section-title")
    table = rx.fragment(invoices_of_customer(H, VIEW.invoices, _resend), H.when(VIEW.has_more, more))
    return H.el("section", head, H.when(VIEW.invoices.length() > 0, table, none))


def _resend(row: RowView) -> rx.Component:
    return rx.el.button(
        icon(H, "send", "icon icon--16"),
        type="button",
        class_name="icon-btn",
        on_click=CustomerPageState.resend(row.id).throttle(1000),
        custom_attrs={"aria-label": f"Send the link to {row.number} again"},
    )


def _links() -> rx.Component:
    text = "Every link to this customer’s documents stops working at once, other people’s too. Open pages close."
    keep = H.el("button", "Keep them", cls="btn btn--secondary", type="submit")
    off = rx.el.button(
        "Switch all links off", class_name="btn btn--danger", type="submit", on_click=CustomerPageState.revoke
    )
    form = H.el(
        "form",
        H.el("div", H.el("h2", "Switch all links off?", id="revoke-all-title"), cls="dialog__head"),
        H.el("div", H.el("p", text), cls="dialog__body"),
        H.el("div", keep, off, cls="dialog__foot"),
        method="dialog",
    )
    opens = H.el(
        "button", "Switch all links off", cls="btn btn--danger-quiet btn--sm", type="button", data_opens="revoke-all"
    )
    dialog = H.el("dialog", form, id="revoke-all", cls="dialog dialog--narrow", aria_labelledby="revoke-all-title")
    head = H.el("div", H.el("h2", "Portal"), cls="section-title")
    words = H.el("p", "Each invoice has its own link: copy it or send it again in the list.", cls="muted small")
    return H.el("section", head, H.el("div", words, opens, cls="stack", style={"justify-items": "start"}), dialog)


def _notes() -> rx.Component:
    head = H.el("div", H.el("h2", "Notes"), H.el("span", icon(H, "lock", "icon icon--16"), "Team only", cls="tag"),
                cls="section-title")  # fmt: skip
    text = H.el("p", VIEW.notes, cls="pre-line break", dir="auto")
    return H.when(VIEW.notes != "", H.el("section", head, text))

"""How the list of all money looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.payment_tables import payment_table, payment_table_loading
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.domain.payments.listing import Period, Show
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.invoice.dialogs import give_back_dialog, opens
from toolfy_portal.pages.staff.lists import found, metrics, search_field, tabs
from toolfy_portal.pages.staff.payments.state import PaymentsState

H = LiveMarkup()
VIEW: Any = PaymentsState.shown


@rx.page(route="/staff/payments", title="Payments · Toolfy Portal", on_load=[StaffState.load, PaymentsState.load])
def payments_page() -> rx.Component:
    """The list, live."""
    is_bare = PaymentsState.is_live & (VIEW.rows.length() == 0) & ~VIEW.is_filtered
    listed = found(PaymentsState, "payments", payment_table(H, VIEW.rows, _give_back))
    shown = H.when(PaymentsState.is_live, listed, payment_table_loading(H))
    everything = rx.fragment(metrics(VIEW.metrics), _toolbar(), shown)
    body = H.when(PaymentsState.refused != "", _refused(), H.when(is_bare, _nothing_yet(), everything))
    actions = H.when(PaymentsState.is_live & (PaymentsState.refused == ""), _actions())
    return staff_frame("Payments", body, current="payments", actions=(actions,))


def _actions() -> rx.Component:
    """Leads to the check and the file: in words where there is room for them."""
    wide, narrow = "btn btn--secondary desktop-only", "icon-btn phone-only"
    check: dict[str, Any] = {"href": "/staff/payments/check"}
    export: dict[str, Any] = {"href": VIEW.csv, "download": True}
    return rx.fragment(
        page_link("Check against Stripe", cls=wide, **check),
        page_link(icon(H, "renew"), cls=narrow, aria_label="Check against Stripe", **check),
        H.el("a", icon(H, "download"), "Download CSV", cls=wide, **export),
        H.el("a", icon(H, "download"), cls=narrow, aria_label="Download CSV", **export),
    )


def _refused() -> rx.Component:
    words: Any = PaymentsState.refused
    return empty(H, "lock", "Payments are for the office", words)


def _nothing_yet() -> rx.Component:
    text = "Every payment, refund and credit note will be listed here as soon as it is booked."
    return empty(
        H, "card", "No payments yet", text, page_link("See invoices", cls="btn btn--secondary", href="/staff/invoices")
    )


def _toolbar() -> rx.Component:
    options = [rx.el.option(period.value.capitalize(), value=period.value) for period in Period]
    chosen = rx.el.select(
        *options,
        value=PaymentsState.period,
        on_change=_during,
        class_name="select",
        custom_attrs={"aria-label": "Period"},
    )
    search = search_field(PaymentsState, "Search by customer, invoice, receipt or amount")
    return rx.el.div(tabs(PaymentsState, Show), H.el("span", chosen), search, class_name="toolbar")


def _during(chosen: Any) -> Any:
    return PaymentsState.during(chosen.to(Period))


def _give_back(row: Any) -> rx.Component:
    dialog: Any = f"back-{row.id}"
    button = opens("Give it back", dialog, "link-btn")
    return H.when(row.id != "", H.el("div", button, give_back_dialog(dialog, row.id)))

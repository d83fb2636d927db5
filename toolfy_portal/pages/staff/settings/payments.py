"""How the payment settings look: the connection to Stripe, and what can be done about it."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import (
    SETTINGS,
    for_the_office,
    group,
    sentence,
    settings_frame,
    settings_loading,
)
from toolfy_portal.components.staff_invoice import facts
from toolfy_portal.components.tables import small_pill
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.payments_state import PaymentsState
from toolfy_portal.views.settings_payments import OfferView, SentenceView

H = LiveMarkup()
VIEW: Any = PaymentsState.shown
CONNECT = "/staff/settings/payments/connect"  # a page without the socket: a key must not pass through it
DASHBOARD = "https://dashboard.stripe.com/settings/payment_methods"


@rx.page(
    route="/staff/settings/payments",
    title="Payments · Toolfy Portal",
    on_load=[StaffState.load, PaymentsState.load],
)
def payments_page() -> rx.Component:
    """The payment settings, live."""
    shown = H.when(PaymentsState.is_live, _connection(), settings_loading(H))
    body = H.when(PaymentsState.is_refused, for_the_office(H, "payments"), settings_frame(H, "payments", shown))
    return staff_frame("Settings", body, current=SETTINGS)


def _connection() -> rx.Component:
    return rx.fragment(
        group(
            H,
            "Online payments",
            "",
            sentence(H, VIEW.state),
            H.each(VIEW.problems, _problem),
            H.when(VIEW.facts.length() > 0, facts(H, VIEW.facts, "repeat(auto-fill, minmax(200px, 1fr))")),
            _actions(),
        ),
        H.when(VIEW.methods.length() > 0, _methods()),
        H.when(VIEW.is_connected & ~VIEW.is_demo, _disconnect()),
    )


def _problem(each: Any) -> rx.Component:
    shown: SentenceView = each
    return sentence(H, shown)


def _actions() -> rx.Component:
    is_own = VIEW.is_connected & ~VIEW.is_demo
    connect = H.el("a", "Connect Stripe", cls="btn btn--primary", href=CONNECT)
    replace = H.el("a", "Replace the key", cls="btn btn--secondary", href=CONNECT)
    again = rx.el.button(
        icon(H, "renew"),
        rx.cond(PaymentsState.is_checking, "Checking…", "Check again"),
        type="button",
        class_name="btn btn--secondary",
        on_click=PaymentsState.check,
        custom_attrs={"aria-live": "polite"},
    )
    return H.el("div", H.when(is_own, replace, connect), H.when(VIEW.is_connected, again), cls="row row--wrap")


def _methods() -> rx.Component:
    def row(each: Any) -> rx.Component:
        shown: OfferView = each
        title = H.el("span", shown.title, cls="list-row__title")
        words = H.el("span", title, H.el("span", shown.text, cls="list-row__text"), cls="grow")
        return H.el("li", words, small_pill(H, shown.pill), cls="list-row")

    dashboard = H.el(
        "a", "Open Stripe’s dashboard", icon(H, "open", "icon icon--16"), cls="link-btn", href=DASHBOARD,
        target="_blank", rel="noopener noreferrer",
    )  # fmt: skip
    intro = "What customers are offered, as far as it fits an invoice’s currency and amount."
    return group(H, "Ways to pay", intro, H.el("ul", H.each(VIEW.methods, row), cls="list"), H.el("div", dashboard))


def _disconnect() -> rx.Component:
    opens = H.el(
        "button", "Disconnect", cls="btn btn--secondary btn--danger-quiet", type="button", data_opens="disconnect"
    )
    intro = "Customers no longer see Pay Now. What was paid stays, and bank details are shown as before."
    close = H.el("button", "Keep it", cls="btn btn--secondary", type="submit")
    disconnect = rx.el.button(
        "Disconnect", class_name="btn btn--danger", type="submit", on_click=PaymentsState.disconnect.throttle(1000)
    )
    form = H.el(
        "form",
        H.el("div", H.el("h2", "Disconnect Stripe?", id="disconnect-title"), cls="dialog__head"),
        H.el("div", H.el("p", intro), H.when(VIEW.begun != "", H.el("p", VIEW.begun)), cls="dialog__body"),
        H.el("div", close, disconnect, cls="dialog__foot"),
        method="dialog",
    )
    dialog = H.el("dialog", form, id="disconnect", cls="dialog dialog--narrow", aria_labelledby="disconnect-title")
    return group(H, "Disconnect", intro, H.el("div", opens), dialog)

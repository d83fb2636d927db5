"""How the examination of an invoice's link and payment looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.doctor import findings, paste_form
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import sentence, settings_loading
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.pages.staff.doctor.state import DoctorState
from toolfy_portal.pages.staff.frame import StaffState, staff_frame

H = LiveMarkup()
VIEW: Any = DoctorState.shown
LIST = "/staff/invoices"
ADDRESS: Any = f"{LIST}/{DoctorState.shown.id}"
IS_LIVE: Any = DoctorState.which == VIEW.id
BACK: Any = H.when(IS_LIVE, ADDRESS, LIST)


@rx.page(
    route="/staff/invoices/[invoice_id]/doctor",
    title="Check link and payment · Toolfy Portal",
    on_load=[StaffState.load, DoctorState.load],
)
def doctor_page() -> rx.Component:
    """The examination, live."""
    refused: Any = DoctorState.refused
    missing = empty(
        H,
        "search",
        "We can’t find that invoice",
        "Check the address, or look for it in the list.",
        page_link("Back to invoices", cls="btn btn--secondary", href=LIST),
    )
    shown = H.when(IS_LIVE, _found(), settings_loading(H))
    body = H.when(DoctorState.which == DoctorState.missing, missing, shown)
    page = H.when(refused != "", empty(H, "lock", "The office checks payments", refused), body)
    bar = detail_bar(H, "Check link and payment", back=BACK, back_to="Invoice")
    return staff_frame("Check link and payment", H.el("div", page, cls="doctor"), bar=bar)


def _found() -> rx.Component:
    again = rx.el.button(
        rx.cond(DoctorState.is_asking, "Asking Stripe…", "Check again"),
        type="button",
        class_name="btn btn--secondary",
        custom_attrs={"aria-busy": rx.cond(DoctorState.is_asking, "true", "false")},
        on_click=DoctorState.examine.throttle(1000),
    )
    about = H.el("p", VIEW.number, " · ", VIEW.customer, cls="muted grow", dir="auto")
    return H.el(
        "div",
        H.el("div", about, again, cls="row"),
        H.el("div", sentence(H, VIEW.verdict), role="status"),
        findings(H, "The link", VIEW.link, f"{ADDRESS}/link"),
        paste_form(H, f"{ADDRESS}/doctor/pasted"),
        H.when(VIEW.payment.length() > 0, findings(H, "Paying", VIEW.payment, f"{ADDRESS}/link")),
        H.el("p", page_link("More about links and paying", href="/staff/help/customer-portal-access")),
        cls="stack",
        style={"--gap": "24px"},
    )

"""How the check against Stripe looks."""

from typing import Any, get_args

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.payments.check_state import CheckState, Days

H = LiveMarkup()
VIEW: Any = CheckState.shown
LIST = "/staff/payments"
_SPANS = {"7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days", "365": "Last year"}


@rx.page(route="/staff/payments/check", title="Check · Toolfy Portal", on_load=[StaffState.load, CheckState.load])
def check_page() -> rx.Component:
    """The check, live."""
    stages = H.el(
        "div",
        H.el("p", _WORDS, cls="muted"),
        _begin(),
        H.when(CheckState.error != "", H.el("p", CheckState.error, cls="field__error", role="alert")),
        H.when(VIEW.is_running, H.el("p", VIEW.progress, cls="muted", role="status", aria_busy="true")),
        H.when(VIEW.is_done, _answer()),
        cls="stack",
        style={"--gap": "24px", "max-width": "720px", "padding-block": "24px 72px"},
    )
    refused: Any = CheckState.refused
    body = H.when(refused != "", empty(H, "lock", "Payments are for the office", refused), stages)
    bar = detail_bar(H, "Check against Stripe", back=LIST, back_to="Payments")
    return staff_frame("Check against Stripe", body, current="payments", bar=bar)


_WORDS = (
    "Compares every payment, refund and dispute at Stripe with what is booked here, in both directions. Nothing is "
    "changed until you say so."
)


def _begin() -> rx.Component:
    options = [rx.el.option(_SPANS[days], value=days) for days in get_args(Days)]
    span = rx.el.select(
        *options,
        value=CheckState.days,
        on_change=_over,
        class_name="select",
        custom_attrs={"aria-label": "How far back"},
    )
    button = rx.el.button(
        rx.cond(VIEW.is_running, "Checking…", rx.cond(VIEW.is_done, "Check again", "Check now")),
        type="button",
        class_name="btn btn--primary",
        custom_attrs={"aria-busy": rx.cond(VIEW.is_running, "true", "false")},
        on_click=CheckState.start.throttle(1000),
    )
    return H.el("div", H.el("span", span), button, cls="row")


def _over(days: Any) -> Any:
    return CheckState.over(days.to(Days))


def _answer() -> rx.Component:
    tone: Any = rx.cond(VIEW.is_in_order, "notice notice--pos", "notice notice--warn")
    drawing = H.when(VIEW.is_in_order, icon(H, "check"), icon(H, "warning"))
    faults = H.each(VIEW.faults, lambda words: H.el("p", words))
    words = H.el("div", H.el("strong", VIEW.title), H.el("p", VIEW.counts), faults)
    return rx.fragment(
        H.el("div", drawing, words, cls=tone, role="status"),
        H.when(VIEW.rows.length() > 0, _differences()),
    )


def _differences() -> rx.Component:
    book_all = rx.el.button(
        f"Book all {VIEW.bookable}",
        type="button",
        class_name="btn btn--secondary",
        on_click=CheckState.book_all.throttle(1000),
    )
    return rx.fragment(
        H.when(VIEW.bookable > 1, H.el("div", book_all)),
        H.el("ul", H.each(VIEW.rows, _difference), cls="list", aria_label="What doesn’t fit"),
        H.when(VIEW.more != "", H.el("p", VIEW.more, cls="muted small")),
    )


def _difference(row: Any) -> rx.Component:
    invoice = page_link(row.number, " · ", row.customer, href=f"/staff/invoices/{row.invoice_id}")
    words = H.el(
        "span",
        H.el("span", row.title, cls="list-row__title"),
        H.el("span", row.text, cls="list-row__text"),
        H.when(row.number != "", H.el("span", invoice, cls="list-row__text", dir="auto")),
        H.el("span", row.ref, cls="list-row__text xs muted", style={"overflow-wrap": "anywhere"}),
        cls="grow",
    )
    book = rx.el.button(
        "Book now",
        type="button",
        class_name="btn btn--secondary btn--sm",
        on_click=CheckState.book(row.ref).throttle(1000),
    )
    return H.el("li", words, H.when(row.can_book, book), cls="list-row")

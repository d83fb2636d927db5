"""How the page about engagement looks."""

from enum import StrEnum
from typing import Any

import reflex as rx

from toolfy_portal.components.charts import chart_card
from toolfy_portal.components.engagement_tables import customer_table, engagement_loading, figure_list
from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.domain.engagement.figures import Show, Sort
from toolfy_portal.domain.payments.listing import Period
from toolfy_portal.pages.staff.engagement.state import EngagementState
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.lists import search_field, tabs

H = LiveMarkup()
VIEW: Any = EngagementState.shown
_NOTHING = "Here you will see how invoices issued in the last twelve months were opened and paid."
_TOO_FEW = "Three paid invoices of a month make a median. There is no such month yet."


@rx.page(route="/staff/engagement", title="Engagement · Toolfy Portal", on_load=[StaffState.load, EngagementState.load])
def engagement_page() -> rx.Component:
    """The report, live."""
    shown = H.when(VIEW.is_new, _nothing_yet(), _report())
    body = H.when(EngagementState.is_live, shown, engagement_loading(H))
    refused: Any = EngagementState.refused
    words = empty(H, "lock", "Engagement is for the office", refused)
    actions = H.when(EngagementState.is_live & (EngagementState.refused == "") & ~VIEW.is_new, _actions())
    page = H.when(EngagementState.refused != "", words, body)
    return staff_frame("Engagement", page, current="engagement", actions=(actions,))


def _actions() -> rx.Component:
    export: dict[str, Any] = {"href": VIEW.csv, "download": True}
    return rx.fragment(
        H.el("a", icon(H, "download"), "Download CSV", cls="btn btn--secondary desktop-only", **export),
        H.el("a", icon(H, "download"), cls="icon-btn phone-only", aria_label="Download CSV", **export),
    )


def _nothing_yet() -> rx.Component:
    text = "Once you issue an invoice and share its link, you see here who opens it, who pays online, and how soon."
    link = page_link("See invoices", cls="btn btn--secondary", href="/staff/invoices")
    return empty(H, "chart", "Nothing to tell yet", text, link)


def _report() -> rx.Component:
    use = chart_card(
        H,
        "Opened and paid online",
        VIEW.use,
        (("Opened", "line"), ("Paid online", "bar")),
        ("Issued in", "Invoices", "Links shared", "Opened", "Paid online"),
        _NOTHING,
    )
    speed = chart_card(
        H,
        "Days to pay",
        VIEW.speed,
        (("Paid otherwise", "line"), ("Paid online", "strong")),
        ("Issued in", "Paid online", "Paid otherwise"),
        _TOO_FEW,
    )
    about = H.el("p", VIEW.about, cls="muted grow", role="status")
    top = H.el("div", about, H.el("span", _choice(EngagementState.period, _during, "Period", Period)), cls="toolbar")
    return rx.fragment(top, figure_list(H, VIEW.figures), H.el("div", use, speed, cls="charts"), _customers())


def _customers() -> rx.Component:
    clear = rx.el.button(
        "Show all customers", type="button", class_name="btn btn--secondary", on_click=EngagementState.clear
    )
    nothing = H.when(
        VIEW.is_filtered,
        empty(H, "search", "Nothing matches", "Try another name, or look at all customers.", clear),
        empty(H, "customers", "No customers", "No invoice was issued in this time."),
    )
    more = rx.el.button("Show more", type="button", class_name="btn btn--secondary", on_click=EngagementState.more)
    foot = H.el(
        "div",
        H.el("span", VIEW.shown, cls="muted num", role="status"),
        H.when(VIEW.has_more, more),
        cls="row section-foot",
    )
    search = search_field(EngagementState, "Search customers by name")
    order = _choice(EngagementState.sort, _order, "Order", Sort)
    return H.el(
        "section",
        H.el("div", H.el("h2", "Customers"), cls="section-title"),
        H.el("div", tabs(EngagementState, Show), H.el("span", order), search, cls="toolbar"),
        H.when(VIEW.rows.length() > 0, rx.fragment(customer_table(H, VIEW.rows), foot), nothing),
        style={"margin-block": "24px 48px"},
    )


def _choice(value: Any, choose: Any, label: str, choices: type[StrEnum]) -> rx.Component:
    options = [rx.el.option(choice.value.capitalize(), value=choice.value) for choice in choices]
    return rx.el.select(
        *options, value=value, on_change=choose, class_name="select", custom_attrs={"aria-label": label}
    )


def _during(chosen: Any) -> Any:
    return EngagementState.during(chosen.to(Period))


def _order(chosen: Any) -> Any:
    return EngagementState.order(chosen.to(Sort))

"""How the bell, its panel and the toasts look. The panel is the browser's own popover: it closes by Escape or a press
beside it, and no script opens it."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.pages.staff.alerts.state import AlertsState
from toolfy_portal.views.alerts import AlertDayView, AlertView

H = LiveMarkup()
PANEL = "alerts"
MOST = 99  # fit into the badge
UNREAD: Any = AlertsState.unread
SHOWN: Any = AlertsState.shown
COUNT: Any = rx.cond(UNREAD > MOST, f"{MOST}+", UNREAD.to_string())  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


def bell(cls: str) -> rx.Component:
    """Show how many are unread; a press opens the panel."""
    label: Any = rx.cond(UNREAD > 0, f"Notifications, {COUNT} unread", "Notifications, none unread")
    return rx.el.button(
        icon(H, "bell"),
        H.el("span", "Notifications", cls="bell__label"),
        H.when(UNREAD > 0, H.el("span", COUNT, cls="count")),
        type="button",
        class_name=f"bell {cls}",
        on_click=AlertsState.open,
        custom_attrs={"aria-label": label, "popoverTarget": PANEL},
    )


def panel() -> rx.Component:
    """Show the newest alerts by day, with what can be done about them."""
    all_read = rx.el.button(
        "Mark all as read", type="button", class_name="link-btn small", on_click=AlertsState.read_all
    )
    choose = page_link(icon(H, "settings"), cls="icon-btn", href="/staff/settings/notifications", aria_label="Settings")
    close = rx.el.button(
        icon(H, "cross"),
        type="button",
        class_name="icon-btn",
        custom_attrs={"popoverTarget": PANEL, "popoverTargetAction": "hide", "aria-label": "Close"},
    )
    tools = H.el("div", H.when(UNREAD > 0, all_read), choose, close, cls="row", style={"--gap": "4px"})
    loading = H.el(
        "div",
        *(H.el("span", cls="skeleton") for _ in range(3)),
        cls="stack",
        style={"padding": "20px"},
        aria_busy="true",
    )
    none = empty(
        H, "bell", "Nothing yet", "Payments, problems and first views will be listed here as soon as they happen."
    )
    more = rx.el.button(
        "Show more", type="button", class_name="btn btn--quiet btn--block", on_click=AlertsState.show_more
    )
    listed = rx.fragment(H.each(SHOWN.days, _day), H.when(SHOWN.has_more, more))
    body = H.when(SHOWN.days.length() > 0, listed, none)
    return H.el(
        "section",
        H.el("header", H.el("h2", "Notifications"), tools, cls="alerts__head"),
        H.el("div", H.when(AlertsState.is_open, body, loading), cls="alerts__body"),
        id=PANEL,
        popover="auto",
        cls="popover alerts",
        aria_label="Notifications",
    )


def toasts() -> rx.Component:
    """Show what arrives, for eight seconds each and as long as the pointer or the focus is there."""
    arrived: Any = AlertsState.arrived
    return H.el("div", H.each(arrived, _toast), cls="alert-toasts", role="log", aria_label="New notifications")


def _day(day: AlertDayView) -> rx.Component:
    rows: Any = day.alerts
    return H.el("section", H.el("h3", day.title), H.el("ol", H.each(rows, _row)))


def _row(alert: AlertView) -> rx.Component:
    mark = rx.el.button(
        H.el("span", cls="dot"),
        type="button",
        class_name="icon-btn",
        on_click=AlertsState.read(alert.id),
        custom_attrs={"aria-label": f"Mark as read: {alert.title}", "title": "Mark as read"},
    )
    return H.el(
        "li",
        _link(alert, H.el("span", alert.at, cls="alert__at", title=alert.exactly)),
        H.when(alert.is_read, rx.fragment(), mark),
        cls=rx.cond(alert.is_read, "alert", "alert alert--new"),
        key=alert.id,
    )


def _toast(alert: AlertView) -> rx.Component:
    dismiss = rx.el.button(
        icon(H, "cross", "icon icon--16"),
        type="button",
        class_name="icon-btn",
        on_click=AlertsState.dismiss(alert.id),
        custom_attrs={"aria-label": "Dismiss"},
    )
    return H.el("div", _link(alert), dismiss, cls="alert alert-toast", key=alert.id)


def _link(alert: AlertView, *more: rx.Component) -> rx.Component:
    drawing = H.raw("svg", alert.drawing, cls="icon", viewBox="0 0 24 24", aria_hidden="true")
    words = H.el(
        "span",
        H.el("span", alert.title, cls="alert__title", dir="auto"),
        H.when(alert.text != "", H.el("span", alert.text, cls="alert__text", dir="auto")),
        cls="grow",
    )
    mark = H.el("span", drawing, cls=f"timeline__mark timeline__mark--{alert.tone}")
    return rx.el.a(mark, words, *more, href=alert.href, class_name="alert__link", on_click=AlertsState.read(alert.id))

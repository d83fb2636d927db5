"""What happened to an invoice: the sums on top, then line by line."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.timeline import sums, timeline
from toolfy_portal.pages.staff.invoice.state import InvoiceState
from toolfy_portal.views.activity import Only

H = LiveMarkup()
VIEW: Any = InvoiceState.shown


def viewing_now() -> rx.Component:
    """Say so while a customer has the invoice open."""
    words = H.el("span", icon(H, "eye", "icon icon--16"), "Viewing now", cls="tag", style={"gap": "4px"})
    return rx.el.span(H.when(VIEW.sums.is_viewed_now, words), role="status")


def activity(address: Any) -> rx.Component:
    """Show the sums, what to narrow the lines down to, and the lines. address: the invoice's."""
    history = VIEW.timeline
    file = H.el("a", icon(H, "download", "icon icon--16"), "CSV", cls="link-btn", href=f"{address}/activity.csv",
                aria_label="Download the activity as a CSV file")  # fmt: skip
    none = H.el("p", "Nothing has happened yet.", cls="muted small")
    lines = rx.fragment(
        _filter(),
        H.when(
            history.newest.length() > 0,
            timeline(H, history.newest),
            H.el("p", "Nothing of that kind.", cls="muted small"),
        ),
        H.when(history.has_more, _more()),
    )
    return H.el(
        "section",
        H.el("div", H.el("h2", "Activity"), H.when(~history.is_bare, file), cls="section-title"),
        H.when(VIEW.sums.sums.length() > 0, sums(H, VIEW.sums.sums)),
        H.when(history.is_bare, none, lines),
    )


def _more() -> rx.Component:
    return rx.el.button("Show more", type="button", class_name="link-btn", on_click=InvoiceState.show_more)


def _filter() -> rx.Component:
    options = [rx.el.option(only.value.capitalize(), value=only.value) for only in Only]
    chosen = rx.el.select(*options, class_name="select", value=InvoiceState.only, on_change=InvoiceState.filter)
    label = H.el("span", "Show", cls="visually-hidden")
    return H.el("label", label, chosen, style={"display": "block", "margin-block": "16px"})

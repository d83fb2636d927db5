"""How the outbox looks: every message, newest first, and what became of it."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.outbox_table import outbox_table, outbox_table_loading
from toolfy_portal.components.settings import SETTINGS, for_the_office, settings_frame
from toolfy_portal.components.staff_frame import empty
from toolfy_portal.domain.notifications.outbox import Show
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.lists import found, search_field, tabs
from toolfy_portal.pages.staff.settings.outbox_state import OutboxState

H = LiveMarkup()
VIEW: Any = OutboxState.shown


@rx.page(route="/staff/settings/outbox", title="Outbox · Toolfy Portal", on_load=[StaffState.load, OutboxState.load])
def outbox_page() -> rx.Component:
    """The list, live."""
    is_bare = (VIEW.rows.length() == 0) & ~VIEW.is_filtered
    search = search_field(OutboxState, "Search by address, subject or invoice")
    toolbar = rx.el.div(tabs(OutboxState, Show), search, class_name="toolbar")
    nothing = empty(H, "mail", "No messages yet", "Every mail to a customer or to your team will be listed here.")
    listed = rx.fragment(toolbar, found(OutboxState, "messages", outbox_table(H, VIEW.rows)))
    shown = H.when(OutboxState.is_live, H.when(is_bare, nothing, listed), outbox_table_loading(H))
    framed = settings_frame(H, "outbox", shown, is_wide=True)
    return staff_frame(
        "Settings", H.when(OutboxState.is_refused, for_the_office(H, "messages"), framed), current=SETTINGS
    )

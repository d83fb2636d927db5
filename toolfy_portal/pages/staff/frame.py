"""The frame of every staff page, and who looks at it."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.staff import StaffScript
from toolfy_portal.components.staff_frame import staff_shell, top_bar
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.domain.businesses.service import brand_topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.staff.alerts.panel import bell, panel, toasts
from toolfy_portal.pages.staff.alerts.state import AlertsState
from toolfy_portal.views.staff import StaffView, show_staff


class StaffState(rx.State):
    """Who is signed in."""

    who: rx.Field[StaffView] = rx.field(default_factory=StaffView)

    @staff_event
    async def load(self, access: StaffAccess) -> Any:
        """Show who is signed in and what they should hear of; put it first into a page's `on_load`."""
        hub.listen(self, access, {brand_topic(access.business_id)}, StaffState.refresh)
        self.who = await looked_up(access, show_staff)
        return AlertsState.load

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show the business's name and logo as they are now."""
        self.who = await looked_up(access, show_staff)


def staff_frame(
    title: str, *children: Any, current: str = "invoices", actions: tuple[Any, ...] = (), bar: Any = None
) -> rx.Component:
    """Put a page into the staff's frame. bar: another bar than one with the title and the actions."""
    h = LiveMarkup()
    who: Any = StaffState.who
    over = (bell("bell--phone phone-only"), panel(), toasts())
    bar = bar or top_bar(h, title, *actions)
    shown = staff_shell(h, who, bar, *children, current=current, bell=bell(""), over=over)
    return rx.fragment(StaffScript.create(unread=AlertsState.unread), shown)

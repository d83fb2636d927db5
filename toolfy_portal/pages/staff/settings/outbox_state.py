"""What the outbox knows: who was written to, about what, and what became of it. The words of messages hold links, and
come from a page of their own."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.domain.notifications.outbox import Show
from toolfy_portal.domain.notifications.queueing import outbox_topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.outbox import OutboxView, show_outbox


class OutboxState(rx.State):
    """A page of the list, and what was asked for; nothing of it until `is_live`."""

    shown: rx.Field[OutboxView] = rx.field(default_factory=OutboxView)
    only: rx.Field[str] = rx.field(default=Show.ALL.value)
    search: rx.Field[str] = rx.field(default="")
    cleared: rx.Field[int] = rx.field(default=0)  # how often: each makes a new, empty search field
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the list as it was left and stay informed of it."""
        await self._show(access, self.shown.place.page)

    @staff_event
    async def refresh(self, access: StaffAccess, only: Show, search: str, page: int) -> None:
        """Show what changed. The arguments are for a tab whose state was given up; else what it asks for now counts."""
        if not self.is_live:
            self.only, self.search = only.value, search
        await self._show(access, self.shown.place.page if self.is_live else page)

    @staff_event
    async def filter(self, access: StaffAccess, only: Show) -> None:
        """Show one tab, from its start."""
        self.only = only.value
        await self._show(access, 1)

    @rx.event(supersedes=True)
    @staff_event
    async def look_for(self, access: StaffAccess, search: str) -> None:
        """Show what matches, from the start."""
        self.search = search
        await self._show(access, 1)

    @staff_event
    async def clear(self, access: StaffAccess) -> None:
        """Show everything again."""
        self.only, self.search = Show.ALL.value, ""
        self.cleared += 1
        await self._show(access, 1)

    @staff_event
    async def turn(self, access: StaffAccess, by: int) -> None:
        """Show a page further on; back if negative."""
        await self._show(access, self.shown.place.page + by)

    async def _show(self, access: StaffAccess, page: int) -> None:
        # before reading: what changes meanwhile is shown, too
        asked = {"only": self.only, "search": self.search, "page": page}
        hub.listen(self, access, {outbox_topic(access.business_id)}, OutboxState.refresh, **asked)
        try:
            self.shown = await looked_up(access, show_outbox, Show(self.only), self.search, page)
        except Forbidden:
            hub.listen(self, access, set(), OutboxState.refresh)
            self.reset()
            self.is_refused = True
        else:
            self.is_live, self.is_refused = True, False

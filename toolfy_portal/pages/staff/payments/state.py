"""What the list of all money knows."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.domain.payments.listing import Period, Show, Wanted
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.payments import PaymentsView, show_payments


class PaymentsState(rx.State):
    """A page of the list, and what was asked for; nothing of it until `is_live`. refused: why not, if not."""

    shown: rx.Field[PaymentsView] = rx.field(default_factory=PaymentsView)
    only: rx.Field[str] = rx.field(default=Show.ALL.value)
    period: rx.Field[str] = rx.field(default=Period.ALL.value)
    search: rx.Field[str] = rx.field(default="")
    cleared: rx.Field[int] = rx.field(default=0)  # how often: each makes a new, empty search field
    is_live: rx.Field[bool] = rx.field(default=False)
    refused: rx.Field[str] = rx.field(default="")

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the list as it was left and stay informed of it."""
        await self._show(access, self.shown.place.page)

    @staff_event
    async def refresh(self, access: StaffAccess, only: Show, period: Period, search: str, page: int) -> None:
        """Show what changed. The arguments are for a tab whose state was given up; else what it asks for now counts."""
        if not self.is_live:
            self.only, self.period, self.search = only.value, period.value, search
        await self._show(access, self.shown.place.page if self.is_live else page)

    @staff_event
    async def filter(self, access: StaffAccess, only: Show) -> None:
        """Show one tab, from its start."""
        self.only = only.value
        await self._show(access, 1)

    @staff_event
    async def during(self, access: StaffAccess, period: Period) -> None:
        """Show what moved in that time, from its start."""
        self.period = period.value
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
        self.only, self.period, self.search = Show.ALL.value, Period.ALL.value, ""
        self.cleared += 1
        await self._show(access, 1)

    @staff_event
    async def turn(self, access: StaffAccess, by: int) -> None:
        """Show a page further on; back if negative."""
        await self._show(access, self.shown.place.page + by)

    async def _show(self, access: StaffAccess, page: int) -> None:
        # before reading: what changes meanwhile is shown, too
        asked = {"only": self.only, "period": self.period, "search": self.search, "page": page}
        hub.listen(self, access, {access.business_id}, PaymentsState.refresh, **asked)
        wanted = Wanted(Show(self.only), self.search, Period(self.period))
        try:
            self.shown, self.refused = await looked_up(access, show_payments, wanted, page), ""
        except Forbidden as error:
            self.shown, self.refused = PaymentsView(), error.message
        self.is_live = True

"""What the page about engagement knows."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.domain.engagement.figures import Show, Sort
from toolfy_portal.domain.payments.listing import Period
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.views.engagement import EngagementAsked, EngagementView, show_engagement

STEP = 25  # customers at once


class EngagementState(rx.State):
    """The report as it was last asked for; nothing of it until `is_live`. refused: why not, if not.

    It doesn't listen for news: it looks back, and counting a business anew at every view would cost more than it tells.
    """

    shown: rx.Field[EngagementView] = rx.field(default_factory=EngagementView)
    period: rx.Field[str] = rx.field(default=Period.ALL.value)
    only: rx.Field[str] = rx.field(default=Show.ALL.value)
    sort: rx.Field[str] = rx.field(default=Sort.VIEWS.value)
    search: rx.Field[str] = rx.field(default="")
    cleared: rx.Field[int] = rx.field(default=0)  # how often: each makes a new, empty search field
    is_live: rx.Field[bool] = rx.field(default=False)
    refused: rx.Field[str] = rx.field(default="")
    _most: int = STEP

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the report as it was left, with what happened since."""
        await self._show(access, self._most)

    @staff_event
    async def during(self, access: StaffAccess, period: Period) -> None:
        """Show invoices issued in that time."""
        self.period = period.value
        await self._show(access, STEP)

    @staff_event
    async def filter(self, access: StaffAccess, only: Show) -> None:
        """Show one tab of the customers."""
        self.only = only.value
        await self._show(access, STEP)

    @staff_event
    async def order(self, access: StaffAccess, sort: Sort) -> None:
        """Show the customers in that order."""
        self.sort = sort.value
        await self._show(access, STEP)

    @rx.event(supersedes=True)
    @staff_event
    async def look_for(self, access: StaffAccess, search: str) -> None:
        """Show the customers whose name matches."""
        self.search = search
        await self._show(access, STEP)

    @staff_event
    async def clear(self, access: StaffAccess) -> None:
        """Show all customers again."""
        self.only, self.search = Show.ALL.value, ""
        self.cleared += 1
        await self._show(access, STEP)

    @staff_event
    async def more(self, access: StaffAccess) -> None:
        """Show more customers."""
        await self._show(access, self._most + STEP)

    async def _show(self, access: StaffAccess, most: int) -> None:
        asked = EngagementAsked(Period(self.period), Show(self.only), Sort(self.sort), self.search)
        try:
            self.shown, self.refused = await looked_up(access, show_engagement, asked, most), ""
        except Forbidden as error:
            self.shown, self.refused = EngagementView(), error.message
        self._most, self.is_live = most, True

"""What the list of customers knows."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.domain.invoices.by_customer import CustomerFilter
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.customers import CustomersView, show_customers


class CustomersState(rx.State):
    """A page of the list, and what was asked for; nothing of it until `is_live`."""

    shown: rx.Field[CustomersView] = rx.field(default_factory=CustomersView)
    only: rx.Field[str] = rx.field(default=CustomerFilter.ALL.value)
    search: rx.Field[str] = rx.field(default="")
    cleared: rx.Field[int] = rx.field(default=0)  # how often: each makes a new, empty search field
    is_live: rx.Field[bool] = rx.field(default=False)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the list as it was left and stay informed of it."""
        await self._show(access, self.shown.place.page)

    @staff_event
    async def refresh(self, access: StaffAccess, only: CustomerFilter, search: str, page: int) -> None:
        """Show what changed. The arguments are for a tab whose state was given up; else what it asks for now counts."""
        if not self.is_live:
            self.only, self.search = only.value, search
        await self._show(access, self.shown.place.page if self.is_live else page)

    @staff_event
    async def filter(self, access: StaffAccess, only: CustomerFilter) -> None:
        """Show one tab, from its start."""
        self.only = only.value
        await self._show(access, 1)

    @rx.event(supersedes=True)
    @staff_event
    async def look_for(self, access: StaffAccess, search: str) -> None:
        """Show who matches, from the start."""
        self.search = search
        await self._show(access, 1)

    @staff_event
    async def clear(self, access: StaffAccess) -> None:
        """Show everybody again."""
        self.only, self.search, self.cleared = CustomerFilter.ALL.value, "", self.cleared + 1
        await self._show(access, 1)

    @staff_event
    async def turn(self, access: StaffAccess, by: int) -> None:
        """Show a page further on; back if negative."""
        await self._show(access, self.shown.place.page + by)

    async def _show(self, access: StaffAccess, page: int) -> None:
        # before reading: what changes meanwhile is shown, too
        asked = {"only": self.only, "search": self.search, "page": page}
        hub.listen(self, access, {access.business_id}, CustomersState.refresh, **asked)
        self.shown = await looked_up(access, show_customers, CustomerFilter(self.only), self.search, page)
        self.is_live = True

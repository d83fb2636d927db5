"""What a customer's page knows."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.customers import FEW, StaffCustomerView, show_customer

MORE, MOST = 25, 500  # invoices


class CustomerPageState(rx.State):
    """The customer as they stand. What is shown may still be another page's: it counts if it is `which`."""

    shown: rx.Field[StaffCustomerView] = rx.field(default_factory=StaffCustomerView)
    invoices: rx.Field[int] = rx.field(default=FEW)
    missing: rx.Field[str] = rx.field(default="")  # the id that isn't there

    @rx.var(cache=False)
    def which(self) -> str:
        """The id in the page's address."""
        path = page_path(self)
        return path.rsplit("/", 1)[-1] if path.startswith("/staff/customers/") else ""

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the customer of the page's address and stay informed of them."""
        self.reset()
        # before reading: what changes meanwhile is shown, too
        hub.listen(self, access, {self.which}, CustomerPageState.refresh)
        await self._show(access)

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed."""
        await self._show(access)

    @staff_event
    async def show_more(self, access: StaffAccess) -> None:
        """Show more of the invoices."""
        self.invoices = min(self.invoices + MORE, MOST)
        await self._show(access)

    async def _show(self, access: StaffAccess) -> None:
        try:
            self.shown = await looked_up(access, show_customer, self.which, self.invoices)
        except NotFound:
            self.missing = self.which
            hub.listen(self, access, set(), CustomerPageState.refresh)  # what happens there is not for this tab

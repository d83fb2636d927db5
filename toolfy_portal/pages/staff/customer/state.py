"""What a customer's page knows."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.of_customer import revoke_all
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.customers import FEW, StaffCustomerView, show_customer
from toolfy_portal.views.lists import counted

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

    @staff_event
    async def resend(self, access: StaffAccess, invoice_id: str) -> None:
        """Send the link to one of the invoices again."""
        to = await within(access, _resend, invoice_id)
        await notify(self, f"The link is on its way to {to}.")

    @staff_event
    async def revoke(self, access: StaffAccess) -> None:
        """Switch all links to the customer's documents off."""
        number = await within(access, revoke_all, self.which)
        await notify(self, f"Switched off: {counted(number, 'link')}." if number else "No link was on.")
        await self._show(access)

    async def _show(self, access: StaffAccess) -> None:
        try:
            self.shown = await looked_up(access, show_customer, self.which, self.invoices)
        except NotFound:
            self.missing = self.which
            hub.listen(self, access, set(), CustomerPageState.refresh)  # what happens there is not for this tab


def _resend(uow: UnitOfWork[StaffAccess], invoice_id: str) -> str:
    link = links.resend(uow, invoice_id)
    to = uow.get(Customer, link.customer_id).email
    if not to:
        raise Conflict("There is no e-mail address to send it to. Add one, or copy the link.")
    return to

"""What an invoice's page knows."""

from typing import Any

import reflex as rx

from toolfy_portal.core import presence
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Invalid, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.activity import Only
from toolfy_portal.views.staff_invoice import StaffInvoiceView, show_staff_invoice

FEW = 8  # entries of the history
MORE = 25


class InvoiceState(rx.State):
    """The invoice as it stands. What is shown may still be another page's: it counts if it is `which`."""

    shown: rx.Field[StaffInvoiceView] = rx.field(default_factory=StaffInvoiceView)
    entries: rx.Field[int] = rx.field(default=FEW)
    only: rx.Field[str] = rx.field(default=Only.ALL.value)  # what of the history
    missing: rx.Field[str] = rx.field(default="")  # the id that isn't there

    @rx.var(cache=False)
    def which(self) -> str:
        """The id in the page's address."""
        path = page_path(self)  # on any other page it is nobody's business: there its end may be a link's secret
        return path.rsplit("/", 1)[-1] if path.startswith("/staff/invoices/") else ""

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the invoice of the page's address and stay informed of it."""
        self.reset()
        # before reading: what changes meanwhile is shown, too
        hub.listen(self, access, {self.which, presence.topic(access.business_id)}, InvoiceState.refresh)
        await self._show(access)

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed."""
        await self._show(access)

    @staff_event
    async def show_more(self, access: StaffAccess) -> None:
        """Show more of the history."""
        self.entries += MORE
        await self._show(access)

    @staff_event
    async def filter(self, access: StaffAccess, only: str) -> None:
        """Show one kind of what happened, from the newest."""
        if only not in {each.value for each in Only}:
            raise Invalid("There is no such kind of activity.")
        self.only, self.entries = only, FEW
        await self._show(access)

    @staff_event
    async def issue(self, access: StaffAccess) -> None:
        """Make the draft due and give it its link."""
        await within(access, _issue, self.which)
        await self._show(access)
        await notify(self, "Issued. The link is ready to copy.")

    @staff_event
    async def duplicate(self, access: StaffAccess) -> Any:
        """Begin a draft with the same lines and go there."""
        return rx.redirect(f"/staff/invoices/{await within(access, _duplicate, self.which)}")

    async def _show(self, access: StaffAccess) -> None:
        try:
            self.shown = await looked_up(access, show_staff_invoice, self.which, self.entries, Only(self.only))
        except NotFound:
            self.missing = self.which
            hub.listen(self, access, set(), InvoiceState.refresh)  # that something happens to it is not for this tab


def _issue(uow: UnitOfWork[StaffAccess], invoice_id: str) -> None:
    invoice = invoices.issue(uow, invoice_id)
    links.ensure(uow, LinkKind.INVOICE, invoice.id, invoice.customer_id)


def _duplicate(uow: UnitOfWork[StaffAccess], invoice_id: str) -> str:
    return editing.duplicate(uow, invoice_id).id

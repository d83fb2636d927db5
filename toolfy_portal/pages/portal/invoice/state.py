"""What the invoice page knows."""

import reflex as rx

from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.domain.businesses.billing import billing_topic
from toolfy_portal.domain.businesses.service import brand_topic
from toolfy_portal.pages.gate.guards import link_event, looked_up
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.invoices import InvoiceView, show_invoice


class InvoiceState(rx.State):
    """The invoice as it stands; nothing of it until `is_live`."""

    invoice: rx.Field[InvoiceView] = rx.field(default_factory=InvoiceView)
    is_live: rx.Field[bool] = rx.field(default=False)

    @link_event
    async def load(self, access: DocumentAccess) -> None:
        """Show the invoice and stay informed of it."""
        await self._show(access)
        shared = {billing_topic(access.business_id), brand_topic(access.business_id)}
        hub.listen(self, access, {access.document_id, *shared}, InvoiceState.refresh)

    @link_event
    async def refresh(self, access: DocumentAccess) -> None:
        """Show what changed."""
        await self._show(access)

    async def _show(self, access: DocumentAccess) -> None:
        self.invoice = await looked_up(access, show_invoice, access.document_id)
        self.is_live = True

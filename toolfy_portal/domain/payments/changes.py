"""What follows for money when an invoice changes."""

from toolfy_portal.domain.invoices.events import InvoiceAmended, InvoiceVoided
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.attempts import outdate
from toolfy_portal.domain.payments.events import LateFeeAdded, LateFeeWaived
from toolfy_portal.domain.payments.ledger import Keeper, recount, tell_overpaid


def invoice_changed(uow: Keeper, event: InvoiceAmended | InvoiceVoided | LateFeeAdded | LateFeeWaived) -> None:
    """Close the open checkout; settle the invoice anew; tell staff of money that is now more than is owed."""
    invoice = uow.get(Invoice, event.subject_id, lock=True)
    if not isinstance(event, InvoiceVoided):
        recount(uow, invoice)
    outdate(uow, invoice.id)
    tell_overpaid(uow, invoice)

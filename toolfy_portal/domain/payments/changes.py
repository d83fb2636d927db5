"""What follows for money when an invoice changes."""

from toolfy_portal.domain.invoices.events import InvoiceAmended, InvoiceVoided
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links.events import LinkRegenerated, LinkRevoked
from toolfy_portal.domain.payments.attempts import live_attempt, outdate
from toolfy_portal.domain.payments.events import LateFeeAdded, LateFeeWaived
from toolfy_portal.domain.payments.ledger import Keeper, recount, tell_overpaid


def invoice_changed(uow: Keeper, event: InvoiceAmended | InvoiceVoided | LateFeeAdded | LateFeeWaived) -> None:
    """Close the open checkout; settle the invoice anew; tell staff of money that is now more than is owed."""
    invoice = uow.get(Invoice, event.subject_id, lock=True)
    if not isinstance(event, InvoiceVoided):
        recount(uow, invoice)
    outdate(uow, invoice.id)
    tell_overpaid(uow, invoice)


def link_ended(uow: Keeper, event: LinkRegenerated | LinkRevoked) -> None:
    """Close the open checkout if it was started with a link that ended. Money that was faster is booked as ever."""
    attempt = live_attempt(uow, event.subject_id)
    if attempt is not None and attempt.link_id in event.link_ids:
        outdate(uow, event.subject_id)

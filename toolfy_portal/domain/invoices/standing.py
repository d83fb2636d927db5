"""What an invoice is today: follows from what was done to it, the ledger and the calendar. Pure."""

from datetime import date
from enum import StrEnum

from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus


class Standing(StrEnum):
    """The one word for it, in DOMAIN.md's order of precedence."""

    DRAFT = "draft"
    VOID = "void"
    PAID = "paid"
    PROCESSING = "processing"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    DUE = "due"


def standing(invoice: Invoice, today: date) -> Standing:
    """Return the invoice's standing. today: the day where the business is; overdue starts the day after due."""
    if invoice.status is not InvoiceStatus.ISSUED:
        return Standing.VOID if invoice.status is InvoiceStatus.VOID else Standing.DRAFT
    if invoice.paid_minor >= invoice.total_minor:
        return Standing.PAID
    if invoice.processing_minor > 0:
        return Standing.PROCESSING
    if is_overdue(invoice, today):
        return Standing.OVERDUE if invoice.paid_minor <= 0 else Standing.PARTLY_PAID
    return Standing.PARTLY_PAID if invoice.paid_minor > 0 else Standing.DUE


def is_overdue(invoice: Invoice, today: date) -> bool:
    """Say whether an issued invoice with a balance is past its due day."""
    return invoice.status is InvoiceStatus.ISSUED and invoice.due_on is not None and invoice.due_on < today

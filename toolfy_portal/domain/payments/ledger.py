"""The ledger: lines are added, never changed; an invoice's paid amount is their sum."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import Access, StaffAccess, SystemAccess
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments.events import InvoicePaid
from toolfy_portal.domain.payments.models import LedgerEntry


def history(uow: UnitOfWork[Access], invoice_id: str) -> Sequence[LedgerEntry]:
    """Return the invoice's ledger lines, oldest first."""
    lines = select(LedgerEntry).where(LedgerEntry.document_id == invoice_id)
    return uow.all(lines.order_by(col(LedgerEntry.at), col(LedgerEntry.id)))


def is_posted(uow: UnitOfWork[SystemAccess], entry: LedgerEntry) -> bool:
    """Say whether this very movement of money stands in the ledger: its account, kind and reference."""
    same = select(LedgerEntry.id).where(
        LedgerEntry.account_id == entry.account_id, LedgerEntry.kind == entry.kind, LedgerEntry.ref == entry.ref
    )
    return uow.first(same) is not None


def post(uow: UnitOfWork[SystemAccess], invoice: Invoice, entry: LedgerEntry) -> None:
    """Add the line to a locked invoice and tell of it: paid once, however often the gateway says so."""
    if is_posted(uow, entry):
        return
    uow.add(entry)
    recount(uow, invoice)
    if invoice.balance.minor == 0:
        invoice.settled_at = uow.now
        links.keep_for_records(uow, invoice.id)
    uow.record(
        InvoicePaid(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            number=invoice.number,
            amount=Money(entry.amount_minor, entry.currency),
            balance=invoice.balance,
            method=entry.method,
            entry_id=entry.id,
            is_test=entry.is_test,
        )
    )


def carry_over(uow: UnitOfWork[StaffAccess | SystemAccess], invoice: Invoice, entry: LedgerEntry) -> None:
    """Add money that moved before the invoice came here: it counts as paid, and nobody is told of the past.

    The invoice must be new or locked.
    """
    uow.add(entry)
    invoice.paid_minor += entry.amount_minor
    if invoice.status is InvoiceStatus.ISSUED and invoice.balance.minor == 0:
        invoice.settled_at = entry.at


def recount(uow: UnitOfWork[SystemAccess], invoice: Invoice) -> None:
    """Rewrite the invoice's paid amount from the ledger. The invoice must be locked."""
    uow.flush()
    total = select(func.coalesce(func.sum(col(LedgerEntry.amount_minor)), 0))
    paid = uow.first(total.where(col(LedgerEntry.document_id) == invoice.id))
    invoice.paid_minor = int(paid or 0)  # PostgreSQL sums to Decimal

"""The ledger: lines are added, never changed; an invoice's paid amount is their sum."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import Access, StaffAccess, SystemAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import BillingTerms
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments.events import InvoiceOverpaid, InvoicePaid
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind, Receipt

Keeper = UnitOfWork[StaffAccess | SystemAccess]


def history(uow: UnitOfWork[Access], invoice_id: str) -> Sequence[LedgerEntry]:
    """Return the invoice's ledger lines, oldest first."""
    lines = select(LedgerEntry).where(LedgerEntry.document_id == invoice_id)
    return uow.all(lines.order_by(col(LedgerEntry.at), col(LedgerEntry.id)))


def find_line(uow: Keeper, account_id: str, kind: LedgerKind, ref: str) -> LedgerEntry | None:
    """Return the line of this very movement of money, if it stands in the ledger."""
    return uow.first(
        select(LedgerEntry).where(
            LedgerEntry.account_id == account_id, LedgerEntry.kind == kind, LedgerEntry.ref == ref
        )
    )


def post(uow: Keeper, invoice: Invoice, entry: LedgerEntry) -> bool:
    """Add the line to a locked invoice; say whether it is new: each movement once, however often we hear of it."""
    if find_line(uow, entry.account_id, entry.kind, entry.ref) is not None:
        return False
    uow.add(entry)
    recount(uow, invoice)
    return True


def receive(uow: Keeper, invoice: Invoice, entry: LedgerEntry) -> None:
    """Post a payment on a locked invoice, give it its receipt, and tell of it; nothing if it stands there already."""
    if not post(uow, invoice, entry):
        return
    number = give_receipt(uow, entry).number
    uow.record(
        InvoicePaid(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            number=invoice.number,
            amount=Money(entry.amount_minor, entry.currency),
            balance=invoice.balance,
            method=entry.method,
            entry_id=entry.id,
            receipt=number,
            is_test=entry.is_test,
        )
    )
    tell_overpaid(uow, invoice)


def tell_overpaid(uow: Keeper, invoice: Invoice) -> None:
    """Tell staff if more has arrived than is owed."""
    if invoice.overpaid.minor > 0:
        about = {"subject_id": invoice.id, "customer_id": invoice.customer_id, "number": invoice.number}
        uow.record(InvoiceOverpaid(**about, amount=invoice.overpaid))


def carry_over(uow: Keeper, invoice: Invoice, entry: LedgerEntry) -> None:
    """Add money that moved before the invoice came here: it counts as paid, and nobody is told of the past.

    The invoice must be new or locked.
    """
    uow.add(entry)
    invoice.paid_minor += entry.amount_minor
    if invoice.status is InvoiceStatus.ISSUED and invoice.balance.minor == 0:
        invoice.settled_at = entry.at


def recount(uow: Keeper, invoice: Invoice) -> None:
    """Rewrite the invoice's paid amount from the ledger, and whether it is settled. The invoice must be locked."""
    uow.flush()
    total = select(func.coalesce(func.sum(col(LedgerEntry.amount_minor)), 0))
    paid = uow.first(total.where(col(LedgerEntry.document_id) == invoice.id))
    invoice.paid_minor = int(paid or 0)  # PostgreSQL sums to Decimal
    if invoice.balance.minor > 0 and invoice.settled_at is not None:
        invoice.settled_at = None
        links.open_again(uow, invoice)
    elif invoice.balance.minor == 0 and invoice.settled_at is None:
        invoice.settled_at = uow.now
        links.keep_for_records(uow, invoice)
    uow.ring(invoice.id)


def give_receipt(uow: Keeper, entry: LedgerEntry) -> Receipt:
    """Return the payment's receipt, with the next number of the business. The invoice must be locked."""
    terms = uow.get(BillingTerms, profile(uow).terms.id, lock=True)
    number, terms.next_receipt = terms.next_receipt, terms.next_receipt + 1
    return uow.add(
        Receipt(
            id=new_id("rct"), document_id=entry.document_id, number=f"RCT-{number:04}", entry_id=entry.id, at=uow.now
        )
    )


def find_receipt(uow: UnitOfWork[Access], invoice_id: str, number: str) -> Receipt:
    """Return the invoice's receipt with the number. Raises NotFound: another invoice's is not there, either."""
    mine = select(Receipt).where(Receipt.document_id == invoice_id, Receipt.number == number)
    found = uow.first(mine)
    if found is None:
        raise NotFound
    return found


def receipts(uow: UnitOfWork[Access], invoice_id: str) -> dict[str, Receipt]:
    """Return the receipts of an invoice's payments, by ledger line."""
    return {each.entry_id: each for each in uow.all(select(Receipt).where(Receipt.document_id == invoice_id))}

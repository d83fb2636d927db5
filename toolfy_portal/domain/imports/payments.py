"""Payments of a payments file, set against what the invoices file said is paid: the same money is counted once.

Where the invoices file gave a figure for what is paid, that figure stands, and the payments are here already; if the
two files disagree, a warning names both. An invoice without such a figure takes payments from the payments file, each
once (the ledger knows its reference), as long as it is issued, was paid nowhere else, and what is paid stays between
nothing and its total. Any other payment is an error that names it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel import col, select

from toolfy_portal.adapters.exports import ImportedPayment
from toolfy_portal.core.money import Money
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.imports.customers import Importing
from toolfy_portal.domain.imports.invoices import figure_ref, past_payment
from toolfy_portal.domain.imports.origin import Origin, key
from toolfy_portal.domain.imports.results import ImportResult, tally
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind

Named = tuple[str, str]  # an invoice's number and its customer's name


@dataclass(slots=True)
class Paid:
    """What a payments file says was paid for one invoice. row: of the first payment."""

    row: int
    minor: int = 0


def add_payments(uow: Importing, origin: Origin, records: Sequence[ImportedPayment], result: ImportResult) -> None:
    """Count each payment that isn't here yet; see the module for which those are."""
    invoices = _invoices(uow, {record.invoice_number for record in records}, origin.currency, lock=True)
    ids = [invoice.id for invoice in invoices.values()]
    figures, elsewhere = _figures(uow, origin, invoices.values()), _paid_elsewhere(uow, ids)
    refs = select(LedgerEntry.ref).where(LedgerEntry.account_id == uow.access.business_id)
    posted = set(uow.all(refs.where(col(LedgerEntry.ref).in_([_ref(origin, record) for record in records]))))
    for record in records:
        invoice = invoices.get((record.invoice_number, record.customer_name))
        if invoice is not None and (invoice.id in figures or _ref(origin, record) in posted):
            result.unchanged.add(record)
            tally(result, record, origin.currency)
        elif trouble := _trouble(record, invoice, elsewhere, origin):
            result.refuse(record, trouble)
        elif invoice is not None:
            _count(uow, origin, invoice, record)
            result.created.add(record)
            tally(result, record, origin.currency)
            result.made["payments"] += 1


def _count(uow: Importing, origin: Origin, invoice: Invoice, record: ImportedPayment) -> None:
    amount = Money(record.amount_minor, invoice.currency)
    past = past_payment(uow, invoice.id, _ref(origin, record), amount, origin.noon(record.paid_on))
    ledger.carry_over(uow, invoice, LedgerEntry(**past))
    uow.ring(invoice.id)
    uow.ring(uow.access.business_id)


def _trouble(record: ImportedPayment, invoice: Invoice | None, elsewhere: Collection[str], origin: Origin) -> str:
    amount = origin.text(record.amount_minor, origin.currency)
    if invoice is None:
        return f"{record.customer_name} has no invoice {record.invoice_number} here: {amount} wasn't counted."
    start = f"{amount} wasn't counted for invoice {invoice.number}:"
    if invoice.status is not InvoiceStatus.ISSUED:
        return f"{start} it is {'a draft' if invoice.status is InvoiceStatus.DRAFT else 'void'}."
    if invoice.id in elsewhere:
        return f"{start} it was paid here since."
    paid = invoice.paid_minor + record.amount_minor
    if not 0 <= paid <= invoice.total_minor:
        of = origin.text(invoice.total_minor, origin.currency)
        return f"{start} {origin.text(paid, origin.currency)} would be paid of {of}."
    return ""


def compare(uow: Importing, origin: Origin, paid: dict[Named, Paid], result: ImportResult) -> None:
    """Add a warning for each invoice that the two files disagree on, and what the database says is paid."""
    invoices = _invoices(uow, {number for number, _ in paid}, origin.currency)
    mine = {invoice.id: (invoice, paid[name]) for name, invoice in invoices.items() if name in paid}
    figures = _figures(uow, origin, [invoice for invoice, _ in mine.values()])
    for invoice, said in mine.values():
        result.of(invoice.currency).stored_paid_minor += invoice.paid_minor
        figure = figures.get(invoice.id)
        if figure not in (None, said.minor):
            first, second = (origin.text(minor or 0, invoice.currency) for minor in (figure, said.minor))
            files = f"the invoices file says {first} paid, the payments file {second}"
            result.warn(said.row, [f"Invoice {invoice.number}: {files}; the first is kept."])


def parts(paid: dict[Named, Paid], size: int) -> Iterator[dict[Named, Paid]]:
    """Yield it in parts of that many invoices, so that each is looked up in one go."""
    left = iter(paid.items())
    while part := dict(islice(left, size)):
        yield part


def _ref(origin: Origin, record: ImportedPayment) -> str:
    return key(f"{origin.product} | payment {record.source_id}")


def _invoices(uow: Importing, numbers: Collection[str], currency: str, *, lock: bool = False) -> dict[Named, Invoice]:
    """Return invoices by number and customer: as the customer is called now, and as the invoice was made out."""
    owed = select(Invoice, Customer.name).join(Customer, col(Customer.id) == col(Invoice.customer_id))
    owed = owed.where(col(Invoice.number).in_(numbers), Invoice.currency == currency)
    found: dict[Named, Invoice] = {}
    for invoice, name in uow.rows(owed.with_for_update(of=Invoice) if lock else owed):
        found[invoice.number, name] = invoice
        found[invoice.number, invoice.billed_to.partition("\n")[0]] = invoice
    return found


def _figures(uow: Importing, origin: Origin, invoices: Collection[Invoice]) -> dict[str, int]:
    """Return by invoice what its own file said is paid, if it said anything."""
    refs = [figure_ref(origin, invoice.source_id) for invoice in invoices if invoice.source_id]
    lines = select(LedgerEntry.document_id, LedgerEntry.amount_minor)
    mine = lines.where(LedgerEntry.account_id == uow.access.business_id, col(LedgerEntry.ref).in_(refs))
    return dict(uow.rows(mine))


def _paid_elsewhere(uow: Importing, ids: Collection[str]) -> set[str]:
    lines = select(LedgerEntry.document_id).where(col(LedgerEntry.document_id).in_(ids))
    under_way = select(Invoice.id).where(col(Invoice.id).in_(ids), Invoice.processing_minor > 0)
    return {*uow.all(lines.where(LedgerEntry.kind != LedgerKind.IMPORTED)), *uow.all(under_way)}

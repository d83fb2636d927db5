"""Invoices with the file's own figures, whatever we would have counted."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.adapters.exports import ImportedInvoice, ImportedLine
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.imports.customers import Importing, customers_of
from toolfy_portal.domain.imports.origin import Origin, key
from toolfy_portal.domain.imports.results import ImportResult, tally
from toolfy_portal.domain.invoices.events import InvoiceImported
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind

_STATUS = {
    "draft": InvoiceStatus.DRAFT,
    "issued": InvoiceStatus.ISSUED,
    "paid": InvoiceStatus.ISSUED,  # what is paid follows from the ledger
    "void": InvoiceStatus.VOID,
}


def add_invoices(uow: Importing, origin: Origin, records: Sequence[ImportedInvoice], result: ImportResult) -> None:
    """Add those that aren't here yet. One that is stays as it is; a number that another invoice has is an error."""
    new, here = _sorted_out(uow, origin, records, result)
    customers = customers_of(uow, origin, new, result)
    uow.flush()
    made = [(record, _invoice(record, origin, customers[record.source_id])) for record in new]
    uow.insert(Invoice, [invoice for _, invoice in made])
    uow.insert(InvoiceLine, [line for record, invoice in made for line in _lines(origin, record, invoice)])
    uow.insert(LedgerEntry, [_figure(uow, origin, record, invoice) for record, invoice in made if record.paid_minor])
    activity.log_many(uow, [_told(origin, record, invoice) for record, invoice in made])
    for record in new:
        result.created.add(record)
        tally(result, record, origin.currency)
    result.made["invoices"] += len(made)
    _sum_up(uow, [*here, *(invoice["id"] for _, invoice in made)], result)
    # Nobody looks at invoices that weren't here: one bell for the list is enough
    uow.ring(uow.access.business_id)


def _sorted_out(
    uow: Importing, origin: Origin, records: Sequence[ImportedInvoice], result: ImportResult
) -> tuple[list[ImportedInvoice], list[str]]:
    """Return the records to add, and the ids of those that are here already."""
    mine = select(Invoice.source_id, Invoice.id).where(Invoice.source == origin.product)
    known = dict(uow.rows(mine.where(col(Invoice.source_id).in_([key(each.source_id) for each in records]))))
    numbers = select(Invoice.number).where(col(Invoice.number).in_([each.number for each in records]))
    taken = set(uow.all(numbers))
    new: list[ImportedInvoice] = []
    here: list[str] = []
    for record in records:
        if here_id := known.get(key(record.source_id)):
            here.append(here_id)
            result.unchanged.add(record)
            tally(result, record, origin.currency)
        elif record.number in taken:
            result.refuse(record, f"Invoice {record.number} exists already; it wasn't imported.")
        else:
            taken.add(record.number)
            new.append(record)
    return new, here


def _invoice(record: ImportedInvoice, origin: Origin, customer: Customer) -> dict[str, Any]:
    extras = {"Shipping": record.shipping_minor, "Adjustment": record.adjustment_minor}
    status, day = _STATUS[record.status], origin.noon(record.issued_on)
    owes_nothing = status is InvoiceStatus.ISSUED and record.total_minor <= record.paid_minor
    return {
        "id": new_id("inv"),
        "customer_id": customer.id,
        "number": record.number,
        "status": status,
        "currency": record.currency or origin.currency,
        "billed_to": "\n".join(filter(None, [record.customer_name, customer.address])),
        "issued_on": record.issued_on,
        "due_on": record.due_on,
        "subtotal_minor": record.subtotal_minor,
        "discount_minor": record.discount_minor,
        "tax_minor": record.tax_minor,
        "tax_label": ", ".join(dict.fromkeys(line.tax_label for line in record.lines if line.tax_label)),
        "extra_minor": sum(extras.values()),
        "extra_label": " and ".join(label for label, minor in extras.items() if minor).capitalize(),
        "total_minor": record.total_minor,
        "paid_minor": record.paid_minor,  # the ledger begins with this very figure
        "settled_at": _paid_at(record, origin) if owes_nothing else None,
        "voided_at": day if status is InvoiceStatus.VOID else None,  # the file doesn't say when
        "notes": "\n\n".join(filter(None, [record.notes, record.terms])),
        "private_notes": record.private_notes,
        "source": origin.product,
        "source_id": key(record.source_id),
    }


def _paid_at(record: ImportedInvoice, origin: Origin) -> datetime:
    return origin.noon((record.paid_on if record.paid_minor else None) or record.issued_on)


def _figure(uow: Importing, origin: Origin, record: ImportedInvoice, invoice: dict[str, Any]) -> dict[str, Any]:
    amount = Money(record.paid_minor, invoice["currency"])
    ref = figure_ref(origin, invoice["source_id"])
    return past_payment(uow, invoice["id"], ref, amount, _paid_at(record, origin))


def _told(origin: Origin, record: ImportedInvoice, invoice: dict[str, Any]) -> InvoiceImported:
    told = {"subject_id": invoice["id"], "customer_id": invoice["customer_id"], "product": origin.product}
    return InvoiceImported(**told, warnings=" ".join(record.warnings))


def figure_ref(origin: Origin, source_id: str) -> str:
    """Return what the ledger calls the one figure that an invoices file gives for all that is paid."""
    return key(f"{origin.product} | invoice {source_id}")


def past_payment(uow: Importing, invoice_id: str, ref: str, amount: Money, at: datetime) -> dict[str, Any]:
    """Return a ledger line's values for money that moved elsewhere. ref: unique in the business."""
    return {
        "id": new_id("pay"),
        "document_id": invoice_id,
        "account_id": uow.access.business_id,  # references are unique in an account, this one in the business
        "kind": LedgerKind.IMPORTED,
        "ref": ref,
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "at": at,
    }


def _lines(origin: Origin, record: ImportedInvoice, invoice: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (_line(origin, line, position, invoice) for position, line in enumerate(record.lines))


def _line(origin: Origin, line: ImportedLine, position: int, invoice: dict[str, Any]) -> dict[str, Any]:
    less = origin.text(line.discount_minor, invoice["currency"]) if line.discount_minor else ""
    notes = [line.note if line.name else "", f"Less {less} discount" if less else ""]
    return {
        "id": new_id("ivl"),
        "document_id": invoice["id"],
        "position": position,
        "name": line.name or line.note,
        "note": "\n".join(filter(None, notes)),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount_minor": line.amount_minor,
    }


def _sum_up(uow: Importing, invoice_ids: Sequence[str], result: ImportResult) -> None:
    """Add what the database now says, read back from it."""
    sums = select(Invoice.currency, func.sum(col(Invoice.total_minor)), func.sum(col(Invoice.paid_minor)))
    for currency, total, paid in uow.rows(sums.where(col(Invoice.id).in_(invoice_ids)).group_by(Invoice.currency)):
        result.of(currency).stored_total_minor += int(total)
        result.of(currency).stored_paid_minor += int(paid)

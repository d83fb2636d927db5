"""What issuing gives an invoice: its number, and a revision that is never changed."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlmodel import select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import BillingTerms
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceRevision

Keeper = UnitOfWork[StaffAccess | SystemAccess]

_DRAFT = "DRAFT-"
_SHOWN = {
    *("number", "title", "currency", "billed_to", "work_address", "issued_on", "due_on", "discount_percent"),
    *("subtotal_minor", "discount_minor", "tax_minor", "tax_label", "extra_minor", "extra_label", "total_minor"),
    *("late_fee_minor", "notes", "revision"),
}
_SHOWN_LINE = {"name", "note", "quantity", "unit", "unit_price", "amount_minor", "tax_name", "tax_percent"}
_FOR_THE_TEAM = {"status", "customer_id", "private_notes"}


def draft_number() -> str:
    """Return a name for a draft, which takes no number away: "DRAFT-4f9k2m"."""
    return _DRAFT + new_token()[:6]


def give_number(uow: Keeper, invoice: Invoice) -> None:
    """Give a locked draft the business's next number; one that came with a number of its own keeps it.

    The counter's row is locked until the transaction ends, and a rollback takes the number back: none is missing.
    """
    if not invoice.number.startswith(_DRAFT):
        return
    terms = uow.get(BillingTerms, profile(uow).terms.id, lock=True)
    number = ""
    while not number or uow.first(select(Invoice.id).where(Invoice.number == number)) is not None:
        number = f"{terms.invoice_prefix}{terms.next_invoice:04}"
        terms.next_invoice += 1
    invoice.number = number


def write_revision(uow: Keeper, invoice: Invoice, lines: Sequence[InvoiceLine]) -> InvoiceRevision:
    """Keep the invoice as its customer is shown it now, under its `revision`."""
    text = as_shown(invoice, lines)
    return uow.add(
        InvoiceRevision(
            id=new_id("rev"),
            document_id=invoice.id,
            number=invoice.revision,
            snapshot=text,
            sha256=sha256(text.encode()).hexdigest(),
            made_by=uow.access.name if isinstance(uow.access, StaffAccess) else "",
            at=uow.now,
        )
    )


def keep_first(uow: Keeper, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """What was issued elsewhere has no revision yet: keep how it came."""
    mine = InvoiceRevision.document_id == invoice.id, InvoiceRevision.number == invoice.revision
    if uow.first(select(InvoiceRevision.id).where(*mine)) is None:
        write_revision(uow, invoice, lines)


def as_shown(invoice: Invoice, lines: Sequence[InvoiceLine]) -> str:
    """Return all that a customer is shown of an invoice, as JSON: nothing private, no money that moved."""
    return _written(invoice, lines, _SHOWN, _SHOWN_LINE)


def fingerprint(invoice: Invoice, lines: Sequence[InvoiceLine]) -> str:
    """Return what changes whenever anything that can be edited does: who edits says which state they saw."""
    text = _written(invoice, lines, _SHOWN | _FOR_THE_TEAM, _SHOWN_LINE | {"cost_minor"})
    return sha256(text.encode()).hexdigest()


def _written(invoice: Invoice, lines: Sequence[InvoiceLine], fields: set[str], line_fields: set[str]) -> str:
    whole: dict[str, Any] = invoice.model_dump(include=fields)
    whole["lines"] = [line.model_dump(include=line_fields) for line in lines]
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Decimal | date) -> str:
    """Numbers that are equal are written alike: 96.00 is 96."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value.isoformat()

"""Writing invoices: drafts, changes after issuing, copies, and voiding."""

from collections.abc import Sequence
from dataclasses import replace

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.billing import tax_rates
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import SHORT, DraftLine, InvoiceDraft, totals_of
from toolfy_portal.domain.invoices.events import InvoiceAmended, InvoiceCreated, InvoiceVoided
from toolfy_portal.domain.invoices.issuing import as_shown, draft_number, fingerprint, keep_first, write_revision
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.invoices.totals import Totals, add_up
from toolfy_portal.domain.team.rules import may_handle_money

Desk = UnitOfWork[StaffAccess]


def create(uow: Desk, draft: InvoiceDraft) -> Invoice:
    """Begin a draft; its number comes when it is issued.

    Raises InvalidField, NotFound for the customer, Forbidden for technicians.
    """
    may_handle_money(uow.access)
    invoice = Invoice(id=new_id("inv"), number=draft_number(), currency=draft.currency)
    sums = _fill(uow, invoice, draft)
    uow.add(invoice)
    uow.flush()
    _add_lines(uow, invoice, draft, sums)
    uow.record(InvoiceCreated(subject_id=invoice.id, customer_id=invoice.customer_id, number=invoice.number))
    return invoice


def save(uow: Desk, invoice_id: str, draft: InvoiceDraft, seen: str) -> Invoice:
    """Change a draft, or amend an issued invoice: that makes a new revision, if customers see the change.

    seen: the `state_of` the invoice when editing began. Raises Conflict if it has changed since or is closed,
    InvalidField, Forbidden.
    """
    may_handle_money(uow.access)
    invoice = uow.get(Invoice, invoice_id, lock=True)
    old = invoices.lines(uow, invoice_id)
    if fingerprint(invoice, old) != seen:
        raise Conflict(
            "Somebody else saved this invoice while you were editing it. Open it again to see their changes."
        )
    if invoice.status is not InvoiceStatus.DRAFT:
        _must_be_open(invoice, draft)
        keep_first(uow, invoice, old)
    _keep_tax(invoice, old, draft)
    before, shown_before = invoice.total, as_shown(invoice, old)
    sums = _fill(uow, invoice, draft)
    for line in old:
        uow.delete(line)
    uow.flush()
    _add_lines(uow, invoice, draft, sums)
    is_issued = invoice.status is InvoiceStatus.ISSUED
    if is_issued and as_shown(invoice, invoices.lines(uow, invoice_id)) != shown_before:
        _amend(uow, invoice, before)
    uow.ring(invoice.id)
    return invoice


def state_of(uow: Desk, invoice_id: str) -> str:
    """Return what to hand to `save`: it differs once anything that can be edited has changed. Raises NotFound."""
    return fingerprint(uow.get(Invoice, invoice_id), invoices.lines(uow, invoice_id))


def closed_because(invoice: Invoice) -> str:
    """Return why the invoice can't be edited any more; nothing if it can."""
    if invoice.status is InvoiceStatus.VOID:
        return f"Invoice {invoice.number} is void and stays as it is."
    if invoice.status is InvoiceStatus.ISSUED and invoice.paid_minor >= invoice.total_minor:
        return f"Invoice {invoice.number} is paid. Issue a credit note or a new invoice instead."
    return ""


def draft_of(uow: Desk, invoice_id: str) -> InvoiceDraft:
    """Return the invoice as a draft that can be edited. Raises NotFound."""
    invoice = uow.get(Invoice, invoice_id)
    entered = InvoiceDraft(
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        title=invoice.title,
        work_address=invoice.work_address,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        lines=tuple(_entered(line) for line in invoices.lines(uow, invoice_id)),
        discount_percent=invoice.discount_percent,
        discount_minor=0 if invoice.discount_percent else invoice.discount_minor,
        notes=invoice.notes,
        private_notes=invoice.private_notes,
    )
    return replace(entered, lines=_taxed_as_it_came(uow, invoice, entered))


def duplicate(uow: Desk, invoice_id: str) -> Invoice:
    """Begin a draft with the same lines, without days or money. Raises NotFound, InvalidField if tax would be lost."""
    original, entered = uow.get(Invoice, invoice_id), draft_of(uow, invoice_id)
    _keep_tax(original, invoices.lines(uow, invoice_id), entered)
    copy = create(uow, replace(entered, issued_on=None, due_on=None))
    copy.extra_minor, copy.extra_label = original.extra_minor, original.extra_label
    copy.total_minor += copy.extra_minor
    return copy


def void(uow: Desk, invoice_id: str, reason: str) -> Invoice:
    """Cancel an issued invoice; what was paid on it is to be given back. Raises Invalid, Conflict, Forbidden."""
    may_handle_money(uow.access)
    words = reason.strip()
    if not words or len(words) > SHORT:
        raise InvalidField("reason", "Say in a few words why it is voided.")
    invoice = uow.get(Invoice, invoice_id, lock=True)
    if invoice.status is not InvoiceStatus.ISSUED:
        is_void = invoice.status is InvoiceStatus.VOID
        raise Conflict(f"Invoice {invoice.number} {'is void already' if is_void else 'was not issued yet'}.")
    invoice.status, invoice.voided_at = InvoiceStatus.VOID, uow.now
    uow.record(
        InvoiceVoided(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            number=invoice.number,
            reason=words,
            give_back=invoice.overpaid,
        )
    )
    return invoice


def _must_be_open(invoice: Invoice, draft: InvoiceDraft) -> None:
    if why := closed_because(invoice):
        raise Conflict(why)
    if draft.customer_id != invoice.customer_id:
        raise InvalidField("customer_id", "An issued invoice keeps its customer. Void it and write a new one.")
    if draft.currency != invoice.currency:
        raise InvalidField("currency", "An issued invoice keeps its currency. Void it and write a new one.")
    if not draft.lines:
        raise InvalidField("lines", "An issued invoice needs a line.")
    for field in ("issued_on", "due_on"):
        if getattr(draft, field) is None:
            raise InvalidField(field, "An issued invoice needs this day.")


def _keep_tax(invoice: Invoice, old: Sequence[InvoiceLine], draft: InvoiceDraft) -> None:
    """Other products keep one tax amount for the whole invoice: it must not get lost without a word."""
    taxed = [*old, *draft.lines]
    if invoice.tax_minor and not any(line.tax_percent for line in taxed):
        name = invoice.tax_label or "tax"
        raise InvalidField("lines", f"It came here with {name} as one amount. Choose the tax of each line, then save.")


def _taxed_as_it_came(uow: Desk, invoice: Invoice, draft: InvoiceDraft) -> tuple[DraftLine, ...]:
    """Return the lines with the business's tax that makes just the one amount the invoice came with, if one does."""
    if not invoice.tax_minor or any(line.tax_percent for line in draft.lines):
        return draft.lines
    for rate in tax_rates(uow):
        lines = tuple(replace(line, tax_name=rate.name, tax_percent=rate.percent) for line in draft.lines)
        sums = add_up(
            lines,
            draft.currency,
            discount_percent=draft.discount_percent,
            discount_minor=draft.discount_minor,
            extra_minor=invoice.extra_minor,
        )
        if (sums.tax_minor, sums.total_minor) == (invoice.tax_minor, invoice.total_minor):
            return lines
    return draft.lines


def _fill(uow: Desk, invoice: Invoice, draft: InvoiceDraft) -> Totals:
    sums = totals_of(draft, invoice.extra_minor + invoice.late_fee_minor)
    if invoice.status is InvoiceStatus.ISSUED and sums.total_minor < 0:
        raise InvalidField("lines", "An issued invoice can't come to less than nothing.")
    if draft.customer_id != invoice.customer_id:
        customer = uow.get(Customer, draft.customer_id)
        invoice.customer_id = customer.id
        invoice.billed_to = "\n".join(filter(None, [customer.name, customer.address]))
    for name in ("currency", "issued_on", "due_on", "discount_percent"):
        setattr(invoice, name, getattr(draft, name))
    for name in ("title", "work_address", "notes", "private_notes"):
        setattr(invoice, name, getattr(draft, name).strip())
    for name in ("subtotal_minor", "discount_minor", "tax_minor", "tax_label", "total_minor"):
        setattr(invoice, name, getattr(sums, name))
    return sums


def _add_lines(uow: Desk, invoice: Invoice, draft: InvoiceDraft, sums: Totals) -> None:
    for position, (line, amount) in enumerate(zip(draft.lines, sums.amounts, strict=True), 1):
        entered = {name: getattr(line, name) for name in DraftLine.__dataclass_fields__}
        uow.add(
            InvoiceLine(id=new_id("ivl"), document_id=invoice.id, position=position, amount_minor=amount, **entered)
        )
    uow.flush()


def _amend(uow: Desk, invoice: Invoice, before: Money) -> None:
    invoice.revision += 1
    if invoice.balance.minor > 0:
        invoice.settled_at = None
    elif invoice.settled_at is None:
        invoice.settled_at = uow.now
    write_revision(uow, invoice, invoices.lines(uow, invoice.id))
    uow.record(
        InvoiceAmended(
            subject_id=invoice.id,
            customer_id=invoice.customer_id,
            number=invoice.number,
            revision=invoice.revision,
            before=before,
            total=invoice.total,
        )
    )


def _entered(line: InvoiceLine) -> DraftLine:
    return DraftLine(**{name: getattr(line, name) for name in DraftLine.__dataclass_fields__})

"""A payment's receipt as it is printed."""

from collections.abc import Sequence

from toolfy_portal.adapters.pdf import PrintedInvoice
from toolfy_portal.core.access import Access
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind
from toolfy_portal.views.money import payment_view
from toolfy_portal.views.printed import letterhead

_GONE = {LedgerKind.REFUND: "refunded", LedgerKind.DISPUTE: "taken back", LedgerKind.MANUAL_UNDONE: "undone"}


def printed_receipt(uow: UnitOfWork[Access], invoice_id: str, number: str) -> PrintedInvoice:
    """Return what the receipt says, but for the logo: the payment, what was left to pay, what became of it since.

    Raises NotFound for a number that is no receipt of this invoice's.
    """
    invoice, about = invoices.find(uow, invoice_id), profile(uow)
    receipt = ledger.find_receipt(uow, invoice_id, number)
    entries = ledger.history(uow, invoice_id)
    at = next(at for at, entry in enumerate(entries) if entry.id == receipt.entry_id)
    entry, since = entries[at], [each for each in entries if each.of_id == receipt.entry_id]
    before = sum(each.amount_minor for each in entries[:at])
    shown = payment_view(entry, {}, about.business)

    def money(minor: int) -> str:
        return Money(minor, invoice.currency).text(about.business.locale).replace("-", "−", 1)

    later = [payment_view(each, {}, about.business) for each in since]
    billed = invoice.billed_to.splitlines()
    return PrintedInvoice(
        **letterhead(about),
        kind="Receipt",
        number=receipt.number,
        title=f"Payment for invoice {invoice.number}",
        status=_status(entry, since),
        customer_label="Received from",
        customer_name=billed[0] if billed else "",
        customer_address=tuple(billed[1:]),
        facts=(("Paid on", shown.at), ("Paid with", shown.title)),
        totals=(
            (f"Invoice {invoice.number}", money(invoice.total_minor)),
            *([("Paid before", money(-before))] if before else []),
            ("Left to pay after this payment", money(_left(invoice, before + entry.amount_minor))),
        ),
        due_label="Received",
        due_value=money(entry.amount_minor),
        payments_label="Since then",
        payments=tuple((each.at, each.title, each.amount) for each in later),
        sections=_kept(entry, since, money(entry.amount_minor + _moved(since))),
        test_mode=entry.is_test,
    )


def _left(invoice: Invoice, paid_minor: int) -> int:
    return 0 if invoice.status is InvoiceStatus.VOID else max(invoice.total_minor - paid_minor, 0)


def _moved(since: Sequence[LedgerEntry]) -> int:
    return sum(entry.amount_minor for entry in since)


def _status(payment: LedgerEntry, since: Sequence[LedgerEntry]) -> str:
    """Return "Paid", or how the money went back: a refund that failed, or a dispute that was won, is no such thing."""
    if not _moved(since):
        return "Paid"
    gone = next(_GONE[entry.kind] for entry in reversed(since) if entry.kind in _GONE)
    return gone.capitalize() if payment.amount_minor + _moved(since) <= 0 else f"Partly {gone}"


def _kept(payment: LedgerEntry, since: Sequence[LedgerEntry], kept: str) -> tuple[tuple[str, str], ...]:
    if not _moved(since):
        return ()
    return ((_status(payment, since), f"{kept} of this payment still counts towards the invoice."),)

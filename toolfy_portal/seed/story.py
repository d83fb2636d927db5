"""What customers and staff did about a demo invoice, through the same services that serve the real ones."""

import hashlib
from collections.abc import Callable

from toolfy_portal.core.access import DocumentAccess, StaffAccess, SystemAccess
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments.accounts import active_account
from toolfy_portal.domain.payments.events import PaymentFailed, PaymentStarted
from toolfy_portal.domain.payments.ledger import receive
from toolfy_portal.domain.payments.models import AttemptState
from toolfy_portal.seed import builders
from toolfy_portal.seed.demo import Deed, Did


def tell(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    """Let the deed happen now, by the process's clock."""
    _DEEDS[did.deed](staff, invoice_id, did)


def _system(staff: StaffAccess) -> SystemAccess:
    return SystemAccess(staff.business_id, "demo")


def _customer(staff: StaffAccess, invoice_id: str) -> DocumentAccess:
    with reading(_system(staff)) as uow:
        invoice, link = uow.get(Invoice, invoice_id), links.current(uow, invoice_id)
        return DocumentAccess(staff.business_id, invoice.customer_id, invoice_id, link.id if link else "")


def _viewed(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_customer(staff, invoice_id)) as uow:
        links.viewed(uow, hashlib.sha256(invoice_id.encode()).digest())  # always the same phone


def _downloaded(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_customer(staff, invoice_id)) as uow:
        links.downloaded(uow)


def _started(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(_system(staff)) as uow:
        invoice = uow.get(Invoice, invoice_id)
        uow.record(PaymentStarted(subject_id=invoice.id, customer_id=invoice.customer_id, amount=invoice.payable_now))


def _declined(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    with begin(_system(staff)) as uow:
        customer_id = uow.get(Invoice, invoice_id).customer_id
        uow.record(PaymentFailed(subject_id=invoice_id, customer_id=customer_id, reason=did.detail))


def _paid(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    with begin(_system(staff)) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        amount = did.minor or invoice.balance.minor
        entry = builders.ledger_entry(invoice, active_account(uow), amount, uow.now, method=did.detail)
        receive(uow, invoice, entry)


def _sent_by_bank(staff: StaffAccess, invoice_id: str, did: Did) -> None:
    _started(staff, invoice_id, did)
    with begin(_system(staff)) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        account, amount = active_account(uow), invoice.payable_now.minor
        # without `next_check_at`: there is no bank to ask
        under_way = {"state": AttemptState.PROCESSING, "processing_since": uow.now}
        uow.add(builders.attempt(invoice, account, amount, uow.now, **under_way))
        invoice.processing_minor = amount


def _cancelled(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(staff) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        invoice.status, invoice.voided_at = InvoiceStatus.VOID, uow.now


def _regenerated(staff: StaffAccess, invoice_id: str, _did: Did) -> None:
    with begin(staff) as uow:
        links.regenerate(uow, invoice_id)


_DEEDS: dict[Deed, Callable[[StaffAccess, str, Did], None]] = {
    Deed.VIEWED: _viewed,
    Deed.DOWNLOADED: _downloaded,
    Deed.STARTED: _started,
    Deed.DECLINED: _declined,
    Deed.PAID: _paid,
    Deed.SENT_BY_BANK: _sent_by_bank,
    Deed.CANCELLED: _cancelled,
    Deed.REGENERATED: _regenerated,
}

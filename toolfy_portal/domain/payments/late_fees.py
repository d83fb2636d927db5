"""The late fee: once for an overdue invoice, by the worker; taken back by staff. See docs/decisions/0009."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict, InvalidField
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import BillingTerms, LateFee
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.issuing import keep_first, write_revision
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments.events import LateFeeAdded, LateFeeWaived
from toolfy_portal.domain.payments.ledger import Keeper
from toolfy_portal.domain.payments.models import Dispute
from toolfy_portal.domain.payments.transfers import is_fresh, open_notice
from toolfy_portal.domain.team.rules import may_handle_money

LONGEST = 500  # characters of a reason
_CLOSED = ("won", "lost", "warning_closed", "prevented")  # Stripe's words for disputes that nobody has to answer


def add_due() -> int:
    """Add the fee to each invoice that is late enough on its business's day. Returns how many got one."""
    charging = look(select(BillingTerms.business_id).where(BillingTerms.late_fee_kind != LateFee.NONE))
    return sum(_add_at(SystemAccess(business_id, "late fee")) for (business_id,) in charging)


def _add_at(access: SystemAccess) -> int:
    with reading(access) as uow:
        late = _late(uow)
    added = 0
    for invoice_id in late:
        with begin(access) as uow:
            added += add(uow, invoice_id)
    return added


def _late(uow: UnitOfWork[SystemAccess]) -> list[str]:
    about = profile(uow)
    owing = col(Invoice.paid_minor) < col(Invoice.total_minor)
    without = (col(Invoice.status) == InvoiceStatus.ISSUED, owing, col(Invoice.late_fee_at).is_(None))
    last = _last_due(about, uow.now)
    due = col(Invoice.due_on).between(about.terms.late_fee_since or last + timedelta(days=1), last)
    return list(uow.all(select(Invoice.id).where(*without, due)))


def _last_due(about: Profile, now: datetime) -> date:
    """Return the latest due day that is late enough today."""
    return day_in(about.business.timezone, now) - timedelta(days=about.terms.late_fee_grace_days + 1)


def add(uow: UnitOfWork[SystemAccess], invoice_id: str) -> bool:
    """Add the fee to the invoice if it is due now, and say whether it was. The invoice is looked at under its lock."""
    invoice, about = uow.get(Invoice, invoice_id, lock=True), profile(uow)
    is_late = may_come(invoice, about) and (invoice.due_on or date.max) <= _last_due(about, uow.now)
    if not is_late or invoice.payable_now.minor <= 0 or _is_held(uow, invoice):
        return False
    fee = _fee(invoice, about.terms)
    if not fee.minor:
        return False
    invoice.late_fee_at = uow.now
    _charge(uow, invoice, fee.minor)
    told = {"subject_id": invoice.id, "customer_id": invoice.customer_id, "number": invoice.number}
    uow.record(LateFeeAdded(**told, amount=fee, balance=invoice.balance))
    return True


def may_come(invoice: Invoice, about: Profile) -> bool:
    """Say whether the terms ask a fee of the invoice once it is late: one, and not of what was due before they did."""
    terms, is_ours = about.terms, invoice.currency == about.business.currency
    since, due_on = terms.late_fee_since, invoice.due_on
    is_agreed = since is not None and due_on is not None and since <= due_on
    is_asked = terms.late_fee_kind is LateFee.PERCENT or (terms.late_fee_kind is LateFee.AMOUNT and is_ours)
    return is_asked and is_agreed and invoice.late_fee_at is None


def _fee(invoice: Invoice, terms: BillingTerms) -> Money:
    share = Decimal(invoice.balance.minor) * terms.late_fee_percent / 100
    part = int(share.quantize(Decimal(1), ROUND_HALF_UP))
    return Money(part if terms.late_fee_kind is LateFee.PERCENT else terms.late_fee_minor, invoice.currency)


def _is_held(uow: UnitOfWork[SystemAccess], invoice: Invoice) -> bool:
    """Say whether the money may be on its way, or is argued about."""
    notice = open_notice(uow, invoice.id)
    today = day_in(profile(uow).business.timezone, uow.now)
    disputes = select(Dispute.id).where(Dispute.document_id == invoice.id, col(Dispute.status).not_in(_CLOSED))
    on_its_way = invoice.processing_minor > 0 or (notice is not None and is_fresh(notice, today))
    return on_its_way or uow.first(disputes) is not None


def waive(uow: UnitOfWork[StaffAccess], invoice_id: str, reason: str) -> None:
    """Take the fee back; the invoice gets no other. What was paid of it already shows as overpaid.

    Raises InvalidField naming "reason", Conflict if there is no fee, Forbidden.
    """
    may_handle_money(uow.access)
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise InvalidField("reason", "Say in a few words why it is taken back.")
    invoice = uow.get(Invoice, invoice_id, lock=True)
    fee = Money(invoice.late_fee_minor, invoice.currency)
    if not fee.minor or invoice.status is not InvoiceStatus.ISSUED:
        raise Conflict(f"There is no late fee on invoice {invoice.number}.")
    _charge(uow, invoice, 0)
    told = {"subject_id": invoice.id, "customer_id": invoice.customer_id, "number": invoice.number}
    uow.record(LateFeeWaived(**told, amount=fee, balance=invoice.balance, reason=words))


def _charge(uow: Keeper, invoice: Invoice, fee_minor: int) -> None:
    """Put the fee into the locked invoice's total, as a new revision."""
    lines = invoices.lines(uow, invoice.id)
    keep_first(uow, invoice, lines)
    invoice.total_minor += fee_minor - invoice.late_fee_minor
    invoice.late_fee_minor, invoice.revision = fee_minor, invoice.revision + 1
    write_revision(uow, invoice, lines)

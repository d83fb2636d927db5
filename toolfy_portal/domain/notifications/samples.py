"""Mails about an invoice that doesn't exist, to see how a wording looks: made as real ones are."""

from datetime import timedelta
from typing import Any

from toolfy_portal.adapters.email_layout import LaidOut, lay_out
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links.events import FreshLinkAsked
from toolfy_portal.domain.notifications import letters
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.telling import Cause, letter, telling
from toolfy_portal.domain.notifications.wording import Wording, may_word
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded

_CUSTOMER = Customer(id="", name="Alex Morgan", email="alex@mail.example")
_TOTAL, _PART = 12_000, 4_000  # minor units


def sample(uow: UnitOfWork[StaffAccess], kind: MailKind, words: Wording, *, news: str | None = None) -> LaidOut:
    """Return the mail with this wording. news: the announcement as it is typed; None: as it is kept.

    Its button leads nowhere. Raises Forbidden for technicians.
    """
    may_word(uow.access)
    about = profile(uow)
    invoice = _invoice(about, uow, late=kind in {MailKind.OVERDUE, MailKind.LATE_FEE})
    known = letters.values(about, invoice, _CUSTOMER)
    if (event := _event(kind, invoice)) is not None:
        return lay_out(letter(telling(event, about), about, words, known, ""))
    return lay_out(letters.about_invoice(uow, invoice, letters.filled(words, known), "", news=news))


def _invoice(about: Profile, uow: UnitOfWork[StaffAccess], *, late: bool) -> Invoice:
    today = day_in(about.business.timezone, uow.now)
    return Invoice(
        id="",
        number=f"{about.terms.invoice_prefix}1042",
        title="Boiler service",
        status=InvoiceStatus.ISSUED,
        currency=about.business.currency,
        due_on=today - timedelta(days=9) if late else today + timedelta(days=14),
        total_minor=_TOTAL,
    )


def _event(kind: MailKind, invoice: Invoice) -> Cause | None:
    part, left = Money(_PART, invoice.currency), Money(_TOTAL - _PART, invoice.currency)
    fee, owed = Money(_PART // 10, invoice.currency), Money(_TOTAL + _PART // 10, invoice.currency)
    about: dict[str, Any] = {"subject_id": "", "customer_id": "", "number": invoice.number}
    money: dict[str, Any] = {"amount": part, "balance": left, "entry_id": "", "is_test": False}
    causes: dict[MailKind, Cause] = {
        MailKind.RECEIPT: InvoicePaid(**about, **money, receipt="RCT-0207", method="Visa ending 4242"),
        MailKind.REFUND: PaymentRefunded(**about, **money),
        MailKind.LATE_FEE: LateFeeAdded(**about, amount=fee, balance=owed),
        MailKind.LATE_FEE_WAIVED: LateFeeWaived(**about, amount=fee, balance=left, reason=""),
        MailKind.FRESH_LINK: FreshLinkAsked(subject_id="", customer_id="", link_id="", kind="invoice"),
    }
    return causes.get(kind)

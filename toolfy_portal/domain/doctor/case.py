"""One invoice with its links, messages, tries to pay and traces of its customer: what the checks look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.service import Tally, tallies
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceRevision
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import DocumentViewed, LinkCopied
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.models import Attempt, PaymentAccount, UnmatchedPayment, UnmatchedState

VIEWED, COPIED = DocumentViewed.__name__, LinkCopied.__name__
_TO_STAFF = ("staff_paid", "staff_alert")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known. links: newest first; message: the newest one to the customer; attempt: the newest."""

    invoice: Invoice
    customer: Customer
    about: Profile
    now: datetime
    today: date  # where the business is
    public_url: str
    link: PortalLink | None
    has_expired: bool
    links: Sequence[PortalLink]
    message: OutboxMessage | None
    done: Mapping[str, Tally]
    shown_revision: int
    attempt: Attempt | None
    account: PaymentAccount | None
    unmatched: int

    @property
    def shared_at(self) -> datetime | None:
        """When the link last went out: in a message, or copied by staff."""
        copied, message = self.done.get(COPIED), self.message
        moments = [copied.last_at] if copied else []
        return max([*moments, message.created_at] if message else moments, default=None)


def case_of(uow: UnitOfWork[StaffAccess], invoice_id: str) -> Case:
    """Return all that is known about the invoice. Raises NotFound, Forbidden for a technician."""
    account = connecting.connected(uow)
    invoice, about = invoices.find(uow, invoice_id), profile(uow)
    link = links.current(uow, invoice_id)
    theirs = select(PortalLink).where(PortalLink.document_id == invoice_id)
    message = select(OutboxMessage).where(
        OutboxMessage.subject_id == invoice_id, col(OutboxMessage.kind).not_in(_TO_STAFF)
    )
    revision = select(InvoiceRevision.number).where(InvoiceRevision.document_id == invoice_id)
    attempt = select(Attempt).where(Attempt.document_id == invoice_id)
    unmatched = select(UnmatchedPayment.id).where(
        UnmatchedPayment.document_id == invoice_id, UnmatchedPayment.state == UnmatchedState.OPEN
    )
    counted = tallies(uow, [invoice_id], [VIEWED, COPIED])
    return Case(
        invoice=invoice,
        customer=uow.get(Customer, invoice.customer_id),
        about=about,
        now=uow.now,
        today=day_in(about.business.timezone, uow.now),
        public_url=running().public_url,
        link=link,
        has_expired=link is not None and links.has_expired(uow, link),
        links=uow.all(theirs.order_by(col(PortalLink.created_at).desc(), col(PortalLink.id).desc())),
        message=uow.first(message.order_by(col(OutboxMessage.created_at).desc(), col(OutboxMessage.id).desc())),
        done={kind: tally for (_, kind), tally in counted.items()},
        shown_revision=uow.first(revision.order_by(col(InvoiceRevision.number).desc())) or 0,
        attempt=uow.first(attempt.order_by(col(Attempt.created_at).desc(), col(Attempt.id).desc())),
        account=account,
        unmatched=len(uow.all(unmatched)),
    )

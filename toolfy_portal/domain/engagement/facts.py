"""What became of each issued invoice: shared, opened, paid online or otherwise, and in how many days."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links.events import DocumentDownloaded, DocumentViewed, FreshLinkAsked, LinkCopied
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.payments.events import PaymentStarted, TransferTold
from toolfy_portal.domain.payments.listing import RECEIVED, RETURNED
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind
from toolfy_portal.domain.team.rules import may_handle_money

VIEWED, DOWNLOADED, STARTED = DocumentViewed.__name__, DocumentDownloaded.__name__, PaymentStarted.__name__
COPIED, ASKED, TOLD = LinkCopied.__name__, FreshLinkAsked.__name__, TransferTold.__name__
_DONE = (VIEWED, DOWNLOADED, STARTED, COPIED, ASKED, TOLD)
_NOTHING = dict.fromkeys(_DONE, 0)
# Captured counts: where no mail is set up, it stands in for sending
_SENT = (MessageState.SENT, MessageState.DELIVERED, MessageState.CAPTURED)


@dataclass(slots=True)
class Facts:
    """What became of one issued invoice. Money is in minor units of its currency.

    did: how often each kind of event happened. online_minor, elsewhere_minor: what was received and stayed; days: from
    the day of issue to the day of full payment, None while it is open or if it was never paid with money.
    """

    invoice_id: str
    customer_id: str
    customer: str
    currency: str
    issued_on: date
    settled_on: date | None
    was_sent: bool = False
    did: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    last_seen: datetime | None = None
    online_payments: int = 0
    online_minor: int = 0
    elsewhere_payments: int = 0
    elsewhere_minor: int = 0

    @property
    def is_opened(self) -> bool:
        """Whether a person looked at it, took its PDF, or went on to pay."""
        return bool(self.did[VIEWED] or self.did[DOWNLOADED] or self.did[STARTED] or self.online_payments)

    @property
    def is_shared(self) -> bool:
        """Whether its link went out by message, or was copied; whoever opened it has it, too."""
        return self.was_sent or bool(self.did[COPIED]) or self.is_opened

    @property
    def is_paid_online(self) -> bool:
        """Whether some of it was paid through the portal."""
        return self.online_payments > 0

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody began to pay, and nothing has come of it."""
        return bool(self.did[STARTED]) and not self.is_paid_online and self.settled_on is None

    @property
    def self_served(self) -> int:
        """How often the customer did without asking what else takes a call or a letter."""
        return self.did[DOWNLOADED] + self.did[ASKED] + self.did[TOLD] + self.online_payments

    @property
    def days(self) -> int | None:
        """How many days it took to be paid in full."""
        if self.settled_on is None or not (self.online_payments or self.elsewhere_payments):
            return None
        return max((self.settled_on - self.issued_on).days, 0)


def invoice_facts(uow: UnitOfWork[StaffAccess], since: date | None, timezone: str) -> list[Facts]:
    """Return the facts of all invoices issued from that day on, void ones left out, in four queries.

    timezone: the business's. Raises Forbidden for a technician.
    """
    may_handle_money(uow.access)
    issued = [col(Invoice.status) == InvoiceStatus.ISSUED, col(Invoice.issued_on).is_not(None)]
    if since is not None:
        issued.append(col(Invoice.issued_on) >= since)
    found = _invoices(uow, issued, timezone)
    _add_history(uow, issued, found)
    _add_messages(uow, issued, found)
    _add_money(uow, issued, found)
    return list(found.values())


def _invoices(uow: UnitOfWork[StaffAccess], issued: list[Any], timezone: str) -> dict[str, Facts]:
    columns: Any = select(col(Invoice.id), col(Invoice.customer_id), col(Customer.name), col(Invoice.currency))
    columns = columns.add_columns(col(Invoice.issued_on), col(Invoice.settled_at))
    rows = uow.rows(columns.join(Customer, col(Customer.id) == col(Invoice.customer_id)).where(*issued))
    return {
        invoice_id: Facts(
            invoice_id, customer_id, name, currency, issued_on, settled_at and day_in(timezone, settled_at)
        )
        for invoice_id, customer_id, name, currency, issued_on, settled_at in rows
    }


def _add_history(uow: UnitOfWork[StaffAccess], issued: list[Any], found: dict[str, Facts]) -> None:
    subject, kind = col(ActivityEntry.subject_id), col(ActivityEntry.kind)
    counts = [func.sum(case((kind == each, 1), else_=0)) for each in _DONE]
    done: Any = select(subject, func.max(case((kind == VIEWED, col(ActivityEntry.at)))), *counts)
    done = done.join(Invoice, col(Invoice.id) == subject).where(kind.in_(_DONE), *issued)
    for invoice_id, last_seen, *times in uow.rows(done.group_by(subject)):
        found[invoice_id].last_seen = last_seen
        found[invoice_id].did = {what: int(count) for what, count in zip(_DONE, times, strict=True)}


def _add_messages(uow: UnitOfWork[StaffAccess], issued: list[Any], found: dict[str, Facts]) -> None:
    subject = col(OutboxMessage.subject_id)
    sent: Any = select(subject).distinct().join(Invoice, col(Invoice.id) == subject)
    carries = or_(col(OutboxMessage.link_id).is_not(None), col(OutboxMessage.kind) == "fresh_link")
    for invoice_id in uow.all(sent.where(carries, col(OutboxMessage.state).in_(_SENT), *issued)):
        found[invoice_id].was_sent = True


def _add_money(uow: UnitOfWork[StaffAccess], issued: list[Any], found: dict[str, Facts]) -> None:
    """Add what was received. A line that takes another back counts as the other's kind, as in the list of all money."""
    undone, kind = aliased(LedgerEntry), col(LedgerEntry.kind)
    document = col(LedgerEntry.document_id)
    moved: Any = select(document, kind, col(undone.kind))
    moved = moved.add_columns(func.sum(col(LedgerEntry.amount_minor)), func.count())
    moved = moved.join(Invoice, col(Invoice.id) == document)
    moved = moved.outerjoin(undone, and_(kind == LedgerKind.MANUAL_UNDONE, col(undone.id) == col(LedgerEntry.of_id)))
    sums: defaultdict[str, Counter[LedgerKind]] = defaultdict(Counter)
    for invoice_id, of, taken_back, minor, times in uow.rows(
        moved.where(*issued).group_by(document, kind, col(undone.kind))
    ):
        facts, count = found[invoice_id], -times if taken_back else times
        what, minor = taken_back or of, int(minor)  # PostgreSQL sums to Decimal
        sums[invoice_id][what] += minor
        if what is LedgerKind.PAYMENT:
            facts.online_payments += count
        elif what in RECEIVED:
            facts.elsewhere_payments += count
    for invoice_id, by_kind in sums.items():
        online = (LedgerKind.PAYMENT, *RETURNED)
        found[invoice_id].online_minor = sum(by_kind[each] for each in online)
        found[invoice_id].elsewhere_minor = sum(by_kind[each] for each in RECEIVED if each not in online)

"""A document's history as staff read it, and the one fact of it that tells the most."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.activity.service import history, tallies
from toolfy_portal.domain.businesses.events import BillingChanged, BrandChanged, DetailsChanged
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.customers.events import CustomerAdded, CustomerChanged
from toolfy_portal.domain.invoices.events import (
    InvoiceAmended,
    InvoiceCreated,
    InvoiceImported,
    InvoiceIssued,
    InvoiceVoided,
)
from toolfy_portal.domain.links.events import (
    DocumentDownloaded,
    DocumentViewed,
    FreshLinkAsked,
    LinkCopied,
    LinkCreated,
    LinkGiven,
    LinkRegenerated,
    LinkResent,
    LinkRevoked,
    LinkTimeChanged,
)
from toolfy_portal.domain.notifications.events import (
    DocumentMailed,
    DocumentTexted,
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageNotPossible,
    TextHandedOver,
    WordingChanged,
)
from toolfy_portal.domain.payments.events import (
    AccountConnected,
    AccountDisconnected,
    BalanceReduced,
    DisputeClosed,
    InvoiceOverpaid,
    InvoicePaid,
    LateFeeAdded,
    LateFeeWaived,
    PaymentDisputed,
    PaymentFailed,
    PaymentRefunded,
    PaymentsDisconnected,
    PaymentStarted,
    PaymentUndone,
    PaymentUnmatched,
    RefundFailed,
    TransferDismissed,
    TransferTold,
)
from toolfy_portal.views.glyphs import ICONS
from toolfy_portal.views.staff import near_day
from toolfy_portal.views.words import moment, when

LONGEST = 500  # entries that one page shows

VIEWED, DOWNLOADED, STARTED = DocumentViewed.__name__, DocumentDownloaded.__name__, PaymentStarted.__name__
FAILED, PAID = PaymentFailed.__name__, InvoicePaid.__name__

# kind → icon, tone, and the fact of the event that goes under its title
_KINDS: dict[str, tuple[str, str, str]] = {
    AccountConnected.__name__: ("card", "", ""),
    AccountDisconnected.__name__: ("card", "", ""),
    BillingChanged.__name__: ("invoice", "", "what"),
    BrandChanged.__name__: ("settings", "", "what"),
    DetailsChanged.__name__: ("settings", "", "what"),
    CustomerAdded.__name__: ("person", "", ""),
    CustomerChanged.__name__: ("person", "", "what"),
    InvoiceCreated.__name__: ("invoice", "", ""),
    InvoiceIssued.__name__: ("invoice", "", ""),
    InvoiceAmended.__name__: ("invoice", "warn", ""),
    InvoiceVoided.__name__: ("warning", "neg", "reason"),
    InvoiceImported.__name__: ("upload", "", "warnings"),
    LinkCreated.__name__: ("link", "", ""),
    LinkCopied.__name__: ("copy", "", ""),
    LinkGiven.__name__: ("link", "", ""),
    LinkResent.__name__: ("send", "", ""),
    LinkTimeChanged.__name__: ("clock", "", ""),
    LinkRegenerated.__name__: ("renew", "", ""),
    LinkRevoked.__name__: ("lock", "warn", ""),
    FreshLinkAsked.__name__: ("renew", "brand", ""),
    VIEWED: ("eye", "brand", ""),
    DOWNLOADED: ("download", "", ""),
    STARTED: ("card", "brand", ""),
    FAILED: ("card", "warn", "reason"),
    PaymentsDisconnected.__name__: ("warning", "neg", ""),
    PaymentUnmatched.__name__: ("warning", "neg", "detail"),
    PAID: ("check", "pos", "method"),
    InvoiceOverpaid.__name__: ("warning", "warn", ""),
    PaymentRefunded.__name__: ("renew", "", ""),
    RefundFailed.__name__: ("warning", "neg", "reason"),
    PaymentDisputed.__name__: ("warning", "neg", ""),
    DisputeClosed.__name__: ("info", "", ""),
    PaymentUndone.__name__: ("renew", "", ""),
    BalanceReduced.__name__: ("invoice", "", "reason"),
    TransferTold.__name__: ("bank", "brand", "note"),
    TransferDismissed.__name__: ("bank", "", ""),
    LateFeeAdded.__name__: ("clock", "warn", ""),
    LateFeeWaived.__name__: ("renew", "", "reason"),
    MessageNotPossible.__name__: ("mail", "warn", "what"),
    DocumentTexted.__name__: ("phone", "", ""),
    TextHandedOver.__name__: ("phone", "", ""),
    DocumentMailed.__name__: ("mail", "brand", ""),
    MessageDelivered.__name__: ("check", "pos", ""),
    MessageBounced.__name__: ("mail", "neg", "why"),
    MessageFailed.__name__: ("mail", "neg", "why"),
    WordingChanged.__name__: ("mail", "", "what"),
}


@dataclass(frozen=True)
class EntryView:
    """A line of history. drawing: the inside of an SVG on the 24 grid; exactly: the moment in full."""

    title: str = ""
    text: str = ""
    at: str = ""
    exactly: str = ""
    tone: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class TimelineView:
    """The newest lines, newest first."""

    newest: list[EntryView] = field(default_factory=list[EntryView])
    has_more: bool = False


def timeline_view(uow: UnitOfWork[StaffAccess], subject_id: str, limit: int, business: Business) -> TimelineView:
    """Return the newest lines about a document; at most 500."""
    limit = min(max(limit, 1), LONGEST)
    found = history(uow, subject_id, limit + 1)
    views = tallies(uow, [subject_id], [VIEWED]).get((subject_id, VIEWED))
    number = views.times if views else 0
    entries: list[EntryView] = []
    for entry in found[:limit]:
        entries.append(_entry(entry, number, uow.now, business))
        number -= entry.kind == VIEWED
    return TimelineView(entries, has_more=limit < min(len(found), LONGEST))


def _entry(entry: ActivityEntry, number: int, now: datetime, business: Business) -> EntryView:
    icon, tone, fact = _KINDS.get(entry.kind, ("info", "", ""))
    title, detail = entry.summary, str(entry.data.get(fact, ""))
    if detail:
        title = title.removesuffix(detail).rstrip(" .:")
    if entry.kind == VIEWED:
        title, detail = ("First viewed", "") if number == 1 else (title, f"View {number}")
    actor = f"by {entry.actor}" if entry.actor else ""
    return EntryView(
        title=title,
        text=", ".join(filter(None, [detail, actor])),
        at=moment_or_day(entry.at, now, business),
        exactly=moment(entry.at, business.timezone, business.locale),
        tone=tone,
        drawing=ICONS[icon],
    )


def moment_or_day(at: datetime, now: datetime, business: Business) -> str:
    """Return "08:58" today, "14 Nov" this year, else "14 Nov 2025"; where the business is."""
    day, today = day_in(business.timezone, at), day_in(business.timezone, now)
    if day == today:
        return when(at, now, business.timezone, business.locale)
    return near_day(day, today, business.locale)


@dataclass(frozen=True)
class SeenView:
    """What a customer did with a document, in two or three words; nothing if there is nothing to say."""

    words: str = ""
    drawing: str = ""


def seen(uow: UnitOfWork[StaffAccess], document_ids: Sequence[str]) -> dict[str, SeenView]:
    """Return how far the customer got with each document: looked, took the PDF, tried to pay, paid. One query.

    Of starting to pay and being declined, the newer counts.
    """
    subject, kind = col(ActivityEntry.subject_id), col(ActivityEntry.kind)
    last_at = func.max(col(ActivityEntry.at))
    method: Any = col(ActivityEntry.data)["method"].as_string()
    facts = (
        select(subject, kind, func.count(), func.max(method))
        .where(subject.in_(document_ids), kind.in_([VIEWED, DOWNLOADED, STARTED, FAILED, PAID]))
        .group_by(subject, kind)
        .order_by(last_at)
    )
    furthest: dict[str, tuple[int, SeenView]] = {}
    for document_id, what, times, how in uow.rows(facts):
        rank, view = _seen(what, times, how or "")
        if rank >= furthest.get(document_id, (0, view))[0]:
            furthest[document_id] = rank, view
    return {document_id: view for document_id, (_, view) in furthest.items()}


def _seen(kind: str, times: int, method: str) -> tuple[int, SeenView]:
    viewed = "Viewed once" if times == 1 else f"Viewed {times} times"
    is_card = " ending " in method
    rank, words, icon = {
        VIEWED: (1, viewed, "eye"),
        DOWNLOADED: (2, "Downloaded", "download"),
        STARTED: (3, "Started to pay", "warning"),
        FAILED: (3, "Payment failed", "warning"),
        PAID: (4, "Paid by card" if is_card else "Payment received", "card" if is_card else "bank"),
    }[kind]
    return rank, SeenView(words, ICONS[icon])

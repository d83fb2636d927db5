"""All money of a business as text: the staff's list, with the numbers over it, and its rows in a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments import listing
from toolfy_portal.domain.payments.listing import PAGE_SIZE, RECEIVED, RETURNED, Listed, Period, Show, Sum, Wanted
from toolfy_portal.domain.payments.models import Attempt, AttemptState, LedgerEntry, LedgerKind, UnmatchedState
from toolfy_portal.views import glyphs
from toolfy_portal.views.lists import MetricView, PlaceView, counted, turn_to
from toolfy_portal.views.money import BY_DAY, payment_title
from toolfy_portal.views.panels import PillView
from toolfy_portal.views.staff import near_day, near_moment
from toolfy_portal.views.staff_money import ENDED

_RECEIVED = PillView("Received", "pos", glyphs.CHECK)
_BOOKED = {
    LedgerKind.PAYMENT: _RECEIVED,
    LedgerKind.MANUAL: _RECEIVED,
    LedgerKind.IMPORTED: _RECEIVED,
    LedgerKind.REFUND: PillView("Refunded", "mute", glyphs.RING),
    LedgerKind.REFUND_REVERSED: PillView("Came back", "warn", glyphs.BANG),
    LedgerKind.DISPUTE: PillView("Disputed", "neg", glyphs.BANG),
    LedgerKind.DISPUTE_WON: PillView("Dispute won", "pos", glyphs.CHECK),
    LedgerKind.MANUAL_UNDONE: PillView("Undone", "mute", glyphs.SLASH),
    LedgerKind.CREDIT_NOTE: PillView("Credited", "mute", glyphs.RING),
    LedgerKind.WRITE_OFF: PillView("Written off", "mute", glyphs.SLASH),
}
_UNDER_WAY = PillView("Under way", "mute", glyphs.DASHES)
_NOT_COMPLETED = PillView("Not completed", "mute", glyphs.SLASH)
_TRIES = {
    AttemptState.PROCESSING: PillView("Processing", "info", glyphs.CLOCK),
    AttemptState.CREATING: _UNDER_WAY,
    AttemptState.OPEN: _UNDER_WAY,
    AttemptState.FAILED: PillView("Failed", "neg", glyphs.BANG),
}
_TO_DECIDE = PillView("To decide", "warn", glyphs.BANG)
_GIVEN_BACK = PillView("Given back", "mute", glyphs.RING)


@dataclass(frozen=True)
class PaymentRowView:
    """A row. id: of money that can be given back, else empty. note: receipt, who recorded it and why."""

    id: str = ""
    invoice_id: str = ""
    customer: str = ""
    number: str = ""
    how: str = ""
    note: str = ""
    pill: PillView = field(default_factory=PillView)
    at: str = ""
    amount: str = ""


@dataclass(frozen=True)
class PaymentsView:
    """One page of the list. csv: where all pages are as a file."""

    metrics: list[MetricView] = field(default_factory=list[MetricView])
    rows: list[PaymentRowView] = field(default_factory=list[PaymentRowView])
    place: PlaceView = field(default_factory=PlaceView)
    is_filtered: bool = False
    csv: str = ""


def show_payments(uow: UnitOfWork[StaffAccess], wanted: Wanted, page: int) -> PaymentsView:
    """Return a page of the list; the last one if there aren't that many. Raises Forbidden for a technician."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    rows, place = turn_to(page, PAGE_SIZE, lambda page: listing.page_of(uow, wanted, page))
    asked = {"only": wanted.show.value, "period": wanted.period.value, "search": wanted.search.strip()}
    return PaymentsView(
        metrics=_metrics(listing.sums(uow, wanted), wanted.show, business),
        rows=[payment_row(each, business, today) for each in rows],
        place=place,
        is_filtered=wanted.show is not Show.ALL or wanted.period is not Period.ALL or wanted.search.strip() != "",
        csv=f"/staff/payments.csv?{urlencode(asked)}",
    )


def payment_row(listed: Listed, business: Business, today: date) -> PaymentRowView:
    """Put a row into words."""
    record, note, back = listed.record, "", ""
    if isinstance(record, LedgerEntry):
        how = payment_title(record)
        by = ": ".join(filter(None, [listed.by, listed.note]))
        note = " · ".join(filter(None, [listed.receipt, by, "Test" if record.is_test else ""]))
    elif isinstance(record, Attempt):
        how = trying(record)
    else:
        how, back = record.detail, record.id if record.state is UnmatchedState.OPEN else ""
    return PaymentRowView(
        id=back,
        invoice_id=record.document_id,
        customer=listed.customer,
        number=listed.invoice,
        how=how,
        note=note,
        pill=pill_of(listed),
        at=_at(listed, business, today),
        amount=_money(record.amount_minor, record.currency, business),
    )


def pill_of(listed: Listed) -> PillView:
    """Return how a row's money stands."""
    record = listed.record
    if isinstance(record, LedgerEntry):
        return _BOOKED[record.kind]
    if isinstance(record, Attempt):
        return _TRIES.get(record.state, _NOT_COMPLETED)
    return _TO_DECIDE if record.state is UnmatchedState.OPEN else _GIVEN_BACK


def _at(listed: Listed, business: Business, today: date) -> str:
    """Return when; the day alone where nobody knows the minute."""
    if isinstance(listed.record, LedgerEntry) and listed.record.kind in BY_DAY:
        return near_day(day_in(business.timezone, listed.at), today, business.locale)
    return near_moment(listed.at, today, business.timezone, business.locale)


def trying(attempt: Attempt) -> str:
    """Return how an attempt stands, and why it was declined if it was."""
    if attempt.state is AttemptState.PROCESSING:
        return "Bank debit"
    return f"{ENDED[attempt.state]}. {attempt.failure}".removesuffix(". ") if attempt.failure else ENDED[attempt.state]


def _metrics(sums: Iterable[Sum], show: Show, business: Business) -> list[MetricView]:
    booked = [each for each in sums if each.kind is not None]
    waiting = [each for each in sums if each.kind is None]
    received = [each for each in booked if each.kind in RECEIVED]
    returned = [each for each in booked if each.kind in RETURNED]
    reduced = [each for each in booked if each.kind not in {*RECEIVED, *RETURNED}]
    about = {
        "Received": (received, "payment"),
        "Refunded": (returned, "time"),
        "Net": (received + returned, ""),
        "Credited or written off": (reduced, "time"),
        show.value.capitalize() if show is not Show.ALL else "Processing": (waiting, "payment"),
    }
    usual = {"Received", "Refunded", "Net"} if show is Show.ALL else {show.value.capitalize()}
    return [_metric(label, of, noun, business) for label, (of, noun) in about.items() if of or label in usual]


def _metric(label: str, of: list[Sum], noun: str, business: Business) -> MetricView:
    """Show the business's own currency large; others stand below it, never added in."""
    added: dict[str, int] = {}
    for each in of:
        added[each.currency] = added.get(each.currency, 0) + each.minor
    own = added.pop(business.currency, 0)
    others = [_money(minor, currency, business) for currency, minor in sorted(added.items())]
    count = [counted(sum(each.count for each in of), noun)] if noun else []
    note = " · ".join([*(f"and {text}" for text in others), *count])
    return MetricView(label, _money(own, business.currency, business), note)


def _money(minor: int, currency: str, business: Business) -> str:
    return Money(minor, currency).text(business.locale).replace("-", "−", 1)

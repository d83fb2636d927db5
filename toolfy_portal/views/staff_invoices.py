"""The staff's list of invoices as text, with the numbers over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.invoices.service import PAGE_SIZE, Filter, ListedInvoice
from toolfy_portal.domain.invoices.standing import Standing, standing
from toolfy_portal.domain.payments.models import LedgerEntry
from toolfy_portal.views.activity import SeenView, seen
from toolfy_portal.views.lists import MetricView, PlaceView, counted, turn_to
from toolfy_portal.views.panels import PillView, pill_view
from toolfy_portal.views.staff import near_day
from toolfy_portal.views.words import days, number

LOOK_BACK = timedelta(days=90)
_OPENABLE = {Standing.DUE, Standing.OVERDUE, Standing.PARTLY_PAID, Standing.PROCESSING}


@dataclass(frozen=True)
class RowView:
    """One invoice in the list. due: "28 Nov", or "Paid 16 Nov"."""

    id: str = ""
    customer: str = ""
    title: str = ""
    number: str = ""
    pill: PillView = field(default_factory=PillView)
    seen: SeenView = field(default_factory=SeenView)
    due: str = ""
    amount: str = ""
    has_link: bool = False  # or gets one when it is asked for


@dataclass(frozen=True)
class InvoicesView:
    """One page of the list."""

    metrics: list[MetricView] = field(default_factory=list[MetricView])
    rows: list[RowView] = field(default_factory=list[RowView])
    place: PlaceView = field(default_factory=PlaceView)
    is_filtered: bool = False


def show_invoices(uow: UnitOfWork[StaffAccess], only: Filter, search: str, page: int) -> InvoicesView:
    """Return a page of the list; the last one if there aren't that many (any more)."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)

    def find(page: int) -> tuple[list[ListedInvoice], int]:
        found = invoices.page_of(uow, only, search, page, today)
        return found.rows, found.total

    rows, place = turn_to(page, PAGE_SIZE, find)
    return InvoicesView(
        metrics=_metrics(uow, business, today),
        rows=invoice_rows(uow, rows, business, today),
        place=place,
        is_filtered=only is not Filter.ALL or search.strip() != "",
    )


def invoice_rows(
    uow: UnitOfWork[StaffAccess], listed: Sequence[ListedInvoice], business: Business, today: date
) -> list[RowView]:
    """Return invoices as rows of a list, with what their customers did with them."""
    traces = seen(uow, [each.invoice.id for each in listed])
    rows: list[RowView] = []
    for each in listed:
        invoice, stands = each.invoice, standing(each.invoice, today)
        unseen = SeenView("Not opened yet") if stands in _OPENABLE else SeenView()
        rows.append(
            RowView(
                id=invoice.id,
                customer=each.customer,
                title=invoice.title,
                number=invoice.number,
                pill=pill_view(stands),
                seen=traces.get(invoice.id, unseen),
                due=_due(invoice, stands, business, today),
                amount=invoice.total.text(business.locale),
                has_link=stands not in {Standing.DRAFT, Standing.VOID},
            )
        )
    return rows


def _due(invoice: Invoice, stands: Standing, business: Business, today: date) -> str:
    if stands is Standing.PAID and invoice.settled_at:
        return f"Paid {near_day(day_in(business.timezone, invoice.settled_at), today, business.locale)}"
    return near_day(invoice.due_on, today, business.locale) if invoice.due_on else ""


def _metrics(uow: UnitOfWork[StaffAccess], business: Business, today: date) -> list[MetricView]:
    def money(minor: int) -> str:
        return Money(minor, business.currency).text(business.locale)

    owed = invoices.figures(uow, business.currency, today)
    oldest = f", oldest {days(today - owed.oldest_due_on, business.locale)}" if owed.oldest_due_on else ""
    month = datetime.combine(today.replace(day=1), time(), ZoneInfo(business.timezone))
    received, payments = _received(uow, business.currency, month)
    metrics = [
        MetricView("Outstanding", money(owed.outstanding_minor), counted(owed.outstanding_count, "invoice")),
        MetricView(
            "Overdue",
            money(owed.overdue_minor),
            counted(owed.overdue_count, "invoice") + oldest,
            is_bad=owed.overdue_count > 0,
        ),
        MetricView("Paid this month", money(received), counted(payments, "payment")),
    ]
    if taken := invoices.days_to_settle(uow, uow.now - LOOK_BACK, business.timezone):
        metrics.append(MetricView("Time to pay", days_taken(median(taken), business.locale), "median, last 90 days"))
    return metrics


def days_taken(days: float, locale: str) -> str:
    """Return "1 day" or "2.5 days"."""
    shown = number(Decimal(str(days)), locale)
    return f"{shown} day" if shown == "1" else f"{shown} days"


def _received(uow: UnitOfWork[StaffAccess], currency: str, since: datetime) -> tuple[int, int]:
    """Return what came in since then, and in how many payments."""
    total = func.coalesce(func.sum(col(LedgerEntry.amount_minor)), 0)
    recent = (col(LedgerEntry.currency) == currency, col(LedgerEntry.at) >= since, col(LedgerEntry.at) <= uow.now)
    minor, count = uow.rows(select(total, func.count()).where(*recent))[0]
    return int(minor), count  # PostgreSQL sums to Decimal

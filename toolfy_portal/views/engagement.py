"""What customers do with the portal as text: the figures, a year by months, and the customers one by one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from babel.dates import format_skeleton
from babel.numbers import format_percent

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.engagement.facts import Facts, invoice_facts
from toolfy_portal.domain.engagement.figures import (
    FEWEST,
    CustomerFigures,
    Figures,
    Show,
    Sort,
    by_customer,
    by_month,
    figures,
    first_month,
)
from toolfy_portal.domain.payments.listing import Period, span_of
from toolfy_portal.views.charts import ChartView, chart
from toolfy_portal.views.lists import counted
from toolfy_portal.views.staff import near_day
from toolfy_portal.views.words import number

TOO_FEW = "Too few to say"


@dataclass(frozen=True)
class EngagementAsked:
    """What is asked for. search: part of a customer's name."""

    period: Period = Period.ALL
    show: Show = Show.ALL
    sort: Sort = Sort.VIEWS
    search: str = ""


@dataclass(frozen=True)
class FigureView:
    """A number, what stands beside it, and how it is counted."""

    label: str = ""
    value: str = ""
    note: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class CustomerRowView:
    """A customer. share: of their invoices paid online, in percent; paid: those as "3 of 4"."""

    name: str = ""
    views: str = ""
    seen: str = ""
    share: str = "0"
    paid: str = ""
    days: str = ""
    served: str = ""
    amount: str = ""


@dataclass(frozen=True)
class EngagementView:
    """The whole page. about: of which invoices; total: of customers that match, `rows` may be fewer."""

    about: str = ""
    figures: list[FigureView] = field(default_factory=list[FigureView])
    use: ChartView = field(default_factory=ChartView)
    speed: ChartView = field(default_factory=ChartView)
    rows: list[CustomerRowView] = field(default_factory=list[CustomerRowView])
    shown: str = ""
    has_more: bool = False
    is_filtered: bool = False
    is_new: bool = False  # nothing was ever issued
    csv: str = ""


def show_engagement(uow: UnitOfWork[StaffAccess], asked: EngagementAsked, most: int) -> EngagementView:
    """Return the page with the first so many customers. Raises Forbidden for a technician."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    everything, chosen = _facts(uow, asked.period, business, today)
    found = by_customer(chosen, asked.show, asked.sort, asked.search)
    rows = [_row(each, business, today) for each in found[:most]]
    months = by_month(everything, today)
    names = [format_skeleton("MMM", month, locale=business.locale) for month, _ in months]
    return EngagementView(
        about=f"{counted(len(chosen), 'invoice')} issued {_WHEN[asked.period]}. Drafts and void invoices don’t count.",
        figures=_figures(figures(chosen), business),
        use=_use(months, names, business),
        speed=_speed(months, names, business),
        rows=rows,
        shown=f"{len(rows)} of {counted(len(found), 'customer')}" if rows else "",
        has_more=len(found) > most,
        is_filtered=asked.show is not Show.ALL or asked.search.strip() != "",
        is_new=asked.period is Period.ALL and not chosen,
        csv=f"/staff/engagement.csv?{urlencode(_in_address(asked))}",
    )


def engagement_of_customers(
    uow: UnitOfWork[StaffAccess], asked: EngagementAsked
) -> tuple[Business, list[CustomerFigures]]:
    """Return the business and all customers that are asked for. Raises Forbidden for a technician."""
    business = profile(uow).business
    _, chosen = _facts(uow, asked.period, business, day_in(business.timezone, uow.now))
    return business, by_customer(chosen, asked.show, asked.sort, asked.search)


_WHEN = {
    Period.ALL: "so far",
    Period.THIS_MONTH: "this month",
    Period.LAST_MONTH: "last month",
    Period.THIS_YEAR: "this year",
}


def _in_address(asked: EngagementAsked) -> dict[str, str]:
    words = asked.search.strip()
    return {"period": asked.period.value, "only": asked.show.value, "sort": asked.sort.value, "search": words}


def _facts(
    uow: UnitOfWork[StaffAccess], period: Period, business: Business, today: date
) -> tuple[list[Facts], list[Facts]]:
    """Return the facts of the period and of the last twelve months, and those of the period alone."""
    since, until = span_of(period, business.timezone, uow.now)
    first = since and day_in(business.timezone, since)
    after = until and day_in(business.timezone, until)
    read = invoice_facts(uow, first and min(first, first_month(today)), business.timezone)
    return read, [
        each for each in read if (not first or each.issued_on >= first) and (not after or each.issued_on < after)
    ]


def _figures(found: Figures, business: Business) -> list[FigureView]:
    money, others = _money(found.online, business)
    own, received = found.online[business.currency], found.received[business.currency]
    of_all = f"{_percent(own, received, business)} of everything received" if own > 0 else ""
    served = found.downloads + found.online_payments + found.fresh_links + found.transfers_told
    of, locale = f"of {counted(found.invoices, 'invoice')}", business.locale
    return [
        FigureView(
            "Customers on the portal",
            f"{found.customers_opened} of {found.customers}",
            "customers",
            "Billed in this time, and opened at least one of those invoices by its link.",
        ),
        FigureView(
            "Links shared",
            _share(found.shared, found.invoices, business),
            f"{found.shared} {of}",
            "The link was sent, copied by staff, or opened.",
        ),
        FigureView(
            "Opened",
            _share(found.opened, found.invoices, business),
            f"{found.opened} {of}",
            "A person looked at it, took the PDF, or went on to pay. Machines that check links aren’t counted.",
        ),
        FigureView(
            "Paid online",
            _share(found.paid_online, found.invoices, business),
            f"{found.paid_online} {of}",
            "At least a part was paid through the portal.",
        ),
        FigureView(
            "Money paid online",
            money,
            " · ".join(filter(None, [*(f"and {each}" for each in others), of_all])),
            "For these invoices, less what was given back. Each currency by itself.",
        ),
        FigureView(
            "Days to pay online",
            _days(found.days_online, locale),
            f"Paid otherwise: {_days(found.days_otherwise, locale).lower()}",
            f"From issuing to full payment: half were faster, half slower. Needs {FEWEST} paid invoices.",
        ),
        FigureView("Done without asking you", str(served), _served(found), "What customers did by themselves."),
        FigureView(
            "Unfinished payments",
            str(found.unfinished),
            "worth a call" if found.unfinished else "",
            "Began to pay online; nothing has arrived since, and the invoice is open.",
        ),
    ]


def _served(found: Figures) -> str:
    parts = (
        (found.downloads, "PDF"),
        (found.online_payments, "payment"),
        (found.fresh_links, "fresh link"),
        (found.transfers_told, "transfer told"),
    )
    return ", ".join(counted(count, noun).replace("tolds", "told") for count, noun in parts if count)


def _share(part: int, whole: int, business: Business) -> str:
    return _percent(part, whole, business) if whole >= FEWEST else TOO_FEW


def _percent(part: int, whole: int, business: Business) -> str:
    return format_percent(Decimal(part) / whole if whole else 0, "#,##0%", locale=business.locale)


def _days(days: float | None, locale: str) -> str:
    if days is None:
        return TOO_FEW
    return "1 day" if days == 1 else f"{number(Decimal(str(days)), locale)} days"


def _money(amounts: Counter[str], business: Business) -> tuple[str, list[str]]:
    """Return the amount in the business's own currency, and those in others that there are."""
    others = [
        Money(minor, currency).text(business.locale)
        for currency, minor in sorted(amounts.items())
        if currency != business.currency and minor
    ]
    return Money(amounts[business.currency], business.currency).text(business.locale), others


Months = list[tuple[date, Figures]]


def _use(months: Months, names: list[str], business: Business) -> ChartView:
    total = sum(found.invoices for _, found in months)
    opened, paid = (sum(each) for each in zip(*((f.opened, f.paid_online) for _, f in months), strict=True))
    return chart(
        f"Of {counted(total, 'invoice')} issued in the last twelve months {opened} were opened, {paid} paid online.",
        names,
        [
            [_month(month, business), *map(str, (found.invoices, found.shared, found.opened, found.paid_online))]
            for month, found in months
        ],
        bars=[found.paid_online for _, found in months],
        quiet=[found.opened for _, found in months],
    )


def _speed(months: Months, names: list[str], business: Business) -> ChartView:
    return chart(
        "Median days from issuing to full payment, by the month of issue: paid online, and paid otherwise.",
        names,
        [
            [
                _month(month, business),
                *(_days(days, business.locale) for days in (found.days_online, found.days_otherwise)),
            ]
            for month, found in months
        ],
        strong=[found.days_online for _, found in months],
        quiet=[found.days_otherwise for _, found in months],
    )


def _month(month: date, business: Business) -> str:
    return format_skeleton("yMMM", month, locale=business.locale)


def _row(found: CustomerFigures, business: Business, today: date) -> CustomerRowView:
    own, others = _money(found.online, business)
    seen = found.last_seen and near_day(day_in(business.timezone, found.last_seen), today, business.locale)
    return CustomerRowView(
        name=found.name,
        views=str(found.views),
        seen=seen or ("Not seen" if found.opened else "Never"),
        share=str(round(100 * found.paid_online / found.invoices)),
        paid=f"{found.paid_online} of {found.invoices}",
        days="" if found.days is None else _days(found.days, business.locale),
        served=str(found.self_served),
        amount=" + ".join([own, *others] if found.online[business.currency] or not others else others),
    )

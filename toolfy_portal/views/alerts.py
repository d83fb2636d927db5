"""What staff are told, as text, by day; and what each is sent by e-mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import col, select

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.alerts import choices, service
from toolfy_portal.domain.alerts.choices import Whose
from toolfy_portal.domain.alerts.models import Alert
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links.events import DocumentViewed
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.views.glyphs import ICONS
from toolfy_portal.views.staff import near_day
from toolfy_portal.views.words import moment, when

LONGEST = 200  # alerts that the panel shows
_LOOKS = {
    Topic.PAYMENT: ("check", "pos"),
    Topic.PROBLEM: ("warning", "neg"),
    Topic.FAILED: ("card", "warn"),
    Topic.TRANSFER: ("bank", "brand"),
    Topic.LATE_FEE: ("clock", "warn"),
    Topic.VIEW: ("eye", "brand"),
    Topic.LINK: ("renew", "brand"),
    Topic.MESSAGE: ("mail", "warn"),
}
_TOPICS = {
    Topic.PAYMENT: ("Payments", "Money arrived, by card, by bank or recorded by a colleague."),
    Topic.PROBLEM: (
        "Problems with money",
        "Failed refunds, disputes, money that doesn’t fit, Stripe disconnected.",
    ),
    Topic.FAILED: ("Failed payments", "A customer’s card or debit was declined."),
    Topic.TRANSFER: ("Transfers on their way", "A customer says that they sent a bank transfer."),
    Topic.LATE_FEE: ("Late fees", "A fee was added to an overdue invoice."),
    Topic.VIEW: ("First views", "A customer looked at a document for the first time."),
    Topic.LINK: ("Fresh links", "A customer’s link had expired and they asked for a new one."),
    Topic.MESSAGE: ("Messages that can’t be delivered", "A customer has no e-mail address to send to."),
}


@dataclass(frozen=True)
class AlertView:
    """An alert. text: whom and what it is about; drawing: the inside of an SVG on the 24 grid."""

    id: str = ""
    title: str = ""
    text: str = ""
    at: str = ""
    exactly: str = ""
    href: str = ""
    tone: str = ""
    drawing: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class AlertDayView:
    """A day's alerts. title: "Today", "Yesterday", "28 Nov"."""

    title: str = ""
    alerts: list[AlertView] = field(default_factory=list[AlertView])


@dataclass(frozen=True)
class AlertsView:
    """The newest alerts, newest first."""

    days: list[AlertDayView] = field(default_factory=list[AlertDayView])
    has_more: bool = False


@dataclass(frozen=True)
class TopicView:
    """A topic, and how it is sent."""

    name: str = ""
    title: str = ""
    text: str = ""
    mode: str = ""


@dataclass(frozen=True)
class MailView:
    """What is sent, and where to. hour: of the digest, "8"."""

    address: str = ""
    topics: list[TopicView] = field(default_factory=list[TopicView])
    hour: str = "8"


@dataclass(frozen=True)
class MailsView:
    """The person's own e-mails and, for those who look after it, the business's."""

    mine: MailView = field(default_factory=MailView)
    business: MailView = field(default_factory=MailView)
    has_business: bool = False
    timezone: str = ""


def show_alerts(uow: UnitOfWork[StaffAccess], limit: int) -> AlertsView:
    """Return the newest alerts; at most 200."""
    limit = min(max(limit, 1), LONGEST)
    found = service.newest(uow, limit + 1)
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    shown = alert_views(uow, found[:limit])
    days = [day_in(business.timezone, alert.at) for alert, _ in found[:limit]]
    grouped = [
        AlertDayView(_day(day, today, business), [view for _, view in pairs])
        for day, pairs in groupby(zip(days, shown, strict=True), key=lambda pair: pair[0])
    ]
    return AlertsView(grouped, has_more=limit < min(len(found), LONGEST))


def alert_views(uow: UnitOfWork[StaffAccess], found: Sequence[tuple[Alert, bool]]) -> list[AlertView]:
    """Return alerts as text, in the same order."""
    numbers = _names(uow, Invoice.id, Invoice.number, [alert.subject_id for alert, _ in found])
    people = _names(uow, Customer.id, Customer.name, [alert.customer_id or "" for alert, _ in found])
    business = profile(uow).business
    return [_alert(alert, is_read, business, numbers, people) for alert, is_read in found]


def _names(uow: UnitOfWork[StaffAccess], key: str, name: str, ids: Iterable[str]) -> dict[str, str]:
    return {row[0]: row[1] for row in uow.rows(select(col(key), col(name)).where(col(key).in_(set(ids))))}


def _alert(
    alert: Alert, is_read: bool, business: Business, numbers: dict[str, str], people: dict[str, str]
) -> AlertView:
    icon, tone = _LOOKS[alert.topic]
    number, who = numbers.get(alert.subject_id, ""), people.get(alert.customer_id or "", "")
    about = "" if number in alert.title else number
    return AlertView(
        id=alert.id,
        title="First viewed" if alert.kind == DocumentViewed.__name__ else alert.title,
        text=" · ".join(filter(None, [who, about, "Test" if alert.is_test else ""])),
        at=when(alert.at, alert.at, business.timezone, business.locale),
        exactly=moment(alert.at, business.timezone, business.locale),
        href=f"/staff/invoices/{alert.subject_id}" if number else "/staff/settings/payments",
        tone=tone,
        drawing=ICONS[icon],
        is_read=is_read,
    )


def _day(day: date, today: date, business: Business) -> str:
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return near.get(day) or near_day(day, today, business.locale)


def show_mails(uow: UnitOfWork[StaffAccess]) -> MailsView:
    """Return what the person chose, and for the business if they may."""
    business = profile(uow).business
    mine = _mail(uow, Whose.MINE, uow.get(Staff, uow.access.staff_id).email)
    if uow.access.role is Role.TECHNICIAN:
        return MailsView(mine, timezone=business.timezone)
    return MailsView(mine, _mail(uow, Whose.BUSINESS, business.email), has_business=True, timezone=business.timezone)


def _mail(uow: UnitOfWork[StaffAccess], whose: Whose, to: str) -> MailView:
    wanted = choices.chosen(uow, whose)
    topics = [TopicView(topic.value, *_TOPICS[topic], mode.value) for topic, mode in wanted.modes.items()]
    return MailView(to, topics, str(wanted.digest_hour))

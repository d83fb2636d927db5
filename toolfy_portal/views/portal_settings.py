"""A document's links as staff see them: the customer's, others', and those that ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.activity.service import Tally
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.lifetimes import has_expired, is_settled
from toolfy_portal.domain.links.models import Lifetime, LinkScope, OnceSettled, PortalLink
from toolfy_portal.views.activity import VIEWED, moment_or_day
from toolfy_portal.views.invoices import FactView
from toolfy_portal.views.staff import near_day, near_moment
from toolfy_portal.views.words import days

Staff = UnitOfWork[StaffAccess]


@dataclass(frozen=True)
class OtherLinkView:
    """A working link of somebody else than the customer."""

    id: str = ""
    name: str = ""
    title: str = ""  # "Jane Doe, can look"
    text: str = ""
    email: str = ""


@dataclass(frozen=True)
class OldLinkView:
    """A link that opens nothing any more."""

    title: str = ""  # "7a8b…, for Jane Doe"
    text: str = ""


@dataclass(frozen=True)
class PortalSettingsView:
    """What Portal Settings show. address: without the secret, empty if no link is on. state: on, expired, off, none."""

    about: str = ""  # number and customer, so that nobody changes another invoice's
    state: str = ""
    address: str = ""
    facts: list[FactView] = field(default_factory=list[FactView])
    warning: str = ""
    opened: str = ""  # "Opened today at 08:58": somebody may be reading
    first_name: str = ""
    has_email: bool = False
    lifetime: str = ""
    once_settled: str = ""
    others: list[OtherLinkView] = field(default_factory=list[OtherLinkView])
    old: list[OldLinkView] = field(default_factory=list[OldLinkView])


def show_portal_settings(uow: Staff, invoice: Invoice) -> PortalSettingsView:
    """Return the document's links in words."""
    every, views, business = links.of_document(uow, invoice.id), _views(uow, invoice.id), profile(uow).business
    customer, main = uow.get(Customer, invoice.customer_id), links.current(uow, invoice.id)
    seen = _of_customer(every, views)
    others = [link for link in reversed(every) if link.recipient and not _has_ended(uow, link)]
    old = [link for link in every if link is not main and _has_ended(uow, link)]
    return PortalSettingsView(
        about=f"{invoice.number} for {customer.name}",
        state=_state(uow, main, every),
        address=portal_url(main.kind.value, f"{main.token_start}…").partition("://")[2] if main else "",
        facts=_facts(uow, main, seen, business) if main else [],
        warning=_warning(invoice, main, business) if main else "",
        opened=f"Last viewed {_at(seen.last_at, uow.now, business)}" if seen else "",
        first_name=(customer.contact_name or customer.name).split()[0],
        has_email=bool(customer.email),
        lifetime=(main.lifetime if main else Lifetime.DAYS_30).value,
        once_settled=(main.once_settled if main else OnceSettled.KEEP).value,
        others=[_other(uow, link, views.get(link.id), business) for link in others],
        old=[_old(uow, link, business) for link in old],
    )


def _state(uow: Staff, main: PortalLink | None, every: Sequence[PortalLink]) -> str:
    if main is not None:
        return "expired" if has_expired(uow, main) else "on"
    return "off" if any(not link.recipient for link in every) else "none"


def _has_ended(uow: Staff, link: PortalLink) -> bool:
    return link.revoked_at is not None or has_expired(uow, link)


def _views(uow: Staff, document_id: str) -> dict[str, Tally]:
    """Count views by link; "" stands for those from before links were told apart."""
    link_id: Any = col(ActivityEntry.data)["link_id"].as_string()
    counted = (
        select(link_id, func.count(), func.max(ActivityEntry.at))
        .where(ActivityEntry.subject_id == document_id, ActivityEntry.kind == VIEWED)
        .group_by(link_id)
    )
    return {found or "": Tally(times, last_at) for found, times, last_at in uow.rows(counted)}


def _of_customer(every: Sequence[PortalLink], views: Mapping[str, Tally]) -> Tally | None:
    """Return the views with all links that the customer ever had."""
    others = {link.id for link in every if link.recipient}
    mine = [tally for link_id, tally in views.items() if link_id not in others]
    return Tally(sum(each.times for each in mine), max(each.last_at for each in mine)) if mine else None


def _facts(uow: Staff, link: PortalLink, seen: Tally | None, business: Business) -> list[FactView]:
    today = day_in(business.timezone, uow.now)
    created = near_moment(link.created_at, today, business.timezone, business.locale)
    viewed = f"{seen.times}, last {_at(seen.last_at, uow.now, business)}" if seen else "Not yet"
    facts = {"Created": created, "Expires": _expires(uow, link, business), "Viewed by a person": viewed}
    return [FactView(label, [value]) for label, value in facts.items()]


def _expires(uow: Staff, link: PortalLink, business: Business) -> str:
    if link.expires_at is None:
        return "Never, kept for records"
    day = near_day(day_in(business.timezone, link.expires_at), day_in(business.timezone, uow.now), business.locale)
    left = link.expires_at - uow.now
    if left <= timedelta(0):
        return f"Expired on {day}"
    return f"{day}, {days(left, business.locale)} left" if left >= timedelta(days=1) else f"{day}, less than a day left"


def _warning(invoice: Invoice, link: PortalLink, business: Business) -> str:
    """Say that the link ends before the customer has to pay (PRODUCT.md C4)."""
    if link.expires_at is None or invoice.due_on is None or is_settled(invoice):
        return ""
    if day_in(business.timezone, link.expires_at) > invoice.due_on:
        return ""
    due = near_day(invoice.due_on, day_in(business.timezone, link.expires_at), business.locale)
    return f"This link ends before the invoice is due on {due}. Resend it, or let it work longer below."


def _other(uow: Staff, link: PortalLink, seen: Tally | None, business: Business) -> OtherLinkView:
    times = f"viewed {seen.times} {'time' if seen.times == 1 else 'times'}" if seen else "not viewed yet"
    can = "can pay" if link.scope is LinkScope.PAY else "can look"
    return OtherLinkView(
        link.id, link.recipient, f"{link.recipient}, {can}", f"{_expires(uow, link, business)}, {times}", link.email
    )


def _old(uow: Staff, link: PortalLink, business: Business) -> OldLinkView:
    ended_at, how = link.revoked_at, "switched off"
    if link.expires_at is not None and link.expires_at <= (ended_at or uow.now):
        ended_at, how = link.expires_at, "expired"
    elif link.replaced_by is not None:
        how = "regenerated"
    made, ended = _at(link.created_at, uow.now, business), _at(ended_at or uow.now, uow.now, business)
    whose = f", for {link.recipient}" if link.recipient else ""
    return OldLinkView(f"{link.token_start}…{whose}", f"Created {made}, {how} {ended}")


def _at(at: datetime, now: datetime, business: Business) -> str:
    """Return "today at 08:58" or "on 14 Nov"."""
    is_today = day_in(business.timezone, at) == day_in(business.timezone, now)
    return f"{'today at' if is_today else 'on'} {moment_or_day(at, now, business)}"

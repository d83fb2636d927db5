"""An invoice as staff see it: what the customer sees, and what is for the team alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_percent
from sqlmodel import select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.activity.service import tallies
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.e_invoicing import e_invoice, missing
from toolfy_portal.domain.invoices.events import InvoiceImported
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.invoices.standing import standing
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.lifetimes import has_expired
from toolfy_portal.views.activity import VIEWED, TimelineView, moment_or_day, timeline_view
from toolfy_portal.views.invoices import FactView, InvoiceView, SectionView, show_invoice
from toolfy_portal.views.panels import PillView, pill_view
from toolfy_portal.views.portal_settings import PortalSettingsView, show_portal_settings
from toolfy_portal.views.staff import near_day
from toolfy_portal.views.staff_money import MoneyView, show_money


@dataclass(frozen=True)
class LinkBoxView:
    """The customer's link, without its secret: the address ends after four characters of it."""

    address: str = ""  # empty: there is none
    facts: list[FactView] = field(default_factory=list[FactView])
    hint: str = ""


@dataclass(frozen=True)
class StaffInvoiceView:
    """Everything staff see of an invoice. margin is empty unless every line's cost is known."""

    invoice: InvoiceView = field(default_factory=InvoiceView)
    pill: PillView = field(default_factory=PillView)
    customer: str = ""
    customer_id: str = ""
    address: str = ""
    days: list[FactView] = field(default_factory=list[FactView])
    margin: list[FactView] = field(default_factory=list[FactView])
    private_notes: str = ""
    origin: SectionView = field(default_factory=SectionView)
    link: LinkBoxView = field(default_factory=LinkBoxView)
    portal: PortalSettingsView = field(default_factory=PortalSettingsView)
    timeline: TimelineView = field(default_factory=TimelineView)
    is_draft: bool = False
    can_edit: bool = False
    can_send: bool = False
    money: MoneyView = field(default_factory=MoneyView)
    has_e_invoice: bool = False  # inside its PDF
    e_invoice_lacks: list[str] = field(default_factory=list[str])  # what keeps it out, in sentences


def show_staff_invoice(uow: UnitOfWork[StaffAccess], invoice_id: str, entries: int) -> StaffInvoiceView:
    """Return the invoice with so many entries of its history. Raises NotFound."""
    invoice, shown = invoices.find(uow, invoice_id), show_invoice(uow, invoice_id)
    about, lines = profile(uow), invoices.lines(uow, invoice_id)
    business = about.business
    customer = uow.get(Customer, invoice.customer_id)
    return StaffInvoiceView(
        invoice=shown,
        pill=pill_view(standing(invoice, day_in(business.timezone, uow.now))),
        customer=customer.name,
        customer_id=customer.id,
        address=", ".join((invoice.work_address or customer.address).splitlines()),
        days=[fact for fact in shown.facts if fact.label in {"Issued", "Due"}],
        margin=_margin(invoice, lines, business.locale),
        private_notes=invoice.private_notes,
        origin=_origin(uow, invoice),
        link=_link_box(uow, invoice, business),
        portal=show_portal_settings(uow, invoice),
        timeline=timeline_view(uow, invoice_id, entries, business),
        is_draft=invoice.status is InvoiceStatus.DRAFT,
        can_send=invoice.status is not InvoiceStatus.VOID,
        can_edit=not editing.closed_because(invoice),
        money=show_money(uow, invoice_id),
        has_e_invoice=e_invoice(invoice, lines, about) is not None,
        e_invoice_lacks=missing(invoice, lines, about),
    )


def _margin(invoice: Invoice, lines: Sequence[InvoiceLine], locale: str) -> list[FactView]:
    costs = [line.cost_minor for line in lines if line.cost_minor is not None]
    revenue = invoice.subtotal_minor - invoice.discount_minor  # before tax, which is nobody's profit
    if len(costs) < len(lines) or not lines or revenue <= 0:
        return []
    profit = revenue - sum(costs)
    share = format_percent(Decimal(profit) / revenue, "#,##0.0%", locale=locale)
    amounts = [Money(minor, invoice.currency).text(locale) for minor in (sum(costs), profit)]
    return [FactView("Cost", amounts[:1]), FactView("Profit", amounts[1:]), FactView("Margin", [share])]


def _origin(uow: UnitOfWork[StaffAccess], invoice: Invoice) -> SectionView:
    if not invoice.source:
        return SectionView()
    kind = InvoiceImported.__name__
    imported = uow.first(
        select(ActivityEntry).where(ActivityEntry.subject_id == invoice.id, ActivityEntry.kind == kind)
    )
    data = imported.data if imported else {}
    return SectionView(f"Imported from {data.get('product', invoice.source)}", str(data.get("warnings", "")))


def _link_box(uow: UnitOfWork[StaffAccess], invoice: Invoice, business: Business) -> LinkBoxView:
    link = links.current(uow, invoice.id)
    if link is None:
        return LinkBoxView(hint=_why_none(uow, invoice))
    views = tallies(uow, [invoice.id], [VIEWED]).get((invoice.id, VIEWED))
    expired = has_expired(uow, link)
    facts = {
        "Views": str(views.times if views else 0),
        "Last seen": moment_or_day(views.last_at, uow.now, business) if views else "Never",
        "Expires": "Expired" if expired else _expiry(link.expires_at, uow.now, business),
    }
    return LinkBoxView(
        address=portal_url(link.kind.value, f"{link.token_start}…").partition("://")[2],
        facts=[FactView(label, [value]) for label, value in facts.items()],
        hint="Copying makes a fresh link for 30 days." if expired else "",
    )


def _why_none(uow: UnitOfWork[StaffAccess], invoice: Invoice) -> str:
    if invoice.status is InvoiceStatus.DRAFT:
        return "A draft has no link. Issue it, and it gets one."
    return links.SWITCHED_OFF if links.is_switched_off(uow, invoice.id) else "There is no link yet. Copying makes one."


def _expiry(at: datetime | None, now: datetime, business: Business) -> str:
    if at is None:
        return "Kept for records"
    return near_day(day_in(business.timezone, at), day_in(business.timezone, now), business.locale)

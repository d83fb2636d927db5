"""A check of our books against Stripe's as text."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import col, select

from toolfy_portal.adapters.payments_movements import MovementKind
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.checking import Check
from toolfy_portal.domain.payments.comparing import Difference, Why
from toolfy_portal.views.lists import counted
from toolfy_portal.views.staff import near_day, near_moment

MOST_SHOWN = 200  # differences; a page with thousands helps nobody
_NAMES = {
    MovementKind.PAYMENT: "Payment",
    MovementKind.REFUND: "Refund",
    MovementKind.DISPUTE: "Dispute",
}
_REASONS = {
    Why.NOT_BOOKED: "At Stripe, and not booked here.",
    Why.OTHER_AMOUNT: "{gateway} at Stripe, {booked} here.",
    Why.NOT_AT_GATEWAY: "Booked here, and Stripe doesn’t know it. Look for it in Stripe’s dashboard.",
    Why.NO_CHECKOUT: "At Stripe with this portal’s mark, but no checkout of yours fits. It may belong to another "
    "business that is paid into the same Stripe account.",
}


@dataclass(frozen=True)
class DifferenceView:
    """Something that isn't in order. ref: the gateway's id. number: of its invoice; empty if none is known."""

    ref: str = ""
    title: str = ""
    text: str = ""
    customer: str = ""
    number: str = ""
    invoice_id: str = ""
    can_book: bool = False


@dataclass(frozen=True)
class CheckView:
    """How a check stands. title: the answer, once it is there; counts: what was compared."""

    is_running: bool = False
    is_done: bool = False
    is_in_order: bool = False
    title: str = ""
    counts: str = ""
    progress: str = ""
    faults: list[str] = field(default_factory=list[str])
    rows: list[DifferenceView] = field(default_factory=list[DifferenceView])
    more: str = ""
    bookable: int = 0


def show_check(uow: UnitOfWork[StaffAccess], check: Check) -> CheckView:
    """Return how the check stands."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    done, found = not check.todo, check.differences
    shown = sorted(found, key=lambda each: each.at, reverse=True)[:MOST_SHOWN]
    documents = _documents(uow, {each.document_id for each in shown})
    return CheckView(
        is_running=not done,
        is_done=done,
        is_in_order=done and not found and not check.faults,
        title=_title(check) if done else "",
        counts=_counts(check, business, today),
        progress=f"Asking Stripe… {counted(len(check.seen), 'movement')} looked at",
        faults=list(check.faults),
        rows=[_row(each, documents.get(each.document_id, ("", "")), business, today) for each in shown],
        more=f"and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else "",
        bookable=sum(each.can_book for each in found),
    )


def _title(check: Check) -> str:
    payments = check.counted(MovementKind.PAYMENT)
    if check.differences:
        count = len(check.differences)
        return "1 thing doesn’t fit" if count == 1 else f"{count} things don’t fit"
    if check.faults:
        return "Not everything could be checked"
    if payments == 0:
        return "No payments at Stripe in this time, and none booked"
    return "The one payment at Stripe is booked" if payments == 1 else f"All {payments} payments at Stripe are booked"


def _counts(check: Check, business: Business, today: date) -> str:
    first = day_in(business.timezone, check.since)
    last = day_in(business.timezone, check.until - timedelta(microseconds=1))
    span = f"{near_day(first, today, business.locale)} to {near_day(last, today, business.locale)}"
    refunds, disputes = check.counted(MovementKind.REFUND), check.counted(MovementKind.DISPUTE)
    parts = [
        counted(check.counted(MovementKind.PAYMENT), "payment"),
        counted(refunds, "refund") if refunds else "",
        counted(disputes, "dispute") if disputes else "",
    ]
    aside = f"{counted(check.unmatched, 'payment')} waiting under Unmatched." if check.unmatched else ""
    others = (
        f"Not counted: {counted(check.others, 'payment')} at Stripe not made through this portal."
        if check.others
        else ""
    )
    return " ".join(filter(None, [f"{span}: {', '.join(filter(None, parts))}.", aside, others]))


def _documents(uow: UnitOfWork[StaffAccess], ids: set[str]) -> dict[str, tuple[str, str]]:
    """Return number and customer of invoices."""
    named = select(Invoice.id, Invoice.number, Customer.name).join(
        Customer, col(Customer.id) == col(Invoice.customer_id)
    )
    return {invoice_id: (number, name) for invoice_id, number, name in uow.rows(named.where(col(Invoice.id).in_(ids)))}


def _row(found: Difference, about: tuple[str, str], business: Business, today: date) -> DifferenceView:
    def money(minor: int | None) -> str:
        return Money(minor or 0, found.currency).text(business.locale).replace("-", "−", 1)

    amount = found.booked_minor if found.gateway_minor is None else found.gateway_minor
    reason = _REASONS[found.why].format(gateway=money(found.gateway_minor), booked=money(found.booked_minor))
    at = near_moment(found.at, today, business.timezone, business.locale)
    return DifferenceView(
        ref=found.ref,
        title=f"{_NAMES[found.kind]} of {money(abs(amount or 0))}, {at}",
        text=reason,
        customer=about[1],
        number=about[0],
        invoice_id=found.document_id if about[0] else "",
        can_book=found.can_book,
    )

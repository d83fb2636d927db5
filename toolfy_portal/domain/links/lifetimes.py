"""How long links work. The rules are PRODUCT.md C2 and C4."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links.models import Lifetime, OnceSettled, PortalLink

LIFETIME = timedelta(days=30)
LONGEST = timedelta(days=120)
_YEAR = timedelta(days=365)


def is_settled(invoice: Invoice) -> bool:
    """Say whether nothing is left to pay on it; a void one isn't settled."""
    return invoice.status is InvoiceStatus.ISSUED and invoice.balance.minor == 0


def expiry(
    uow: UnitOfWork[StaffAccess | SystemAccess], invoice: Invoice, lifetime: Lifetime, once_settled: OnceSettled
) -> datetime | None:
    """Return until when a link to the invoice works that is made or renewed now; None: without end."""
    if is_settled(invoice) and once_settled is not OnceSettled.SAME:
        return None if once_settled is OnceSettled.KEEP else uow.now + _YEAR
    if lifetime is Lifetime.DAYS_30 or invoice.due_on is None:
        return uow.now + LIFETIME
    zone = ZoneInfo(profile(uow).business.timezone)
    due_day_is_over = datetime.combine(invoice.due_on + timedelta(days=1), time(), zone)
    return min(max(uow.now + LIFETIME, due_day_is_over + LIFETIME), uow.now + LONGEST)


def has_expired(uow: UnitOfWork[StaffAccess | SystemAccess], link: PortalLink) -> bool:
    """Say whether the link's time is over."""
    return link.expires_at is not None and link.expires_at <= uow.now


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two ends; None is without end."""
    return None if one is None or other is None else max(one, other)


def earlier(one: datetime, other: datetime | None) -> datetime:
    """Return the earlier of two ends; None is without end."""
    return one if other is None else min(one, other)

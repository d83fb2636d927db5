"""The member of staff who is signed in, and the days of staff's lists as text."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.views.brands import picture
from toolfy_portal.views.words import short_day


@dataclass(frozen=True)
class StaffView:
    """Who is signed in, and where. logo: an address, empty if there is none."""

    name: str = ""
    initials: str = ""
    role: str = ""
    business: str = ""
    initial: str = ""
    logo: str = ""


def show_staff(uow: UnitOfWork[StaffAccess]) -> StaffView:
    """Return who is signed in."""
    about = profile(uow)
    name = uow.access.name
    return StaffView(
        name=name,
        initials=initials(name),
        role=uow.access.role.value.capitalize(),
        business=about.business.short_name or about.business.name,
        initial=about.business.name[:1].upper(),
        logo=picture(about.branding.logo_id),
    )


def initials(name: str) -> str:
    """Return the first letters of the first and last word: "HO"."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]])).upper()


def near_day(day: date, today: date, locale: str) -> str:
    """Return "28 Nov", with the year where it isn't this one."""
    return short_day(day, locale) if day.year == today.year else format_skeleton("yMMMd", day, locale=locale)


def near_moment(at: datetime, today: date, timezone: str, locale: str) -> str:
    """Return "28 Nov, 09:14", where the business is; with the year where it isn't this one."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{near_day(local.date(), today, locale)}, {format_time(local, 'short', locale=locale)}"

"""Dates and spans as people of a locale say them (CLDR)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal


def full_day(day: date, locale: str) -> str:
    """Return "14 November 2025"."""
    return format_date(day, "long", locale=locale)


def weekday(day: date, locale: str) -> str:
    """Return "Friday 28 November", or "Friday, November 28" where it is said so."""
    return format_skeleton("MMMMEEEEd", day, locale=locale)


def short_day(day: date, locale: str) -> str:
    """Return "28 Nov"."""
    return format_skeleton("MMMd", day, locale=locale)


def plain_day(day: date, locale: str) -> str:
    """Return "28 November"."""
    return format_skeleton("MMMMd", day, locale=locale)


def moment(at: datetime, timezone: str, locale: str) -> str:
    """Return "18 November 2025, 09:14", where the business is."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{full_day(local.date(), locale)}, {format_time(local, 'short', locale=locale)}"


def when(at: datetime, now: datetime, timezone: str, locale: str) -> str:
    """Return the time of day for today, else the day: "08:58" or "14 Nov"."""
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return format_time(local, "short", locale=locale)
    return short_day(local.date(), locale)


def from_today(day: date, today: date, locale: str) -> str:
    """Return "today", "in 10 days" or "14 days ago"."""
    if day == today:
        return "today"
    return format_timedelta(day - today, granularity="day", threshold=40, add_direction=True, locale=locale)


def days(span: timedelta, locale: str) -> str:
    """Return "14 days"."""
    return format_timedelta(span, granularity="day", threshold=40, locale=locale)


def number(value: Decimal, locale: str) -> str:
    """Return a quantity without needless zeros: "3.5"."""
    return format_decimal(value.normalize(), format="#,##0.######", locale=locale)

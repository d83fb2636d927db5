"""The time, as something that tests can hold still."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self._at

    def forward(self, **by: float) -> None:
        """Move by a timedelta's arguments: `forward(days=30)`; negative values move back."""
        self._at += timedelta(**by)


def day_in(timezone: str, at: datetime) -> date:
    """Return the calendar day of an instant in an IANA time zone. Due dates are days where the business is."""
    return at.astimezone(ZoneInfo(timezone)).date()

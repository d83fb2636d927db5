"""Where records come from, and the names by which they are known again."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from toolfy_portal.core.money import Money

LONGEST_ID = 200  # characters, of the columns that hold these names


@dataclass(frozen=True, slots=True)
class Origin:
    """A product's export, coming into a business. currency, timezone, locale: the business's own."""

    label: str
    currency: str
    timezone: str
    locale: str

    @property
    def product(self) -> str:
        """The product alone: clients and invoices of one product belong together."""
        return self.label.partition(":")[0]

    def text(self, minor: int, currency: str) -> str:
        """Return an amount as the business writes it."""
        return Money(minor, currency).text(self.locale)

    def noon(self, day: date) -> datetime:
        """Return the middle of a day at the business, which no time zone shifts to another day."""
        return datetime.combine(day, time(12), ZoneInfo(self.timezone)).astimezone(UTC)


def key(source_id: str) -> str:
    """Return the name as it is stored; a very long one keeps its start and gets a fingerprint of the whole."""
    if len(source_id) <= LONGEST_ID:
        return source_id
    fingerprint = hashlib.sha256(source_id.encode()).hexdigest()
    return f"{source_id[: LONGEST_ID - len(fingerprint) - 1]}#{fingerprint}"

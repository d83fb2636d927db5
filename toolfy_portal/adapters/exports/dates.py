"""Calendar days as exports write them, and the order of day and month that a file shows by itself."""

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


@dataclass(slots=True)
class DateOrder:
    """What the dates of one file say about their order; both false means that every date can be read both ways."""

    day_first: bool = False
    month_first: bool = False

    def learn(self, text: str) -> bool:
        """Take one date as evidence. Returns whether it can be read both ways."""
        found = _PARTED.fullmatch(text)
        if not found:
            return False
        first, second = int(found[1]), int(found[3])
        self.day_first = self.day_first or 31 >= first > 12 >= second
        self.month_first = self.month_first or 31 >= second > 12 >= first
        return first <= 12 and second <= 12 and first != second

    def parse(self, text: str) -> date:
        """Return the day. Raises ValueError with the end of a sentence for what isn't one, or can be read two ways."""
        found = _ISO.fullmatch(text)
        if found:
            return _day(found[1], found[2], found[3])
        found = _PARTED.fullmatch(text)
        if not found:
            raise ValueError("is not a date we can read: write it as 2020-01-31")
        first, second = found[1], found[3]
        if self.day_first and self.month_first and first != second and int(first) <= 12 and int(second) <= 12:
            raise ValueError("can be read two ways, and the file writes dates in both: write it as 2020-01-31")
        if int(first) > 12 or (self.day_first and not int(second) > 12):
            return _day(found[4], second, first)
        return _day(found[4], first, second)


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("is not a day of the calendar") from None

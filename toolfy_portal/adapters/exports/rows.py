"""Rows with named cells, read one value at a time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn, TypeVar

from toolfy_portal.adapters.exports.amounts import is_known, minor_units, parse_amount
from toolfy_portal.adapters.exports.dates import DateOrder
from toolfy_portal.adapters.exports.reading import RawRow

Choice = TypeVar("Choice")


class BadRow(Exception):
    """A row can't become what it should; the message is a sentence for the person who chose the file."""


@dataclass(slots=True)
class Sheet:
    """What the rows of one file share: where each column is, the order of its dates, the business's currency."""

    columns: dict[str, int]
    dates: DateOrder
    currency: str


def name_columns(header: list[str]) -> dict[str, int]:
    """Return each column's place by its name; the second `Phone` is called `Phone#2`."""
    places: dict[str, int] = {}
    times: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = " ".join(cell.split())
        times[name] = times.get(name, 0) + 1
        places[name if times[name] == 1 else f"{name}#{times[name]}"] = place
    return places


def fit(raw: RawRow, width: int) -> RawRow:
    """Return the row with as many cells as the header has columns, and a fault if it came with more or fewer."""
    if len(raw.cells) == width:
        return raw
    fault = raw.fault or f"This row has {len(raw.cells)} values, but the header has {width} columns."
    return RawRow(raw.line, [*raw.cells, *[""] * width][:width], fault, raw.rows)


@dataclass(slots=True)
class Row:
    """One row of a sheet. What it can't say raises BadRow naming the line, the column and the value."""

    sheet: Sheet
    raw: RawRow

    def text(self, column: str) -> str:
        """Return the cell; empty if the file has no such column."""
        place = self.sheet.columns.get(column)
        return "" if place is None else self.raw.cells[place]

    def required(self, column: str) -> str:
        """Return the cell, which may not be empty."""
        return self.text(column) or self._refuse(column, "", "is empty")

    def day(self, column: str) -> date | None:
        """Return the day in the cell, None if it is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return self.sheet.dates.parse(text)
        except ValueError as error:
            self._refuse(column, text, str(error))

    def required_day(self, column: str) -> date:
        """Return the day in the cell, which may not be empty."""
        return self.day(column) or self._refuse(column, "", "is empty")

    def number(self, column: str, currency: str, decimals: int | None = None) -> Decimal:
        """Return the number in the cell, zero if it is empty."""
        text = self.text(column)
        if not text:
            return Decimal(0)
        try:
            return parse_amount(text, currency, decimals)
        except ValueError as error:
            self._refuse(column, text, str(error))

    def percent(self, column: str) -> Decimal:
        """Return the percentage in the cell, with or without its sign; zero if it is empty."""
        text = self.text(column).removesuffix("%").strip()
        try:
            return parse_amount(text, self.sheet.currency, decimals=3) if text else Decimal(0)
        except ValueError as error:
            self._refuse(column, text, str(error))

    def minor(self, column: str, currency: str) -> int:
        """Return the amount in the cell in minor units, zero if it is empty."""
        number = self.number(column, currency)
        try:
            return minor_units(number, currency)
        except ValueError as error:
            self._refuse(column, self.text(column), str(error))

    def required_minor(self, column: str, currency: str) -> int:
        """Return the amount in the cell in minor units; it may not be empty."""
        self.required(column)
        return self.minor(column, currency)

    def currency(self, column: str) -> str | None:
        """Return the currency code in the cell, None if it is empty."""
        code = self.text(column).upper()
        if code and not is_known(code):
            self._refuse(column, code, "is not a currency we know")
        return code or None

    def choice(self, column: str, known: dict[str, Choice]) -> Choice:
        """Return what the word in the cell stands for; `known` has lower-case words."""
        word = self.required(column)
        return known.get(word.casefold()) or self._refuse(column, word, "is not one we know")

    def _refuse(self, column: str, value: str, trouble: str) -> NoReturn:
        shown = f"{column} “{shortened(value, 60)}”" if value else column
        raise BadRow(f"Row {self.raw.line}: {shown} {trouble}.")


def shortened(text: str, limit: int) -> str:
    """Return the text, cut at `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"

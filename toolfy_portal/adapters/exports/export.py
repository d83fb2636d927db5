"""An export that someone chose: opened, recognised, and read one record at a time."""

from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from toolfy_portal.adapters.exports.dates import DateOrder
from toolfy_portal.adapters.exports.detecting import find_header, refuse_other_files
from toolfy_portal.adapters.exports.grouping import read_records
from toolfy_portal.adapters.exports.reading import RawRow, find_encoding, split_rows
from toolfy_portal.adapters.exports.records import ExportFormat, Record
from toolfy_portal.adapters.exports.rows import Row, Sheet, fit, name_columns
from toolfy_portal.core.errors import Invalid

LARGEST_FILE = 200_000_000  # bytes


class Export:
    """A recognised file. `size` is in bytes; `notes` are sentences on what was assumed."""

    def __init__(self, path: Path, size: int) -> None:
        self.size = size
        self.notes: list[str] = []
        self._path = path
        self._position = 0
        self._encoding = find_encoding(path)
        if self._encoding == "cp1252":
            self.notes.append("The file isn't UTF-8, so it was read as Windows-1252: check accented letters.")
        self._layout, self._delimiter, self._skip, self._header = find_header(path, self._encoding)
        self._dates = self._find_date_order() if self._layout.dates else DateOrder()

    @property
    def format(self) -> ExportFormat:
        """Which product's which list it is."""
        return self._layout.format

    @property
    def label(self) -> str:
        """What people call it: "Zoho Invoice: invoices"."""
        return self._layout.label

    def position(self) -> int:
        """Return how many of `size` bytes the latest `read` has taken in."""
        return self._position

    def read(self, default_currency: str) -> Iterator[Record]:
        """Yield every customer, invoice or payment, and a RowError for rows that became none, in the file's order.

        default_currency: the business's own, for files that don't say theirs. Never raises for what the file holds.
        """
        return read_records(self._rows(default_currency), self._layout)

    def _rows(self, currency: str) -> Iterator[Row]:
        sheet = Sheet(name_columns(self._header), self._dates, currency)
        for raw in self._raw_rows():
            yield Row(sheet, raw)

    def _raw_rows(self) -> Iterator[RawRow]:
        with self._path.open("rb") as file, TextIOWrapper(file, self._encoding, newline="") as text:
            for number, raw in enumerate(islice(split_rows(text, self._delimiter), self._skip, None)):
                if number % 64 == 0:
                    self._position = file.tell()
                yield fit(raw, len(self._header))
            self._position = file.tell()

    def _find_date_order(self) -> DateOrder:
        """Go through the dates once. If none shows their order, dollars mean month first, and a note says so."""
        order, ambiguous, dollars = DateOrder(), "", False
        columns = name_columns(self._header)
        dates = [columns[column] for column in self._layout.dates if column in columns]
        money = [columns[column] for column in self._layout.money]
        for cells in (raw.cells for raw in self._raw_rows() if not raw.fault):
            for text in (cells[place] for place in dates):
                if text and text[4:5] != "-" and order.learn(text):
                    ambiguous = text
            dollars = dollars or any("$" in cells[place] or cells[place] == "USD" for place in money)
        self._position = 0
        if ambiguous and not (order.day_first or order.month_first):
            order.month_first, order.day_first = dollars, not dollars
            self.notes.append(
                f"Dates such as {ambiguous} can be read two ways: "
                f"taken as {'month/day, as the amounts are in dollars' if dollars else 'day/month'}."
            )
        elif order.day_first or order.month_first:
            self.notes.append(_seen(order))
        return order


def _seen(order: DateOrder) -> str:
    if order.day_first and order.month_first:
        return "The file writes dates both day/month and month/day: those that can be read two ways are refused."
    return f"Dates are written {'day/month' if order.day_first else 'month/day'}, as the file's own dates show."


def open_export(path: Path) -> Export:
    """Return the export that the file holds, told from its content and never from its name.

    Raises Invalid with a sentence for the person who chose it: another kind of file, an empty, damaged or too large
    one, columns of no export that can be read, or quotes.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Invalid(f"This file is {size / 1e6:,.0f} MB. We can read files up to {LARGEST_FILE / 1e6:,.0f} MB.")
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b'\xef\xbb\xbf\xff\xfe\0 \t\r\n,;"'):
        raise Invalid("This file is empty.")
    refuse_other_files(head)
    return Export(path, size)

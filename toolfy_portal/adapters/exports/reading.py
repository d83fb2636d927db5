"""Bytes to text to rows, in bounded memory, with a name for everything that can't be read."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from toolfy_portal.core.errors import Invalid

_CHUNK = 1 << 20
# Characters of one row, its line breaks included: the longest real ones carry a few pages of notes.
LONGEST_ROW = 1 << 20
# Characters that may be read a second time after a quotation mark that never closes; keeps a hostile file linear.
_SECOND_LOOKS = 32 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Western letters and typographic quotation marks in UTF-8: in Windows-1252 they would read "Ã©" and "â€™".
_UTF8_LETTERS = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]")
_REASONS = (
    ("unexpected end of data", "A quotation mark opens here and never closes."),
    ("expected after", "A quotation mark stands in the middle of a value."),
    ("field larger", "A value in this row is longer than 131,072 characters."),
)


def find_encoding(path: Path) -> str:
    """Return the encoding that decodes the whole file: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Raises Invalid naming the line of the first byte that means nothing, so that no name arrives garbled.
    """
    with path.open("rb") as file:
        head = file.read(4)
        marked = next((encoding for bom, encoding in _MARKS if head.startswith(bom)), None)
        trouble = _undecodable(file, marked or "utf-8")
        if trouble is None:
            return marked or "utf-8"
        if marked:
            raise Invalid(
                f"Line {trouble} is damaged: its bytes are not {marked.removesuffix('-sig').upper()}, as the file says."
            )
        mixed = _undecodable(file, "cp1252", refuse=_UTF8_LETTERS)
    if mixed is None:
        return "cp1252"
    raise Invalid(
        f"Line {mixed} holds characters that are neither UTF-8 nor Windows-1252. "
        "Save the file as “CSV UTF-8” and choose it again."
    )


def _undecodable(file: BinaryIO, encoding: str, refuse: re.Pattern[bytes] | None = None) -> int | None:
    """Return the line of the first byte that the encoding, or `refuse`, rejects; None if there is none."""
    file.seek(0)
    decoder, line, last = codecs.getincrementaldecoder(encoding)(), 1, b""
    while True:
        chunk = file.read(_CHUNK)
        found = refuse.search(last + chunk) if refuse else None
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if found:
            return line + chunk[: max(found.start() - len(last), 0)].count(b"\n")
        if not chunk:
            return None
        line, last = line + chunk.count(b"\n"), chunk[-2:]


@dataclass(slots=True)
class RawRow:
    """One row: the line it begins on, its cells without space around them, and what is wrong with it (or nothing)."""

    line: int
    cells: list[str]
    fault: str = ""
    rows: int = 1


class _Lines:
    """Lines of a text, none of them unbounded; remembers those of the row in hand so that they can be read again."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._second_looks = _SECOND_LOOKS
        self._size = 0
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self.number += 1
        self.row.append(line)
        self._size += len(line)
        if self._size >= LONGEST_ROW:
            self._finish_line(line)
            raise csv.Error("This row is longer than a million characters.")
        if "\0" in line:
            raise csv.Error("This row holds a NUL character, which no text has.")
        return line

    def _finish_line(self, line: str) -> None:
        """Pass over the rest of a line that is too long, so that reading goes on at the next."""
        self.row[-1] = line[:-1] + "\n"
        while len(line) == LONGEST_ROW and line[-1] not in "\r\n":
            line = self._text.readline(LONGEST_ROW)

    def begin_row(self) -> int:
        """Forget the row before. Returns the number of the line that comes next."""
        self.row.clear()
        self._size = 0
        return self.number + 1

    def give_back(self) -> int:
        """Keep the first line of the row in hand and read the others again. Returns how many lines are kept."""
        if self._size > self._second_looks:
            return len(self.row)
        self._second_looks -= self._size
        self._again.extendleft(reversed(self.row[1:]))
        self.number -= len(self.row) - 1
        return 1


def split_rows(text: TextIO, delimiter: str) -> Iterator[RawRow]:
    """Yield every row that has something in it, broken ones with their fault.

    text: opened with newline="". A quotation mark that never closes costs its own line, not those after it.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin_row()
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            kept = lines.give_back()
            yield RawRow(line, _guess(lines.row[0], delimiter), _reason(error), kept)
            continue
        if any(cells):
            yield RawRow(line, cells)


def _guess(line: str, delimiter: str) -> list[str]:
    """Return the cells of a broken line as far as they can be told: enough to see which invoice it belongs to."""
    return [cell.strip().strip('"') for cell in line[:2000].split(delimiter)]


def _reason(error: csv.Error) -> str:
    return next((reason for part, reason in _REASONS if part in str(error)), str(error))

"""Which export a file is, told from its content alone."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from toolfy_portal.adapters.exports import freshbooks, invoice_ninja, zoho
from toolfy_portal.adapters.exports.grouping import Layout
from toolfy_portal.adapters.exports.reading import split_rows
from toolfy_portal.adapters.exports.rows import name_columns, shortened
from toolfy_portal.core.errors import Invalid

LAYOUTS = (
    zoho.CONTACTS,
    zoho.INVOICES,
    freshbooks.CLIENTS,
    freshbooks.INVOICES,
    invoice_ninja.CLIENTS,
    invoice_ninja.INVOICES,
    invoice_ninja.PAYMENTS,
)
_HEADER_WITHIN = 10  # rows
_DELIMITERS = ",;\t"
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"RIFF", "an image or a recording"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or Word document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
    (b"{\\rtf", "a word processor's document"),
    (b"SQLite format", "a database"),
)


def refuse_other_files(head: bytes) -> None:
    """Raise Invalid if the first bytes are those of something that isn't a CSV, whatever the file is called."""
    start = head.lstrip()
    if start.startswith(b"PK\x03\x04"):
        raise Invalid(_other("an Excel workbook" if b"xl/" in head or b"[Content_Types]" in head else "a ZIP archive"))
    if head[4:8] == b"ftyp":
        raise Invalid(_other("an image or a video"))
    for signature, kind in _SIGNATURES:
        if start[: len(signature)].lower() == signature.lower():
            raise Invalid(_other(kind))


def _other(kind: str) -> str:
    return f"This is {kind}, not a CSV. Export the list as CSV from the other product and choose that file."


def find_header(path: Path, encoding: str) -> tuple[Layout, str, int, list[str]]:
    """Return the layout, the delimiter, how many rows go before the data, and the header, which is the last of them.

    Raises Invalid naming the columns found if they are no export's that can be read.
    """
    best: list[str] = []
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, newline="") as text:
            rows = list(islice(split_rows(text, delimiter), _HEADER_WITHIN))
        for number, row in enumerate(rows, start=1):
            columns = name_columns(row.cells)
            layout = _layout(columns)
            if layout and row.fault:
                raise Invalid(f"The header on line {row.line} can't be read. {row.fault}")
            if layout:
                return layout, delimiter, number, row.cells
            best = max(best, [name for name in columns if name], key=len)
    raise Invalid(_unknown(best))


def _layout(columns: Iterable[str]) -> Layout | None:
    found = set(columns)
    if found >= invoice_ninja.QUOTES:
        raise Invalid("Quotes can't be imported yet. Export the invoices, clients or payments and choose that file.")
    return next((layout for layout in LAYOUTS if layout.needed <= found), None)


def _unknown(found: list[str]) -> str:
    if any(not character.isprintable() for name in found for character in name):
        return "This is not a text file, so not a CSV. Export the list as CSV and choose that file."
    nearest = max(LAYOUTS, key=lambda layout: len(layout.needed.intersection(found)) / len(layout.needed))
    missing = sorted(nearest.needed.difference(found))
    if len(missing) * 2 <= len(nearest.needed):
        return f"This looks like {nearest.label}, but these columns are missing: {', '.join(missing)}."
    shown = ", ".join(shortened(name, 40) for name in found[:12]) + (" …" if len(found) > 12 else "")
    readable = "; ".join(layout.label for layout in LAYOUTS)
    return f"We don't recognise the columns of this file: {shown}. We can read {readable}."

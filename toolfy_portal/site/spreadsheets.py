"""CSV files that spreadsheets open as they are meant: UTF-8 with its mark, Windows line ends, and no formulas."""

import csv
import io
from collections.abc import Iterable

MEDIA_TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page


def named(name: str) -> dict[str, str]:
    """Return the headers of a file with that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Return the rows as text (RFC 4180). Texts must have gone through `inert`."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def inert(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text

"""Parts of a customer that every product writes in columns of its own."""

import re

from toolfy_portal.adapters.exports.rows import Row

_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


def joined(row: Row, separator: str, *columns: str) -> str:
    """Return the cells that aren't empty, joined."""
    return separator.join(text for text in map(row.text, columns) if text)


def address(row: Row, *lines: str, place: tuple[str, str, str]) -> tuple[str, ...]:
    """Return the address as it stands on an envelope. place: the columns of city, region and postal code."""
    city, region, code = place
    last = " ".join(part for part in (joined(row, ", ", city, region), row.text(code)) if part)
    return tuple(line for line in (*map(row.text, lines), last) if line)


def labelled(text: str, more: dict[str, str]) -> str:
    """Return the text with what has no field of its own below it, each under its label."""
    return "\n".join([*filter(None, [text]), *(f"{label}: {value}" for label, value in more.items() if value)])


def mail(row: Row, column: str) -> tuple[str, list[str]]:
    """Return the e-mail address, or none and a warning if the cell holds something else."""
    text = row.text(column)
    if not text or _MAIL.fullmatch(text):
        return text, []
    return "", [f"{column} “{text[:60]}” is not an e-mail address and was left out."]

"""Makes any text printable: what the bundled fonts can't show becomes a visible box, never an error or a gap."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parent / "printing" / "fonts"

MISSING: Final = "\u25a1"  # white square; U+FFFD itself is in none of the fonts
_BREAK: Final = "\u200b"
_JOINERS: Final = "\u200c\u200d"  # they carry meaning in Persian and Indic words
_INVISIBLE: Final = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_MARKS_LIMIT: Final = 3  # more marks on one letter than any living spelling needs would draw over the page
_RUN_LIMIT: Final = 16


def clean_text(text: str, limit: int = 500) -> str:
    """Return `text` as a PDF can show it, at most `limit` characters long before line breaks are made possible.

    A cut text ends in an ellipsis. For print only: long words carry zero-width spaces to break at.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_INVISIBLE)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if not text.isascii():
        text = _without_stacked_marks(text)
    return "\n".join(map(_isolated, _breakable("".join(map(_shown, text))).split("\n")))


def _without_stacked_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if marks <= _MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)


def _shown(character: str) -> str:
    if character == "\n" or character in _JOINERS:
        return character
    if unicodedata.category(character).startswith("C"):
        return " "
    return character if ord(character) in _covered() else MISSING


def _breakable(text: str) -> str:
    """Let words that never end wrap, without parting a letter from its marks."""
    kept: list[str] = []
    run = 0
    for character in text:
        if character.isspace():
            run = 0
        elif run >= _RUN_LIMIT and not _is_mark(character) and character not in _JOINERS:
            kept.append(_BREAK)
            run = 1
        else:
            run += 1
        kept.append(character)
    return "".join(kept)


def _isolated(line: str) -> str:
    """Let a line with right-to-left letters find its own direction, so its numbers and stops stay in place."""
    is_mixed = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in line)
    return f"\u2068{line}\u2069" if is_mixed else line


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


@cache
def _covered() -> frozenset[int]:
    """Code points that at least one bundled font draws."""
    tables = (TTFont(font, lazy=True).getBestCmap() for font in FONTS.glob("*.?tf"))
    return frozenset(point for table in tables for point in table or ())

"""What lists of staff's pages have in common: where in them one is, and the numbers over them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class MetricView:
    """A number over the list."""

    label: str = ""
    value: str = ""
    note: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class PlaceView:
    """Where in the list the page is. span: "1–25 of 140"; empty where there is nothing."""

    span: str = ""
    page: int = 1
    has_previous: bool = False
    has_next: bool = False


def turn_to(page: int, size: int, find: Callable[[int], tuple[list[FoundT], int]]) -> tuple[list[FoundT], PlaceView]:
    """Return a page's rows and its place; the last page if there aren't that many (any more). find: rows and total."""
    page = max(page, 1)
    rows, total = find(page)
    if not rows and page > 1:
        page = max(-(-total // size), 1)
        rows, total = find(page)
    first = (page - 1) * size
    span = f"{first + 1}–{first + len(rows)} of {total}" if rows else ""
    return rows, PlaceView(span, page, page > 1, first + size < total)


def counted(count: int, noun: str) -> str:
    """Return "1 invoice" or "3 invoices"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

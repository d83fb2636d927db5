"""Reads a business's whole chain and says what isn't as it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity import chain
from toolfy_portal.domain.activity.anchors import Anchor
from toolfy_portal.domain.activity.models import ActivityEntry, HistoryHead

_BATCH = 1000
_MANY = 100  # findings that are looked into and told
_FIRST = -(2**63)  # no position comes before

Row = dict[str, Any]


@dataclass
class Report:
    """What became of a chain. entries: how many there are; erased: those whose words were taken out."""

    entries: int = 0
    erased: int = 0
    position: int = 0
    digest: str = ""
    findings: list[str] = field(default_factory=list[str])


def verify(uow: UnitOfWork[SystemAccess], anchors: Iterable[Anchor] = ()) -> Report:
    """Check every entry against its seal and its neighbour, the end of the chain, and anchors from outside."""
    mine = [anchor for anchor in anchors if anchor.business_id == uow.access.business_id]
    walk = _Walk(uow, {anchor.position: anchor for anchor in mine})
    for row in _rows(uow):
        walk.step(row)
    walk.finish()
    return walk.report


class _Walk:
    """Goes along a chain from its first entry to its last."""

    def __init__(self, uow: UnitOfWork[SystemAccess], anchors: dict[int, Anchor]) -> None:
        self.report = Report()
        self._uow, self._anchors = uow, anchors
        self._expected, self._previous = 1, chain.START
        self._is_whole = True  # what came before is what was written
        self._broken: list[Row] = []

    def step(self, row: Row) -> None:
        """Look at the next entry."""
        position, self.report.entries = row["position"], self.report.entries + 1
        if position > self._expected:
            self._find(f"{_named(self._expected, position - 1)} missing.")
            self._is_whole = False
        is_sealed = self._uow.keys.is_seal(chain.sealed_part(row), row["digest"])
        if not is_sealed or position < self._expected:
            self._broken.append(row)
        elif self._is_whole and row["previous"] != self._previous:
            self._find(f"Entry {position} doesn't follow the one before it.")
        else:
            self._read_words(row)
        anchor = self._anchors.pop(position, None)
        if anchor is not None and anchor.digest != row["digest"].hex():
            self._find(f"Entry {position} isn't the one that was there on {anchor.at:%d %b %Y}.")
        if position >= self._expected:
            self._expected, self._previous, self._is_whole = position + 1, row["digest"], is_sealed

    def _read_words(self, row: Row) -> None:
        if row["salt"] is not None:
            if chain.hash_words(row["salt"], row) != row["words_hash"]:
                self._find(f"The words of entry {row['position']} were changed.")
        elif [row["summary"], row["data"], row["actor"]] == ["", {}, ""]:
            self.report.erased += 1
        else:
            self._find(f"The words of entry {row['position']} were erased and others written.")

    def finish(self) -> None:
        """Look at the end."""
        self._explain_broken()
        last = self._expected - 1
        head = self._uow.first(select(HistoryHead))
        self.report.position, self.report.digest = last, self._previous.hex()
        known = head.position if head else 0
        if known > last:
            self._find(f"{_named(last + 1, known)} missing at the end.")
        elif known < last:
            self._find(f"{_named(known + 1, last)} beyond the end: added by hand.")
        elif head is not None and head.digest != self._previous:
            self._find("The chain doesn't end as it was written.")
        for position, anchor in sorted(self._anchors.items()):
            if position > max(last, known):
                self._find(f"The end is cut off: on {anchor.at:%d %b %Y} there were {position} entries, now {last}.")

    def _explain_broken(self) -> None:
        """Tell entries that changed places from those that were changed."""
        few = self._broken[:_MANY]
        for row in few:
            others = {other["position"] for other in few} - {row["position"]}
            elsewhere = [position for position in sorted(others) if self._fits(row, position)]
            if elsewhere:
                self._find(f"Entry {row['position']} was entry {elsewhere[0]}: they changed places.")
            else:
                self._find(f"Entry {row['position']} was changed, or added by hand.")

    def _fits(self, row: Row, position: int) -> bool:
        return self._uow.keys.is_seal(chain.sealed_part({**row, "position": position}), row["digest"])

    def _find(self, words: str) -> None:
        if len(self.report.findings) < _MANY:
            self.report.findings.append(words)


def _rows(uow: UnitOfWork[SystemAccess]) -> Iterator[Row]:
    position, entry_id = col(ActivityEntry.position), col(ActivityEntry.id)
    after = (_FIRST, "")  # both: whoever adds by hand may give a place twice
    while True:
        place = tuple_(position, entry_id) > after
        found = uow.all(select(ActivityEntry).where(place).order_by(position, entry_id).limit(_BATCH))
        yield from (entry.model_dump() for entry in found)
        if len(found) < _BATCH:
            return
        after = (found[-1].position, found[-1].id)


def _named(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"

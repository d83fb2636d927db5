"""Where each chain ended and when, kept outside the database: the only thing that tells if its end was cut off.

A line of JSON for each, sealed like the entries are, in `history-anchors.jsonl` in the data folder and in the log.
Whoever can write to the database and that file, and has the keys, can forge all of it: keep a copy elsewhere.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.chain import canonical
from toolfy_portal.domain.activity.models import HistoryHead

FILE = "history-anchors.jsonl"
EVERY, AT_MOST = timedelta(days=1), 1000  # an anchor each day, and after so many entries
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of a business's chain at a moment. digest: in hexadecimal digits."""

    business_id: str
    position: int
    digest: str
    at: datetime

    def line(self, keys: Keyring) -> str:
        """Return it as a sealed line."""
        return json.dumps({**self._facts(), "seal": keys.seal(self._sealed_part()).hex()})

    def _facts(self) -> dict[str, str | int]:
        at = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return {"business": self.business_id, "position": self.position, "digest": self.digest, "at": at}

    def _sealed_part(self) -> bytes:
        return canonical(["anchor", *self._facts().values()])

    @classmethod
    def read(cls, line: str, keys: Keyring) -> "Anchor":
        """Return what a line says. Raises ValueError for one that none of the keys sealed."""
        try:
            told = json.loads(line)
            anchor = cls(told["business"], told["position"], told["digest"], datetime.fromisoformat(told["at"]))
            if keys.is_seal(anchor._sealed_part(), bytes.fromhex(told["seal"])):
                return anchor
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        raise ValueError("isn't an anchor that this portal wrote")


def heads(now: datetime) -> list[Anchor]:
    """Return where every business's chain ends."""
    found = look(select(HistoryHead.id, HistoryHead.position, HistoryHead.digest).order_by(HistoryHead.id))
    return [Anchor(business_id, position, digest.hex(), now) for business_id, position, digest in found]


def read_file(path: Path, keys: Keyring) -> tuple[list[Anchor], list[str]]:
    """Return the anchors of a file, and a sentence for each line that is none. A file that isn't there is empty."""
    anchors: list[Anchor] = []
    wrong: list[str] = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            anchors.append(Anchor.read(line, keys))
        except ValueError as error:
            wrong.append(f"{path.name}, line {number} {error}.")
    return anchors, wrong


class AnchorKeeper:
    """Adds to the file what is due: a day or 1,000 entries after the last one, if there is anything new."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        self._path, self._keys = path, keys
        self._last = {anchor.business_id: anchor for anchor in read_file(path, keys)[0]}

    def write_due(self, now: datetime) -> int:
        """Write what is due to the file and the log. Returns how many."""
        due = [anchor for anchor in heads(now) if self._is_due(anchor)]
        self._append(due)
        self._last |= {anchor.business_id: anchor for anchor in due}
        return len(due)

    def _is_due(self, anchor: Anchor) -> bool:
        last = self._last.get(anchor.business_id)
        if last is None or anchor.position == last.position:
            return last is None
        return anchor.at - last.at >= EVERY or anchor.position - last.position >= AT_MOST

    def _append(self, due: Sequence[Anchor]) -> None:
        if not due:
            return
        lines = [anchor.line(self._keys) for anchor in due]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
        _tell(lines)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        log.info("history anchor %s", line)

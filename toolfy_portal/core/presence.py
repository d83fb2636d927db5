"""Who has a document open right now. Carried by the live bus as messages, kept in memory, never written anywhere."""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

STAY = timedelta(seconds=45)  # after a browser was heard of last; its page speaks every 20 s
_HERE, _LEFT = "here", "left"
_MOST = 10_000  # browsers remembered: whoever sends more messages can't fill the memory


def here(business_id: str, document_id: str, browser: str) -> str:
    """Return the message that a browser has the document open."""
    return ":".join([_HERE, business_id, document_id, browser])


def left(business_id: str, document_id: str, browser: str) -> str:
    """Return the message that a browser closed or hid it."""
    return ":".join([_LEFT, business_id, document_id, browser])


def topic(business_id: str) -> str:
    """Return what rings when somebody comes to or leaves one of the business's documents."""
    return f"presence-{business_id}"


class Presence:
    """Remembers what the messages said, in each process for itself."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str, str], datetime] = {}  # business, document, browser
        self._lock = threading.Lock()

    def hear(self, message: str, now: datetime) -> str:
        """Take note of a message of the bus. Returns the topic to ring if it changes what staff see, else nothing."""
        word, _, about = message.partition(":")
        parts = about.split(":")
        if word not in {_HERE, _LEFT} or len(parts) != 3:
            return ""
        key = (parts[0], parts[1], parts[2])
        with self._lock:
            before = self._has(key[:2])
            if word == _LEFT:
                self._until.pop(key, None)
            elif len(self._until) < _MOST or key in self._until:
                self._until[key] = now + STAY
            return topic(key[0]) if self._has(key[:2]) is not before else ""

    def sweep(self, now: datetime) -> set[str]:
        """Forget who wasn't heard of for long. Returns the topics to ring."""
        with self._lock:
            gone = [key for key, until in self._until.items() if until <= now]
            for key in gone:
                del self._until[key]
            return {
                topic(business_id) for business_id, document_id, _ in gone if not self._has((business_id, document_id))
            }

    def viewed_now(self, document_ids: Iterable[str]) -> set[str]:
        """Return those documents that somebody has open."""
        with self._lock:
            seen = {document_id for _, document_id, _ in self._until}
        return seen & set(document_ids)

    def _has(self, document: tuple[str, ...]) -> bool:
        return any(key[:2] == document for key in self._until)

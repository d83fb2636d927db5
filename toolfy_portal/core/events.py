"""Something that happened to a document, worth a line in its history."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A past fact. subject_id: the document (or business) it happened to; customer_id: whose document, if any."""

    subject_id: str
    customer_id: str | None = None

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The event's kind, as stored: its class name."""
        return type(self).__name__

    def data(self) -> dict[str, Any]:
        """Return the facts beyond subject and customer, JSON-ready."""
        facts = asdict(self)
        return {key: value for key, value in facts.items() if key not in {"subject_id", "customer_id"}}

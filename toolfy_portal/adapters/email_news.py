"""What mail services tell of messages later: the promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a message."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"  # it came back, or was called spam


@dataclass(frozen=True, slots=True)
class MailNews:
    """News of one message. message_id: ours, empty if the service forgot it; why: a clause in plain words."""

    message_id: str
    provider_id: str
    outcome: Outcome
    why: str = ""


class UnsignedNews(Exception):
    """It was not signed with our secret, or not lately."""


class MailNewsReader(Protocol):
    """Reads a mail service's webhooks."""

    def read(self, body: bytes, headers: Mapping[str, str]) -> MailNews | None:
        """Return what became of a message; None for news of other things. Raises UnsignedNews."""
        ...

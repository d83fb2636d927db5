"""Sending text messages: the promise, and the embedded default that keeps every message as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from toolfy_portal.adapters.email import SendError


class Forged(Exception):
    """The form's signature isn't the provider's."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One text to one number, in E.164."""

    id: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class TextStatus:
    """What the provider tells of a message it took. error: why it failed, in plain words."""

    provider_id: str
    is_delivered: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class TextReply:
    """What somebody texted to us. sender: the number, in E.164."""

    sender: str
    text: str


class TextSender(Protocol):
    """Sends text messages."""

    captures: bool
    """Whether messages are kept instead of sent."""

    def send(self, message: TextMessage) -> str:
        """Deliver the message, return the provider's id. Raises SendError."""
        ...

    def read(self, address: str, form: Mapping[str, str], signature: str) -> TextStatus | TextReply | None:
        """Return what the provider's form to that address of ours tells; None: nothing new. Raises Forged."""
        ...


class TextFolder:
    """Embedded default: no network; each message becomes a file, `<id>.txt`."""

    captures = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: TextMessage) -> str:
        """Write the message into the folder. Raises SendError if it can't be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{message.id}.txt").write_text(f"To: {message.to}\n\n{message.text}\n", encoding="utf-8")
        except OSError as error:
            raise SendError("The folder for texts can't be written.", again=True) from error
        return message.id

    def read(self, address: str, form: Mapping[str, str], signature: str) -> TextStatus | TextReply | None:
        """Raise Forged: there is no provider."""
        raise Forged

"""What can happen to a message."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageNotPossible(Event):
    """A message had nowhere to go. what: its subject."""

    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Not sent, the customer has no e-mail address: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTexted(Event):
    """Staff sent it by text. to: the number, as people write it."""

    to: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Texted to {self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHandedOver(Event):
    """Staff opened the text in the Messages app of their own device; whether they sent it there nobody knows."""

    to: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Text to {self.to} opened in Messages"

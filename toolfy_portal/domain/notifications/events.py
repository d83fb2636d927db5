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

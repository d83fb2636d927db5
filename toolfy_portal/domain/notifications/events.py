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
class DocumentMailed(Event):
    """Somebody sent the document by mail. to: the address."""

    to: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Emailed to {self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered(Event):
    """The receiver's mail server took a message. to: the address."""

    to: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Delivered to {self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBounced(Event):
    """A message came back, or was called spam. to: the address; why: a clause in plain words."""

    to: str
    why: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Not delivered to {self.to}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """A message could not be sent. to: the address; why: what the mail service said."""

    to: str
    why: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Not sent to {self.to}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingChanged(Event):
    """Staff changed what mails say. what: which, in words."""

    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Wording changed: {self.what}"


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

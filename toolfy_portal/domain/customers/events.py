"""What can happen to a customer."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAdded(Event):
    """Staff added someone to bill."""

    called: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Customer {self.called} added"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """Staff changed what is known of someone. what: the changed fields, in words."""

    called: str
    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Details of {self.called} changed: {self.what}"

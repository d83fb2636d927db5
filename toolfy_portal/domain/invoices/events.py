"""What can happen to an invoice."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event
from toolfy_portal.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(Event):
    """A draft became due."""

    number: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Invoice {self.number} issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceImported(Event):
    """Came in from another product. product: its name."""

    product: str
    warnings: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Imported from {self.product}" + (f". {self.warnings}" if self.warnings else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCreated(Event):
    """A draft was begun."""

    number: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Draft created"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAmended(Event):
    """An issued invoice was changed. before, total: what it came to, and does now."""

    number: str
    revision: int
    before: Money
    total: Money

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        changed = f". {self.before} became {self.total}" if self.before != self.total else ""
        return f"Invoice {self.number} changed, revision {self.revision}{changed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceVoided(Event):
    """An issued invoice was cancelled. give_back: what was paid on it."""

    number: str
    reason: str
    give_back: Money

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        owed = f". {self.give_back} is to be given back" if self.give_back.minor else ""
        return f"Invoice {self.number} voided{owed}"

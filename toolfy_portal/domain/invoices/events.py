"""What can happen to an invoice."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event


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

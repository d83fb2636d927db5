"""What can happen to money."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event
from toolfy_portal.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStarted(Event):
    """A customer went to the checkout."""

    amount: Money

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Started to pay"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """A try to pay was declined; the checkout stays open. reason: plain words."""

    reason: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Payment didn't go through. {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnmatched(Event):
    """Money arrived that isn't what was asked for; nothing was posted."""

    detail: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"A payment needs your attention. {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaid(Event):
    """Money arrived for an invoice. amount: what was received now; balance: what is left; entry_id: in the ledger."""

    number: str
    amount: Money
    balance: Money
    method: str
    entry_id: str
    is_test: bool = False

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} paid on invoice {self.number}"

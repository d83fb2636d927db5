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
    receipt: str = ""  # its number
    is_test: bool = False

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} paid on invoice {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceOverpaid(Event):
    """More arrived than is owed. amount: what to give back."""

    number: str
    amount: Money

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} more than owed arrived for invoice {self.number}. Please give it back."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Event):
    """Money went back to the customer. balance: what is to pay now."""

    number: str
    amount: Money
    balance: Money
    entry_id: str
    reason: str = ""
    is_test: bool = False

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} refunded on invoice {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(Event):
    """A refund didn't go through. reason: plain words."""

    amount: Money
    reason: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"The refund of {self.amount} didn't go through. {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDisputed(Event):
    """The customer's bank asks a payment back. reason: Stripe's word."""

    number: str
    amount: Money
    reason: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} paid on invoice {self.number} is disputed: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(Event):
    """The bank has decided. won: the business keeps the money."""

    number: str
    amount: Money
    won: bool

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        outcome = "was won: the money is back" if self.won else "was lost: the money is gone"
        return f"The dispute about {self.amount} on invoice {self.number} {outcome}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUndone(Event):
    """Staff took back a line that they had recorded by hand. amount: as it was recorded."""

    amount: Money
    what: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Undone: {self.what} of {self.amount}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceReduced(Event):
    """Staff credited or wrote off a part of what is owed. what: "Credit note CN-0001" or "Write-off"."""

    amount: Money
    what: str
    reason: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.amount} less to pay: {self.what}. {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTold(Event):
    """The customer says that they sent a transfer. amount: what was to pay then; day: when they sent it, ISO 8601."""

    number: str
    amount: Money
    day: str
    note: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Customer says they sent a bank transfer for invoice {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDismissed(Event):
    """Staff found no such money."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Transfer hasn’t arrived: notice dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFeeAdded(Event):
    """An overdue invoice got its fee. balance: what is to pay now."""

    number: str
    amount: Money
    balance: Money

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Late fee of {self.amount} added to invoice {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFeeWaived(Event):
    """Staff took the fee back. balance: what is to pay now."""

    number: str
    amount: Money
    balance: Money
    reason: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Late fee of {self.amount} taken back on invoice {self.number}. {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountConnected(Event):
    """An account at the gateway was connected. key_hint: "rk_live_…1234", or "acct_1AB…7890"."""

    key_hint: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Stripe connected: {self.key_hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDisconnected(Event):
    """Staff disconnected the account at the gateway."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Stripe disconnected"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsDisconnected(Event):
    """The owner of the connected account took us off it at Stripe. account: what staff see of its id."""

    account: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Stripe account {self.account} was disconnected at Stripe. Customers can't pay online now."

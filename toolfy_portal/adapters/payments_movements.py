"""What the house reads of an account's own books, to compare them with ours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MovementKind(StrEnum):
    """Which of the account's lists it stands in."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class GatewayMovement:
    """Money that moved at the gateway. ref: the payment's, refund's or dispute's own id.

    amount_minor: what it comes to by now, below zero if it left; 0 for a refund that came back or a dispute that was
    won. attempt: the public id we gave the payment; empty if it isn't ours.
    """

    kind: MovementKind
    ref: str
    intent_id: str
    amount_minor: int
    currency: str
    at: datetime
    attempt: str


@dataclass(frozen=True, slots=True)
class MovementPage:
    """A page of a list, newest first. next: where the page after it begins; empty after the last."""

    movements: tuple[GatewayMovement, ...]
    next: str

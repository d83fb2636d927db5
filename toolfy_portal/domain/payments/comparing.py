"""Comparing movements of money at the gateway with our books: the ledger, and what was put aside."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import true
from sqlmodel import col, select

from toolfy_portal.adapters.payments_movements import GatewayMovement, MovementKind
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.payments.models import Attempt, LedgerEntry, LedgerKind, UnmatchedPayment

System = UnitOfWork[SystemAccess]
# what stands in the ledger for a movement: it, and what takes it back again
_LINES = {
    MovementKind.PAYMENT: (LedgerKind.PAYMENT,),
    MovementKind.REFUND: (LedgerKind.REFUND, LedgerKind.REFUND_REVERSED),
    MovementKind.DISPUTE: (LedgerKind.DISPUTE, LedgerKind.DISPUTE_WON),
}


class Why(StrEnum):
    """What is wrong."""

    NOT_BOOKED = "not booked"
    OTHER_AMOUNT = "other amount"
    NOT_AT_GATEWAY = "not at the gateway"
    NO_CHECKOUT = "no checkout"  # it has our mark, and no checkout of the business has it


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that stands in one of the books alone, or otherwise. document_id: empty if no invoice is known.

    gateway_minor, booked_minor: None where it doesn't stand.
    """

    why: Why
    kind: MovementKind
    account_id: str
    ref: str
    intent_id: str
    at: datetime
    currency: str
    gateway_minor: int | None = None
    booked_minor: int | None = None
    document_id: str = ""

    @property
    def can_book(self) -> bool:
        """Whether hearing of it again from the gateway may put it right."""
        is_behind = self.why is Why.OTHER_AMOUNT and self.kind is not MovementKind.PAYMENT
        return self.why is Why.NOT_BOOKED or is_behind


class Stand(StrEnum):
    """Whose a movement is."""

    OURS = "ours"
    ELSEWHERE = "another account's of the business, which is asked itself"
    FOREIGN = "not ours"


@dataclass(frozen=True, slots=True)
class Books:
    """All that our books say of a page of movements. lines: amount, currency and document by ref.

    paid: the documents of payments in the ledger; aside: payments put aside; attempts: by mark.
    """

    account_id: str
    lines: dict[str, tuple[int, str, str]]
    paid: dict[str, str]
    aside: dict[str, UnmatchedPayment]
    attempts: dict[str, Attempt]
    returned: dict[str, int]  # of payments put aside: what these movements give back

    def stand(self, moved: GatewayMovement) -> Stand:
        """Return whose the movement is: known to our books, or marked by us."""
        if moved.ref in self.lines or moved.intent_id in self.paid or moved.intent_id in self.aside:
            return Stand.OURS
        if not moved.attempt:
            return Stand.FOREIGN
        attempt = self.attempts.get(moved.attempt)
        return Stand.OURS if attempt is None or attempt.account_id == self.account_id else Stand.ELSEWHERE

    def difference(self, moved: GatewayMovement) -> Difference | None:
        """Return what is wrong with a movement of ours; None if all is in order."""
        booked = self.lines.get(moved.ref)
        if booked is not None:
            amount, currency, document_id = booked
            is_right = (amount, currency) == (moved.amount_minor, moved.currency)
            return None if is_right else self._wrong(Why.OTHER_AMOUNT, moved, document_id, amount)
        if moved.amount_minor == 0:
            return None  # nothing has moved in the end
        if moved.intent_id in self.aside:
            return self._put_aside(moved, self.aside[moved.intent_id])
        attempt = self.attempts.get(moved.attempt)
        document_id = self.paid.get(moved.intent_id) or (attempt.document_id if attempt else "")
        return self._wrong(Why.NOT_BOOKED if document_id else Why.NO_CHECKOUT, moved, document_id)

    def _put_aside(self, moved: GatewayMovement, aside: UnmatchedPayment) -> Difference | None:
        if moved.kind is MovementKind.PAYMENT and moved.amount_minor != aside.amount_minor:
            return self._wrong(Why.OTHER_AMOUNT, moved, aside.document_id, aside.amount_minor)
        if moved.kind is MovementKind.REFUND and self.returned[moved.intent_id] > aside.refunded_minor:
            return self._wrong(Why.NOT_BOOKED, moved, aside.document_id)
        return None

    def _wrong(self, why: Why, moved: GatewayMovement, document_id: str, booked: int | None = None) -> Difference:
        return Difference(
            why=why,
            kind=moved.kind,
            account_id=self.account_id,
            ref=moved.ref,
            intent_id=moved.intent_id,
            at=moved.at,
            currency=moved.currency,
            gateway_minor=moved.amount_minor,
            booked_minor=booked,
            document_id=document_id,
        )


def books_on(uow: System, account_id: str, kind: MovementKind, movements: Sequence[GatewayMovement]) -> Books:
    """Read what our books say of these movements of one kind."""
    intents = {each.intent_id for each in movements if each.intent_id}
    mine, entry = col(LedgerEntry.account_id) == account_id, LedgerEntry
    kinds = (*_LINES[kind], LedgerKind.PAYMENT)
    refs = {each.ref for each in movements} | intents
    lines: dict[str, tuple[int, str, str]] = {}
    paid: dict[str, str] = {}
    for line in uow.all(select(entry).where(mine, col(entry.kind).in_(kinds), col(entry.ref).in_(refs))):
        if line.kind in _LINES[kind]:
            before = lines.get(line.ref, (0, "", ""))[0]
            lines[line.ref] = (before + line.amount_minor, line.currency, line.document_id)
        if line.kind is LedgerKind.PAYMENT:
            paid[line.ref] = line.document_id
    unmatched = select(UnmatchedPayment).where(
        UnmatchedPayment.account_id == account_id, col(UnmatchedPayment.payment_intent).in_(intents)
    )
    marks = {each.attempt for each in movements if each.attempt}
    marked = uow.all(select(Attempt).where(col(Attempt.public_id).in_(marks)))
    returned: dict[str, int] = {}
    for each in movements:
        returned[each.intent_id] = returned.get(each.intent_id, 0) - each.amount_minor
    return Books(
        account_id=account_id,
        lines=lines,
        paid=paid,
        aside={each.payment_intent: each for each in uow.all(unmatched)},
        attempts={each.public_id: each for each in marked},
        returned=returned,
    )


def still_differs(uow: System, found: Difference) -> bool:
    """Say whether a movement that stands at the gateway as found isn't in order (yet)."""
    moved = GatewayMovement(
        found.kind, found.ref, found.intent_id, found.gateway_minor or 0, found.currency, found.at, attempt=""
    )
    return books_on(uow, found.account_id, found.kind, [moved]).difference(moved) is not None


def only_here(
    uow: System, account_id: str, kind: MovementKind, since: datetime, until: datetime, seen: AbstractSet[str]
) -> list[Difference]:
    """Return what our books have from then until before then and the gateway doesn't."""
    line = LedgerEntry
    during: list[tuple[Any, Any, Any]] = [(line, col(line.ref), line.kind == _LINES[kind][0])]
    if kind is MovementKind.PAYMENT:
        during.append((UnmatchedPayment, col(UnmatchedPayment.payment_intent), true()))
    rows: list[Any] = []
    for model, ref, condition in during:
        mine = model.account_id == account_id, model.at >= since, model.at < until, condition
        columns = ref, model.at, model.currency, model.amount_minor, model.document_id
        rows += uow.rows(select(model).with_only_columns(*columns).where(*mine))
    return [
        Difference(Why.NOT_AT_GATEWAY, kind, account_id, ref, "", at, currency, None, minor, document_id)
        for ref, at, currency, minor, document_id in rows
        if ref not in seen
    ]

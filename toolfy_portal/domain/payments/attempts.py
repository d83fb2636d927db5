"""Attempts to pay, and when they no longer fit their invoice."""

from sqlmodel import col, or_, select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.payments.models import LIVE_STATES, Attempt

Keeper = UnitOfWork[StaffAccess | SystemAccess]
TOPIC = "inbox"  # rung when the worker has something to look at


def find_attempt(
    uow: Keeper, account_id: str, *, session_id: str = "", intent_id: str = "", public_id: str = ""
) -> Attempt | None:
    """Return the attempt, looked up within that account only: another account's event can't name ours."""
    named = [
        column == value
        for column, value in (
            (col(Attempt.session_id), session_id),
            (col(Attempt.payment_intent), intent_id),
            (col(Attempt.public_id), public_id),
        )
        if value
    ]
    return uow.first(select(Attempt).where(Attempt.account_id == account_id, or_(*named))) if named else None


def live_attempt(uow: Keeper, invoice_id: str) -> Attempt | None:
    """Return the invoice's checkout that could still be paid. There is at most one."""
    return uow.first(select(Attempt).where(Attempt.document_id == invoice_id, col(Attempt.state).in_(LIVE_STATES)))


def outdate(uow: Keeper, invoice_id: str) -> None:
    """Have the invoice's open checkout closed at the gateway, now: what is owed has changed. The worker asks."""
    attempt = live_attempt(uow, invoice_id)
    if attempt is not None:
        attempt.is_outdated, attempt.next_check_at = True, uow.now
        uow.ring(TOPIC)

"""A person's open sessions, in all their businesses: seen, ended, and confirmed."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import col, select, update

from toolfy_portal.core.access import PersonAccess, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in import factors
from toolfy_portal.domain.sign_in.models import Person, StaffSession
from toolfy_portal.domain.sign_in.passwords import matches
from toolfy_portal.domain.sign_in.staff import IDLE, WRONG_CODE
from toolfy_portal.domain.team.events import RoleChanged, StaffSwitchedOff
from toolfy_portal.domain.team.models import Staff

WRONG_PASSWORD = "That isn't your password."  # noqa: S105  # words


def mine(access: StaffAccess) -> Sequence[StaffSession]:
    """Return the person's open sessions in all their businesses, the latest first."""
    return _open_of(access.person_id)


def end(access: StaffAccess, session_id: str) -> None:
    """End one of the person's own sessions; its open pages hear of it. Raises NotFound."""
    if not _end(access.person_id, lambda session: session.id == session_id):
        raise NotFound


def end_others(person_id: str, keep: str = "") -> int:
    """End all sessions of a person but one, in every business. Returns how many."""
    return _end(person_id, lambda session: session.id != keep)


def end_for(uow: UnitOfWork[Any], event: RoleChanged | StaffSwitchedOff) -> None:
    """End a member's sessions in this business: with another role they begin anew."""
    theirs = (col(StaffSession.staff_id) == event.staff_id, col(StaffSession.ended_at).is_(None))
    for session_id in uow.all(select(StaffSession.id).where(*theirs)):
        uow.ring(session_id)
    uow.change(update(StaffSession).where(*theirs).values(ended_at=uow.now))


def needs_code(access: StaffAccess) -> bool:
    """Say whether the person has a second factor."""
    return _account(access).totp_encrypted is not None


def confirm(access: StaffAccess, password: str, code: str) -> None:
    """Note that it is really them: by the second factor if there is one, else by the password. Raises Forbidden."""
    person = _account(access)
    if person.totp_encrypted is None:
        if not matches(person.password_hash, password):
            raise Forbidden(WRONG_PASSWORD)
    else:
        with begin(PersonAccess(person.id)) as uow:
            if not factors.use(uow, code):
                raise Forbidden(WRONG_CODE)
    with begin(access) as uow:
        uow.get(StaffSession, access.session_id).confirmed_at = uow.now


def _account(access: StaffAccess) -> Person:
    with begin(PersonAccess(access.person_id)) as uow:
        return uow.get(Person, access.person_id)


def _open_of(person_id: str) -> list[StaffSession]:
    now = running().clock.now()
    theirs = select(StaffSession).join(Staff, col(Staff.id) == col(StaffSession.staff_id))
    alive = (col(StaffSession.ended_at).is_(None), col(StaffSession.expires_at) > now)
    found = look(
        theirs.where(Staff.person_id == person_id, *alive, col(StaffSession.last_seen_at) > now - IDLE).order_by(
            col(StaffSession.last_seen_at).desc(), col(StaffSession.id)
        )
    )
    return [row[0] for row in found]


def _end(person_id: str, which: Callable[[StaffSession], bool]) -> int:
    ending = [session for session in _open_of(person_id) if which(session)]
    for session in ending:
        with begin(SystemAccess(session.business_id, "sign-out")) as uow:
            uow.get(StaffSession, session.id).ended_at = uow.now
            uow.ring(session.id)
    return len(ending)

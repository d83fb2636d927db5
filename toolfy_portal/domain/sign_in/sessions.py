"""A person's open sessions, in all their businesses: seen, ended, and confirmed."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select, update

from toolfy_portal.core.access import PersonAccess, StaffAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in import factors
from toolfy_portal.domain.sign_in.models import Person, StaffSession
from toolfy_portal.domain.sign_in.passwords import matches
from toolfy_portal.domain.sign_in.staff import IDLE, WRONG_CODE, end_browser
from toolfy_portal.domain.team.events import RoleChanged, StaffSwitchedOff
from toolfy_portal.domain.team.models import Staff

WRONG_PASSWORD = "That isn't your password."  # noqa: S105  # words


def mine(access: StaffAccess) -> Sequence[StaffSession]:
    """Return the person's open sessions, the latest first; one for each browser, its own for this one."""
    found = _open_of(access.person_id)
    here = next((each.browser_id for each in found if each.id == access.session_id), "")
    shown: dict[str, StaffSession] = {}
    for each in found:
        if each.id == access.session_id or not here or each.browser_id != here:
            shown.setdefault(each.browser_id or each.id, each)
    return list(shown.values())


def end(access: StaffAccess, session_id: str) -> None:
    """End one of the person's own sessions and what its browser has open besides. Raises NotFound."""
    theirs = [each for each in _open_of(access.person_id) if each.id == session_id]
    if not theirs:
        raise NotFound
    end_browser(theirs[0])


def end_others(person_id: str, keep: str = "") -> None:
    """End all sessions of a person, in every business. keep: one whose browser stays signed in."""
    found = _open_of(person_id)
    kept = next((each.browser_id for each in found if each.id == keep), None)
    for each in found:
        if each.id != keep and (not kept or each.browser_id != kept):
            end_browser(each)


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

"""Staff sign-in: e-mail and password to a session, a session's secret to an access."""

import secrets
from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.sign_in.passwords import matches
from toolfy_portal.domain.team.models import Staff

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
_TOUCH = timedelta(minutes=5)

WRONG = "That e-mail and password don't go together."


def sign_in(email: str, password: str, agent: str = "") -> str:
    """Return the secret of a new session. Raises Forbidden, the same way whether the account exists or not."""
    found = look(select(Staff).where(Staff.email == email.strip().lower()))
    staff: Staff | None = found[0][0] if found else None
    right = matches(staff.password_hash if staff else "", password)
    if staff is None or not right or not staff.is_active:
        raise Forbidden(WRONG)
    secret = secrets.token_urlsafe(32)
    with begin(SystemAccess(staff.business_id, "sign-in")) as uow:
        uow.add(
            StaffSession(
                id=new_id("ses"),
                staff_id=staff.id,
                secret_hash=uow.keys.hash(secret),
                agent=agent[:200],
                created_at=uow.now,
                last_seen_at=uow.now,
                expires_at=uow.now + LONGEST,
            )
        )
    return secret


def by_session(secret: str) -> StaffAccess | None:
    """Return whose session it is; None if it ended, idled for 12 hours, or the person was switched off."""
    if not secret:
        return None
    runtime = running()
    mine = col(StaffSession.secret_hash).in_(runtime.keys.hashes(secret))
    open_ = select(StaffSession, Staff).join(Staff, col(Staff.id) == col(StaffSession.staff_id))
    found = look(open_.where(mine, col(StaffSession.ended_at).is_(None), col(Staff.is_active).is_(True)))
    if not found:
        return None
    session: StaffSession = found[0][0]
    staff: Staff = found[0][1]
    now = runtime.clock.now()
    if session.expires_at <= now or session.last_seen_at + IDLE <= now:
        return None
    if now - session.last_seen_at > _TOUCH:
        with begin(SystemAccess(staff.business_id, "sign-in")) as uow:
            uow.get(StaffSession, session.id).last_seen_at = uow.now
    return StaffAccess(staff.business_id, staff.id, staff.role, staff.name, session.id)


def sign_out(secret: str) -> str | None:
    """End the session. Returns its id so that its open pages can be closed; None if there was none."""
    found = look(select(StaffSession).where(col(StaffSession.secret_hash).in_(running().keys.hashes(secret))))
    if not found:
        return None
    session: StaffSession = found[0][0]
    with begin(SystemAccess(session.business_id, "sign-out")) as uow:
        uow.get(StaffSession, session.id).ended_at = uow.now
        uow.ring(session.id)
    return session.id

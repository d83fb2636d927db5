"""Staff sign-in: e-mail, password and second factor to a session, a session's secret to an access."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import PersonAccess, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in import factors
from toolfy_portal.domain.sign_in.models import Person, StaffSession
from toolfy_portal.domain.sign_in.passwords import matches
from toolfy_portal.domain.team.models import Staff

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
_TOUCH = timedelta(minutes=5)
_NEVER = datetime.min.replace(tzinfo=UTC)
_HALFWAY = timedelta(minutes=5)  # between password and second factor

WRONG = "That e-mail and password don't go together."
WRONG_CODE = "That code isn't right. Each works once, and for half a minute."


class CodeNeeded(Forbidden):
    """The password is right, and the second factor is still to come. halfway: proof of that for five minutes."""

    def __init__(self, halfway: str) -> None:
        super().__init__("Enter the code from your authenticator app.")
        self.halfway = halfway


def sign_in(email: str, password: str, agent: str = "") -> str:
    """Return the secret of a new session, in the business where the person was last.

    Raises Forbidden, the same way whether the account exists or not; CodeNeeded if there is a second factor.
    """
    person = person_of(email)
    right = matches(person.password_hash if person else "", password)
    places = places_of(person.id if person and right else "")
    if person is None or not places:
        raise Forbidden(WRONG)
    if person.totp_encrypted is not None:
        raise CodeNeeded(_halfway(person.id))
    return open_session(places[0], agent)


def who_is_halfway(halfway: str) -> str:
    """Return the id of who gave the right password within five minutes. Raises Forbidden."""
    runtime = running()
    try:
        purpose, person_id, at = runtime.keys.decrypt(halfway.encode()).split("|")
        given_at = datetime.fromisoformat(at)
    except ValueError:
        raise Forbidden(WRONG) from None
    if purpose != "halfway" or runtime.clock.now() - given_at > _HALFWAY:
        raise Forbidden("That took longer than five minutes. Please sign in again.")
    return person_id


def finish(halfway: str, code: str, agent: str = "") -> str:
    """Return the secret of a new session for the second factor's code. Raises Forbidden."""
    person_id = who_is_halfway(halfway)
    with begin(PersonAccess(person_id)) as uow:
        if not factors.use(uow, code):
            raise Forbidden(WRONG_CODE)
    places = places_of(person_id)
    if not places:
        raise Forbidden(WRONG)
    return open_session(places[0], agent)


def person_of(email: str) -> Person | None:
    """Return the account of an e-mail."""
    found = look(select(Person).where(Person.email == email.strip().lower()))
    return found[0][0] if found else None


def places_of(person_id: str) -> Sequence[Staff]:
    """Return where the person may work, the latest place first."""
    mine: list[Staff] = [
        row[0] for row in look(select(Staff).where(Staff.person_id == person_id, col(Staff.is_active).is_(True)))
    ]
    member, seen = col(StaffSession.staff_id), func.max(StaffSession.last_seen_at)
    visits = look(select(member, seen).where(member.in_([each.id for each in mine])).group_by(member))
    last = dict[str, datetime](tuple(row) for row in visits)
    return sorted(mine, key=lambda each: last.get(each.id, _NEVER), reverse=True)


def open_session(staff: Staff, agent: str, confirmed_at: datetime | None = None) -> str:
    """Start a session and return its secret. confirmed_at: when they proved who they are; None: just now."""
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
                confirmed_at=confirmed_at or uow.now,
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
    return StaffAccess(
        staff.business_id, staff.id, staff.role, staff.name, session.id, staff.person_id, session.confirmed_at
    )


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


def _halfway(person_id: str) -> str:
    runtime = running()
    return runtime.keys.encrypt(f"halfway|{person_id}|{runtime.clock.now().isoformat()}").decode()

"""How somebody joins a business: asked by e-mail, by a link that works once and for seven days."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import PersonAccess, Role, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, InvalidField
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.notifications import service as notify
from toolfy_portal.domain.notifications.service import Words
from toolfy_portal.domain.sign_in import factors
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.sign_in.passwords import acceptable, hash_password, matches
from toolfy_portal.domain.sign_in.sessions import WRONG_PASSWORD
from toolfy_portal.domain.sign_in.staff import WRONG_CODE, open_session, person_of
from toolfy_portal.domain.team.events import InvitationCancelled, StaffInvited, StaffJoined
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.domain.team.service import may_give, team_topic

LASTS = timedelta(days=7)
MOST = 50  # open invitations of a business
_PAUSE = timedelta(minutes=1)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
GONE = "This invitation doesn’t work any more. Ask whoever sent it for a new one."

Team = UnitOfWork[StaffAccess]


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody with the link may know. has_account: they sign in already, and needs_code: with a second factor."""

    business: str
    invited_by: str
    email: str
    role: Role
    has_account: bool
    needs_code: bool


def checked_email(typed: str) -> str:
    """Return the address in lower case. Raises InvalidField naming "email"."""
    email = typed.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise InvalidField("email", "That doesn’t look like an e-mail address.")
    return email


def invite(uow: Team, email: str, role: Role) -> None:
    """Ask somebody to join. Raises InvalidField naming "email", Forbidden, ConfirmFirst, Conflict."""
    may_give(uow.access, role)
    email = checked_email(email)
    member = uow.first(select(Staff).where(Staff.email == email))
    if member is not None:
        known = "is in the team already" if member.is_active else "was switched off. Switch them on again in the list"
        raise InvalidField("email", f"{member.name} {known}.")
    waiting = uow.all(select(Invitation.email))
    if email in waiting:
        raise InvalidField("email", "They were invited already. You can send it again in the list.")
    if len(waiting) >= MOST:
        raise Conflict(f"{MOST} invitations are open. Cancel some that nobody needs.")
    token = new_token()
    invitation = Invitation(
        id=new_id("ivt"),
        email=email,
        role=role,
        token_hash=uow.keys.hash(token),
        invited_by=uow.access.name,
        sent_at=uow.now,
        expires_at=uow.now + LASTS,
    )
    _write(uow, uow.add(invitation), token)
    uow.record(StaffInvited(subject_id=uow.access.business_id, email=email, role=role))
    uow.ring(team_topic(uow.access.business_id))


def resend(uow: Team, invitation_id: str) -> None:
    """Send a new link; the one before works no more. Raises NotFound, Forbidden, ConfirmFirst, Conflict."""
    invitation = uow.get(Invitation, invitation_id, lock=True)
    may_give(uow.access, invitation.role)
    if uow.now - invitation.sent_at < _PAUSE:
        raise Conflict("It was sent a moment ago. Give it a minute to arrive.")
    token = new_token()
    invitation.token_hash, invitation.invited_by = uow.keys.hash(token), uow.access.name
    invitation.sent_at, invitation.expires_at = uow.now, uow.now + LASTS
    _write(uow, invitation, token)
    uow.ring(team_topic(uow.access.business_id))


def cancel(uow: Team, invitation_id: str) -> None:
    """Make the link worthless. Raises NotFound, Forbidden, ConfirmFirst."""
    invitation = uow.get(Invitation, invitation_id, lock=True)
    may_give(uow.access, invitation.role)
    uow.delete(invitation)
    uow.record(InvitationCancelled(subject_id=uow.access.business_id, email=invitation.email))
    uow.ring(team_topic(uow.access.business_id))


def offered(token: str) -> Offer:
    """Return what the link offers. Raises Expired if it was used, cancelled or replaced, or is older than 7 days."""
    invitation, business = _found(token)
    person = person_of(invitation.email)
    needs_code = person is not None and person.totp_encrypted is not None
    return Offer(business, invitation.invited_by, invitation.email, invitation.role, person is not None, needs_code)


def accept(token: str, name: str, password: str, code: str, agent: str) -> str:
    """Join, with the account that there is or a new one, and return the secret of a session there.

    Raises Expired, InvalidField naming "name" or "password", Forbidden for a wrong password or code.
    """
    invitation, business = _found(token)
    person = person_of(invitation.email)
    if person is None:
        person = _new_person(invitation.email, name, password, business)
    elif not matches(person.password_hash, password):
        raise Forbidden(WRONG_PASSWORD)
    elif person.totp_encrypted is not None:
        with begin(PersonAccess(person.id)) as uow:
            if not factors.use(uow, code):
                raise Forbidden(WRONG_CODE)
    with begin(SystemAccess(invitation.business_id, "invitation")) as uow:
        return_to = _join(uow, invitation, person)
    return open_session(return_to, agent)


def _new_person(email: str, name: str, password: str, *about: str) -> Person:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise InvalidField("name", "Give your name as colleagues know it.")
    password_hash = hash_password(acceptable(password, email, name, *about))
    person = Person(id=new_id("per"), email=email, name=name, password_hash=password_hash)
    with begin(PersonAccess(person.id)) as uow:
        return uow.add(person)


def _join(uow: UnitOfWork[SystemAccess], offer: Invitation, person: Person) -> Staff:
    """Use the invitation up. Raises Expired if somebody was faster."""
    asked = select(Invitation).where(Invitation.id == offer.id, Invitation.token_hash == offer.token_hash)
    invitation = uow.first(asked.with_for_update())
    if invitation is None:
        raise Expired(GONE)
    uow.delete(invitation)
    member = Staff(
        id=new_id("stf"),
        person_id=person.id,
        name=person.name,
        email=person.email,
        role=invitation.role,
        has_second_factor=person.totp_encrypted is not None,
    )
    uow.add(member)
    uow.flush()
    uow.record(StaffJoined(subject_id=member.business_id, staff_id=member.id, who=member.name, role=member.role))
    uow.ring(team_topic(member.business_id))
    return member


def _found(token: str) -> tuple[Invitation, str]:
    runtime = running()
    mine = col(Invitation.token_hash).in_(runtime.keys.hashes(token))
    joined = select(Invitation, col(Business.name)).join(Business, col(Business.id) == col(Invitation.business_id))
    found = look(joined.where(mine, col(Invitation.expires_at) > runtime.clock.now()))
    if not found:
        raise Expired(GONE)
    return found[0][0], found[0][1]


def _write(uow: Team, invitation: Invitation, token: str) -> None:
    business = uow.get(Business, uow.access.business_id).name
    words = Words(
        subject=f"{uow.access.name} invites you to {business}",
        heading=f"Join {business}",
        paragraphs=(
            f"{uow.access.name} invites you to work with them in Toolfy Portal, as {invitation.role.value}.",
            "The link works once, for 7 days. If you don’t expect this, you can leave it.",
        ),
        button={"label": "Join", "url": f"{running().public_url}/staff/join/{token}"},
    )
    notify.to_staff(uow, invitation.email, words, f"invitation:{new_id('try')}")

"""Who belongs to the business, and as what."""

from collections.abc import Sequence

from sqlmodel import col, select

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.team.events import RoleChanged, StaffSwitchedOff, StaffSwitchedOn
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.domain.team.rules import Permission, confirmed, need

_ONLY_ADMINS = "Only an owner or an admin can change the team. Please ask one of them."
_ONLY_OWNERS = "Only an owner can do this. Please ask one of them."
_LAST_OWNER = "A business needs an owner. Make somebody else an owner first."

Team = UnitOfWork[StaffAccess]


def team_topic(business_id: str) -> str:
    """Return what rings when the team changes."""
    return f"team:{business_id}"


def members(uow: Team) -> Sequence[Staff]:
    """Return everybody who belongs to the business, or did; active ones first."""
    return uow.all(select(Staff).order_by(col(Staff.is_active).desc(), col(Staff.name), col(Staff.id)))


def invitations(uow: Team) -> Sequence[Invitation]:
    """Return who was asked to join and hasn't yet, newest first."""
    return uow.all(select(Invitation).order_by(col(Invitation.sent_at).desc(), col(Invitation.id)))


def may_give(access: StaffAccess, *roles: Role) -> None:
    """Raise Forbidden unless the person may give and take these roles, ConfirmFirst if the sign-in is too old."""
    need(access, Permission.TEAM, _ONLY_ADMINS)
    if Role.OWNER in roles:
        need(access, Permission.OWNERS, _ONLY_OWNERS)
    confirmed(access)


def change_role(uow: Team, staff_id: str, role: Role) -> None:
    """Give a member another role. Raises NotFound, Forbidden, ConfirmFirst, Conflict for the last owner."""
    member = uow.get(Staff, staff_id, lock=True)
    may_give(uow.access, member.role, role)
    if member.role is role:
        return
    _keep_an_owner(uow, member)
    was, member.role = member.role, role
    uow.record(RoleChanged(subject_id=member.business_id, staff_id=member.id, who=member.name, was=was, role=role))
    uow.ring(team_topic(member.business_id))


def switch_off(uow: Team, staff_id: str) -> None:
    """Let a member in no more; their open pages end. Raises NotFound, Forbidden, ConfirmFirst, Conflict."""
    member = uow.get(Staff, staff_id, lock=True)
    may_give(uow.access, member.role)
    if not member.is_active:
        return
    _keep_an_owner(uow, member)
    member.is_active = False
    uow.record(StaffSwitchedOff(subject_id=member.business_id, staff_id=member.id, who=member.name))
    uow.ring(team_topic(member.business_id))


def switch_on(uow: Team, staff_id: str) -> None:
    """Let a member in again, with the role they had. Raises NotFound, Forbidden, ConfirmFirst."""
    member = uow.get(Staff, staff_id, lock=True)
    may_give(uow.access, member.role)
    if member.is_active:
        return
    member.is_active = True
    uow.record(StaffSwitchedOn(subject_id=member.business_id, staff_id=member.id, who=member.name))
    uow.ring(team_topic(member.business_id))


def _keep_an_owner(uow: Team, leaving: Staff) -> None:
    """Raise Conflict if nobody else would own the business. Locks: two owners must not demote each other at once."""
    if leaving.role is not Role.OWNER or not leaving.is_active:
        return
    owners = select(Staff).where(Staff.role == Role.OWNER, col(Staff.is_active).is_(True))
    if all(owner.id == leaving.id for owner in uow.all(owners.order_by(col(Staff.id)).with_for_update())):
        raise Conflict(_LAST_OWNER)

"""The team as its settings show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.team import service as team
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.domain.team.rules import ALLOWED, Permission, may
from toolfy_portal.views.activity import TimelineView, moment_or_day, timeline_view
from toolfy_portal.views.staff import initials_of

_NOW = timedelta(minutes=6)  # a session is touched every five
_LOG = 20  # lines


@dataclass(frozen=True)
class MemberView:
    """A member. may_change: whether whoever looks may change this one."""

    id: str = ""
    name: str = ""
    email: str = ""
    initials: str = ""
    role: str = ""
    role_word: str = ""
    seen: str = ""
    factor: str = ""
    is_active: bool = True
    is_me: bool = False
    may_change: bool = False


@dataclass(frozen=True)
class InvitationView:
    """Somebody who was asked to join."""

    id: str = ""
    email: str = ""
    role_word: str = ""
    state: str = ""
    may_change: bool = False


@dataclass(frozen=True)
class TeamView:
    """Who belongs to the business, who was asked, and what changed. roles: that whoever looks may give."""

    members: list[MemberView] = field(default_factory=list[MemberView])
    invitations: list[InvitationView] = field(default_factory=list[InvitationView])
    roles: list[str] = field(default_factory=list[str])
    log: TimelineView = field(default_factory=TimelineView)
    may_change: bool = False


def show_team(uow: UnitOfWork[StaffAccess]) -> TeamView:
    """Return the team; everybody may see it."""
    business, access = profile(uow).business, uow.access
    seen = _last_seen(uow)
    members = team.members(uow)
    may_change = may(access, Permission.TEAM)
    return TeamView(
        members=[_member(each, access, seen.get(each.id), uow.now, business) for each in members],
        invitations=[_invitation(each, access, uow.now, business) for each in team.invitations(uow)] * may_change,
        roles=[role.value for role in roles_to_give(access)],
        log=timeline_view(uow, access.business_id, _LOG, business) if may_change else TimelineView(),
        may_change=may_change,
    )


def roles_to_give(access: StaffAccess) -> Sequence[Role]:
    """Return the roles that the person may give to others."""
    return [role for role in Role if _may_touch(access, role)]


def role_table() -> list[tuple[str, list[bool]]]:
    """Return what each role may do: the words, and yes or no for each role in order."""
    return [(each.value, [each in ALLOWED[role] for role in Role]) for each in Permission]


def _may_touch(access: StaffAccess, role: Role) -> bool:
    return may(access, Permission.TEAM) and (role is not Role.OWNER or may(access, Permission.OWNERS))


def _last_seen(uow: UnitOfWork[StaffAccess]) -> dict[str, datetime]:
    member = col(StaffSession.staff_id)
    found = uow.rows(select(member, func.max(StaffSession.last_seen_at)).group_by(member))
    return dict[str, datetime](tuple(row) for row in found)


def _member(each: Staff, access: StaffAccess, seen: datetime | None, now: datetime, business: Business) -> MemberView:
    is_here = seen is not None and now - seen < _NOW
    return MemberView(
        id=each.id,
        name=each.name,
        email=each.email,
        initials=initials_of(each.name),
        role=each.role.value,
        role_word=each.role.value.capitalize(),
        seen="Now" if is_here else moment_or_day(seen, now, business) if seen else "Never",
        factor="On" if each.has_second_factor else "Off",
        is_active=each.is_active,
        is_me=each.id == access.staff_id,
        may_change=_may_touch(access, each.role),
    )


def _invitation(each: Invitation, access: StaffAccess, now: datetime, business: Business) -> InvitationView:
    until = moment_or_day(each.expires_at, now, business)
    return InvitationView(
        id=each.id,
        email=each.email,
        role_word=each.role.value.capitalize(),
        state=f"Works until {until}" if each.expires_at > now else f"Ended {until}",
        may_change=_may_touch(access, each.role),
    )

"""What the team's page knows: who belongs to the business, who was asked to join, and what changed."""

from typing import Any

import reflex as rx

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Invalid, NotFound
from toolfy_portal.domain.sign_in import invitations
from toolfy_portal.domain.team import service as team
from toolfy_portal.domain.team.service import Team, team_topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.team import TeamView, show_team

Form = dict[str, Any]


class TeamState(rx.State):
    """The team. error: of the dialog that was sent last; done: grows with each that worked, which closes it."""

    shown: rx.Field[TeamView] = rx.field(default_factory=TeamView)
    is_live: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field(default="")
    done: rx.Field[int] = rx.field(default=0)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the team and stay informed."""
        self.reset()
        hub.listen(self, access, {team_topic(access.business_id)}, TeamState.refresh)
        self.shown = await looked_up(access, show_team)
        self.is_live = True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed."""
        self.shown = await looked_up(access, show_team)

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """A dialog opens: what was wrong in the last one is forgotten."""
        self.error = ""

    @staff_event
    async def invite(self, access: StaffAccess, form: Form) -> None:
        """Ask somebody to join."""
        email = _text(form, "email")
        await self._do(access, f"Invitation sent to {email}", _invite, email, _text(form, "role"))

    @staff_event
    async def resend(self, access: StaffAccess, invitation_id: str) -> None:
        """Send an invitation's link anew."""
        await within(access, invitations.resend, invitation_id)
        await self._worked(access, "Sent again. The link before works no more.")

    @staff_event
    async def cancel(self, access: StaffAccess, form: Form) -> None:
        """Make an invitation's link worthless."""
        await self._do(access, "Invitation cancelled", invitations.cancel, _text(form, "id"))

    @staff_event
    async def change_role(self, access: StaffAccess, form: Form) -> None:
        """Give a member another role."""
        await self._do(access, "Role changed", _change_role, _text(form, "id"), _text(form, "role"))

    @staff_event
    async def switch_off(self, access: StaffAccess, form: Form) -> None:
        """Let a member in no more."""
        await self._do(access, "Switched off. Their open pages have closed.", team.switch_off, _text(form, "id"))

    @staff_event
    async def switch_on(self, access: StaffAccess, staff_id: str) -> None:
        """Let a member in again."""
        await within(access, team.switch_on, staff_id)
        await self._worked(access, "Switched on. They can sign in again.")

    async def _do(self, access: StaffAccess, words: str, work: Any, *args: Any) -> None:
        try:
            await within(access, work, *args)
        except (Invalid, Conflict, NotFound) as error:
            self.error = error.message
            return
        await self._worked(access, words)

    async def _worked(self, access: StaffAccess, words: str) -> None:
        self.error, self.done = "", self.done + 1
        self.shown = await looked_up(access, show_team)
        await notify(self, words)


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip()[:254] if isinstance(value, str) else ""


def _invite(uow: Team, email: str, role: str) -> None:
    invitations.invite(uow, email, _role(role))


def _change_role(uow: Team, staff_id: str, role: str) -> None:
    team.change_role(uow, staff_id, _role(role))


def _role(named: str) -> Role:
    """Return the role. Raises Invalid for one that doesn't exist."""
    try:
        return Role(named)
    except ValueError:
        raise Invalid("Choose a role.") from None

"""What the page of one's own account knows. Passwords and the second factor have plain pages of their own."""

import asyncio
from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.domain.sign_in import account, sessions
from toolfy_portal.domain.team.service import team_topic
from toolfy_portal.pages.gate.guards import staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.account import AccountView, show_account

Form = dict[str, Any]


class AccountState(rx.State):
    """The account. wrong and error: the field that can't be used, and why."""

    shown: rx.Field[AccountView] = rx.field(default_factory=AccountView)
    is_live: rx.Field[bool] = rx.field(default=False)
    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show the account and stay informed."""
        self.reset()
        hub.listen(self, access, {team_topic(access.business_id)}, AccountState.refresh)
        await self._show(access)
        self.is_live = True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed."""
        await self._show(access)

    @staff_event
    async def rename(self, access: StaffAccess, form: Form) -> None:
        """Go by another name."""
        await self._do(access, account.rename, _text(form, "name"), "Saved")

    @staff_event
    async def ask_new_email(self, access: StaffAccess, form: Form) -> None:
        """Have a link sent to another address."""
        words = "Look in the inbox of the new address: the link in it makes the change."
        await self._do(access, account.ask_new_email, _text(form, "email"), words)

    @staff_event
    async def sign_out(self, access: StaffAccess, session_id: str) -> None:
        """End one session."""
        await asyncio.to_thread(sessions.end, access, session_id)
        await self._show(access)
        await notify(self, "Signed out there")

    @staff_event
    async def sign_out_others(self, access: StaffAccess) -> None:
        """End every session but this."""
        await asyncio.to_thread(sessions.end_others, access.person_id, access.session_id)
        await self._show(access)
        await notify(self, "Signed out everywhere else")

    async def _do(self, access: StaffAccess, work: Any, value: str, words: str) -> None:
        self.wrong = self.error = ""
        try:
            await asyncio.to_thread(work, access, value)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message
            return
        await self._show(access)
        await notify(self, words)

    async def _show(self, access: StaffAccess) -> None:
        self.shown = await asyncio.to_thread(show_account, access)


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip()[:254] if isinstance(value, str) else ""

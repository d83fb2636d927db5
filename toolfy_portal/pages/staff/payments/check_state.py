"""What the check against Stripe knows."""

import asyncio
from typing import Any, Literal

import reflex as rx

from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden
from toolfy_portal.domain.payments import checking
from toolfy_portal.domain.payments.checking import Check
from toolfy_portal.domain.team.rules import may_handle_money
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.payments_check import CheckView, show_check

Days = Literal["7", "30", "90", "365"]


class CheckState(rx.State):
    """The check that was begun last. Each step is an event of its own, so that the page shows how far it is."""

    shown: rx.Field[CheckView] = rx.field(default_factory=CheckView)
    days: rx.Field[str] = rx.field(default="30")
    refused: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    _check: Check | None = None

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Begin anew: an old answer would be taken for today's."""
        self.reset()
        try:
            may_handle_money(access)
        except Forbidden as error:
            self.refused = error.message

    @staff_event
    async def over(self, access: StaffAccess, days: Days) -> None:
        """Choose how far back to look."""
        self.days = days

    @staff_event
    async def start(self, access: StaffAccess) -> Any:
        """Begin to compare."""
        self.error = ""
        try:
            self._check = await asyncio.to_thread(checking.start, access, int(self.days))
        except Conflict as error:
            self.error = error.message
            return None
        await self._show(access)
        return CheckState.go_on

    @staff_event
    async def go_on(self, access: StaffAccess) -> Any:
        """Look at the next page, and go on as long as there is one."""
        if self._check is None or not self._check.todo:
            return None
        self._check = await asyncio.to_thread(checking.go_on, access, portal().accounts, self._check)
        await self._show(access)
        return CheckState.go_on if self._check.todo else None

    @staff_event
    async def book(self, access: StaffAccess, ref: str) -> None:
        """Book what Stripe has and we don't."""
        if await self._book(access, ref):
            await notify(self, "Booked")

    @staff_event
    async def book_all(self, access: StaffAccess) -> Any:
        """Book the next one, and go on as long as it works."""
        bookable = [each.ref for each in self._check.differences if each.can_book] if self._check else []
        if bookable and await self._book(access, bookable[0]):
            return CheckState.book_all
        return None

    async def _book(self, access: StaffAccess, ref: str) -> bool:
        self.error = ""
        if self._check is None:
            self.error = "Please check again: this page was open for too long."
            return False
        try:
            self._check = await asyncio.to_thread(checking.book, access, portal().gateway, self._check, ref)
        except (Conflict, GatewayError) as error:
            self.error = error.message
            return False
        await self._show(access)
        return True

    async def _show(self, access: StaffAccess) -> None:
        if self._check is not None:
            self.shown = await looked_up(access, show_check, self._check)

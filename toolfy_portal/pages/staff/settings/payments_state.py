"""What the payment settings know: how the connection to Stripe stands. No key ever comes here."""

import asyncio
from typing import Any

import reflex as rx

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, PortalError
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.billing import billing_topic
from toolfy_portal.domain.payments import connecting
from toolfy_portal.pages.gate.guards import looked_up, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.settings_payments import ConnectionView, show_connection


class PaymentsState(rx.State):
    """The connection as it was last seen; nothing of it until `is_live`."""

    shown: rx.Field[ConnectionView] = rx.field(default_factory=ConnectionView)
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)
    is_checking: rx.Field[bool] = rx.field(default=False)

    @staff_event
    async def load(self, access: StaffAccess) -> Any:
        """Show what we know, ask Stripe for the rest, and stay informed."""
        self.reset()
        hub.listen(self, access, {billing_topic(access.business_id)}, PaymentsState.refresh)
        try:
            self.shown = await looked_up(access, show_connection)
        except Forbidden:
            hub.listen(self, access, set(), PaymentsState.refresh)
            self.is_refused = True
            return None
        self.is_live = True
        return PaymentsState.check if self.shown.is_connected else None

    @staff_event
    async def refresh(self, access: StaffAccess) -> Any:
        """Show what changed, and ask Stripe again."""
        self.shown = await looked_up(access, show_connection)
        return PaymentsState.check if self.shown.is_connected else None

    @rx.event(background=True)
    @staff_event
    async def check(self, access: StaffAccess) -> None:
        """Ask Stripe how the connection stands. It may take its time: meanwhile the tab can do other things."""
        async with self:
            if self.is_checking:
                return
            self.is_checking = True
        shown, words = None, ""
        try:
            shown = await asyncio.to_thread(_checked, access)
        except PortalError as error:
            words = error.message
        finally:
            async with self:
                self.shown, self.is_checking = shown or self.shown, False
                if words:
                    await notify(self, words, "neg")

    @staff_event
    async def disconnect(self, access: StaffAccess) -> None:
        """Take no more payments online."""
        await asyncio.to_thread(connecting.disconnect, access, portal().accounts)
        self.shown = await looked_up(access, show_connection)
        await notify(self, "Disconnected. Customers no longer see Pay Now.")


def _checked(access: StaffAccess) -> ConnectionView:
    health, trouble = None, ""
    try:
        health = connecting.check_now(access, portal().accounts, portal().runtime.clock.now())
    except Conflict as error:
        trouble = error.message
    with reading(access) as uow:
        return show_connection(uow, health, trouble)

"""What the examination of an invoice's link and payment knows. No link ever comes here."""

import asyncio
from contextlib import suppress
from typing import Any

import reflex as rx

from toolfy_portal.adapters.reaching import answers
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.billing import billing_topic
from toolfy_portal.domain.doctor.probing import Probe, ask
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.doctor import DoctorView, show_doctor

_PATIENCE = 20  # seconds
_TOO_SLOW = Probe(None, f"Stripe gave no answer within {_PATIENCE} seconds.", answers=True)


class DoctorState(rx.State):
    """What was found. It may still be another page's: it counts if it is `which`. refused: why not, if not."""

    shown: rx.Field[DoctorView] = rx.field(default_factory=DoctorView)
    missing: rx.Field[str] = rx.field(default="")  # the id that isn't there
    refused: rx.Field[str] = rx.field(default="")
    is_asking: rx.Field[bool] = rx.field(default=False)
    _probe: Probe | None = None

    @rx.var(cache=False)
    def which(self) -> str:
        """The id in the page's address."""
        parts = page_path(self).split("/")  # on any other page it is nobody's business
        return parts[3] if parts[1:3] == ["staff", "invoices"] and parts[4:] == ["doctor"] else ""

    @staff_event
    async def load(self, access: StaffAccess) -> Any:
        """Show what is known here, ask others for the rest, and stay informed."""
        self.reset()
        topics = {self.which, billing_topic(access.business_id)}
        hub.listen(self, access, topics, DoctorState.refresh)  # before reading: what changes meanwhile is shown, too
        await self._show(access)
        return None if self.refused or self.missing else DoctorState.examine

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed, with what the others said last."""
        await self._show(access)

    @rx.event(background=True)
    @staff_event
    async def examine(self, access: StaffAccess) -> None:
        """Ask Stripe, and whether the portal can be reached. Meanwhile the tab can do other things."""
        async with self:
            if self.is_asking or not self.which:
                return
            self.is_asking, which = True, self.which
        shown, probe = None, _TOO_SLOW
        try:
            with suppress(TimeoutError):
                asked = asyncio.to_thread(ask, access, portal().accounts, answers, portal().runtime.clock.now())
                probe = await asyncio.wait_for(asked, _PATIENCE)
            shown = await asyncio.to_thread(_examined, access, which, probe)
        except (NotFound, Forbidden):
            pass  # the page says so already
        finally:
            async with self:
                self._probe, self.is_asking, self.shown = probe, False, shown or self.shown

    async def _show(self, access: StaffAccess) -> None:
        try:
            self.shown = await looked_up(access, show_doctor, self.which, self._probe)
        except NotFound:
            self.missing = self.which
        except Forbidden as error:
            self.refused = error.message
        if self.missing or self.refused:
            hub.listen(self, access, set(), DoctorState.refresh)  # that something happens to it is not for this tab


def _examined(access: StaffAccess, invoice_id: str, probe: Probe) -> DoctorView:
    with reading(access) as uow:
        return show_doctor(uow, invoice_id, probe)

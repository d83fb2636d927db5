"""What the import page knows; all of it is kept in the database, so it outlives a reload."""

import threading

import reflex as rx

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.domain.imports import uploads
from toolfy_portal.domain.imports.service import may_import
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.imports import ImportView, show_import


class ImportState(rx.State):
    """The import as it stands."""

    shown: rx.Field[ImportView] = rx.field(default_factory=ImportView)
    is_live: rx.Field[bool] = rx.field(default=False)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show how the import stands and stay informed of it."""
        self.reset()
        await self._show(access)

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show how far it is."""
        await self._show(access)

    @staff_event
    async def start(self, access: StaffAccess) -> None:
        """Import the file, in a thread of its own: it may take minutes, and nobody waits for it."""
        may_import(access)
        upload_id = await within(access, uploads.claim)
        data_dir = portal().settings.data_dir
        threading.Thread(target=uploads.run, args=(access, data_dir, upload_id), name=upload_id, daemon=True).start()
        await self._show(access)

    @staff_event
    async def choose_another(self, access: StaffAccess) -> None:
        """Put this file away and ask for the next one."""
        if upload_id := await within(access, uploads.put_away):
            uploads.path_of(portal().settings.data_dir, upload_id).unlink(missing_ok=True)
        await self._show(access)

    async def _show(self, access: StaffAccess) -> None:
        self.shown = await looked_up(access, show_import)
        self.is_live = True
        hub.listen(self, access, {access.staff_id}, ImportState.refresh)

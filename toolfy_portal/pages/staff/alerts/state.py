"""What the bell, its panel and the toasts know."""

from datetime import UTC, datetime, timedelta

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.alerts import service
from toolfy_portal.domain.alerts.service import alerts_topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.views.alerts import AlertsView, AlertView, alert_views, show_alerts

STEP = 20  # alerts that the panel shows more of
MOST_TOASTS = 3
_LATE = timedelta(seconds=10)  # so long after it happened something may still be committed


class AlertsState(rx.State):
    """How many are unread, and the newest once the panel was opened. arrived: since the page was loaded, as toasts."""

    unread: rx.Field[int] = rx.field(default=0)
    shown: rx.Field[AlertsView] = rx.field(default_factory=AlertsView)
    is_open: rx.Field[bool] = rx.field(default=False)
    arrived: rx.Field[list[AlertView]] = rx.field(default_factory=list)
    _limit: int = STEP
    _known: frozenset[str] = frozenset()  # what a toast would tell again

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show how many are unread, and stay informed."""
        self.reset()
        self._listen(access)
        self.unread, new = await looked_up(access, _counted, running().clock.now())
        self._known = frozenset(each.id for each in new)

    @staff_event
    async def refresh(self, access: StaffAccess, since: float) -> None:
        """Show what changed, and what arrived as toasts. since: seconds since 1970, when the page looked last."""
        self._listen(access)
        self.unread, new = await looked_up(access, _counted, datetime.fromtimestamp(min(max(since, 0), 1e11), UTC))
        kept = [each for each in self.arrived if any(each.id == unread.id for unread in new)]
        fresh = [each for each in new if each.id not in self._known]
        self._known |= {each.id for each in new}
        self.arrived = [*fresh, *kept][:MOST_TOASTS]
        await self._show(access)

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """Show the newest in the panel."""
        self.is_open = True
        await self._show(access)

    @staff_event
    async def show_more(self, access: StaffAccess) -> None:
        """Show older ones, too."""
        self.is_open, self._limit = True, self._limit + STEP
        await self._show(access)

    @staff_event
    async def read(self, access: StaffAccess, alert_id: str) -> None:
        """Note that one was read; its toast goes."""
        await within(access, service.read, alert_id)

    @staff_event
    async def read_all(self, access: StaffAccess) -> None:
        """Note that all were read."""
        await within(access, service.read_all)

    @staff_event
    async def dismiss(self, access: StaffAccess, alert_id: str) -> None:
        """Take a toast away; the alert stays unread."""
        self.arrived = [each for each in self.arrived if each.id != alert_id]

    async def _show(self, access: StaffAccess) -> None:
        if self.is_open:
            self.shown = await looked_up(access, show_alerts, self._limit)

    def _listen(self, access: StaffAccess) -> None:
        # before reading: what arrives meanwhile is shown, too
        topics = {alerts_topic(access.business_id), alerts_topic(access.staff_id)}
        hub.listen(self, access, topics, AlertsState.refresh, since=running().clock.now().timestamp())


def _counted(uow: UnitOfWork[StaffAccess], since: datetime) -> tuple[int, list[AlertView]]:
    """Return how many are unread, and those of them since shortly before then."""
    found = service.newest(uow, STEP)
    new = [(alert, is_read) for alert, is_read in found if not is_read and alert.at >= since - _LATE]
    return service.unread_count(uow), alert_views(uow, new)

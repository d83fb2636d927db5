"""What the settings of notifications know: what the person is sent, and the business."""

from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.alerts import choices
from toolfy_portal.domain.alerts.choices import Wanted, Whose
from toolfy_portal.domain.alerts.models import Mode
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.alerts import MailsView, show_mails

Form = dict[str, Any]


class NotificationsState(rx.State):
    """The choices as they are saved. The fields keep what is chosen by themselves, also in the form beside the one that
    is saved: they are made anew as `opened` grows.
    """

    shown: rx.Field[MailsView] = rx.field(default_factory=MailsView)
    opened: rx.Field[int] = rx.field(default=0)
    saved: rx.Field[int] = rx.field(default=0)
    is_live: rx.Field[bool] = rx.field(default=False)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Fill in the forms; a sign-out sends the page away."""
        hub.listen(self, access, set(), NotificationsState.refresh)
        self.shown = await looked_up(access, show_mails)
        self.opened, self.is_live = self.opened + 1, True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Nothing to do but to be somebody still signed in."""

    @staff_event
    async def save_mine(self, access: StaffAccess, form: Form) -> None:
        """Send the person this from now on."""
        await self._save(access, Whose.MINE, form)

    @staff_event
    async def save_business(self, access: StaffAccess, form: Form) -> None:
        """Send the business this from now on."""
        await self._save(access, Whose.BUSINESS, form)

    async def _save(self, access: StaffAccess, whose: Whose, form: Form) -> None:
        await within(access, _choose, whose, form)
        self.shown, self.saved = await looked_up(access, show_mails), self.saved + 1
        await notify(self, "Saved")


def _choose(uow: UnitOfWork[StaffAccess], whose: Whose, form: Form) -> None:
    """Save what the form says. Raises InvalidField for what no field of ours sends."""
    modes = {topic: Mode(form[topic]) for topic in Topic if form.get(topic) in set(Mode)}
    hour = str(form.get("digest_hour", ""))
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 2):  # digits
        raise InvalidField("digest_hour", "Choose an hour of the day.")
    choices.choose(uow, whose, Wanted(modes, int(hour)))

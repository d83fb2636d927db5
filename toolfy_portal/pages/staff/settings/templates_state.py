"""What the templates' page knows: one mail's wording, as it is kept and as it is being typed."""

from typing import Any, Literal

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.domain.notifications import wording
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.wording import Wording
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.settings_templates import (
    AnnouncementView,
    PreviewView,
    TemplateView,
    show_announcement,
    show_preview,
    show_template,
)

Form = dict[str, Any]


class TemplatesState(rx.State):
    """The forms keep what is typed by themselves: they are made anew only as `version` grows.

    wrong and error: the field that can't be used, and why. theme: of the preview, or "text"; size: phone or desktop.
    _typed: what stands in the form, for the preview.
    """

    shown: rx.Field[TemplateView] = rx.field(default_factory=TemplateView)
    news: rx.Field[AnnouncementView] = rx.field(default_factory=AnnouncementView)
    preview: rx.Field[PreviewView] = rx.field(default_factory=PreviewView)
    theme: rx.Field[str] = rx.field(default="light")
    size: rx.Field[str] = rx.field(default="phone")
    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    version: rx.Field[int] = rx.field(default=0)
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)
    _typed: Wording = Wording("", "")

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Fill in the form."""
        self.reset()
        try:
            await self._fill(access, MailKind.INVOICE)
        except Forbidden:
            self.is_refused = True

    @staff_event
    async def choose(self, access: StaffAccess, kind: MailKind) -> None:
        """Show another mail."""
        await self._fill(access, kind)

    @rx.event(supersedes=True)
    @staff_event
    async def type_subject(self, access: StaffAccess, text: str) -> None:
        """Show how the subject looks as it is typed."""
        self._typed = Wording(text, self._typed.message)
        await self._preview(access)

    @rx.event(supersedes=True)
    @staff_event
    async def type_message(self, access: StaffAccess, text: str) -> None:
        """Show how the message looks as it is typed."""
        self._typed = Wording(self._typed.subject, text)
        await self._preview(access)

    @staff_event
    async def show_in(self, access: StaffAccess, theme: Literal["light", "dark", "text"]) -> None:
        """Show the mail in the light, in the dark, or as plain text."""
        self.theme = theme
        await self._preview(access)

    @staff_event
    async def show_on(self, access: StaffAccess, size: Literal["phone", "desktop"]) -> None:
        """Show the mail as wide as on a phone or a desktop."""
        self.size = size

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> None:
        """Keep the wording, or say at its field what can't be used."""
        kind = MailKind(self.shown.kind)
        await self._try(access, wording.save_wording, kind, Wording(_text(form, "subject"), _text(form, "message")))

    @staff_event
    async def back(self, access: StaffAccess) -> None:
        """Take the standard wording again."""
        await self._try(access, wording.back_to_standard, MailKind(self.shown.kind))

    @staff_event
    async def announce(self, access: StaffAccess, form: Form) -> None:
        """Keep the announcement, or say what can't be used."""
        await self._try(access, wording.save_announcement, is_on="is_on" in form, text=_text(form, "announcement"))

    async def _try(self, access: StaffAccess, work: Any, *args: Any, **kwargs: Any) -> None:
        self.wrong = self.error = ""
        try:
            await within(access, work, *args, **kwargs)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message
            return
        await self._fill(access, MailKind(self.shown.kind))
        await notify(self, "Saved. The next mails say it.")

    async def _fill(self, access: StaffAccess, kind: MailKind) -> None:
        self.shown = await looked_up(access, show_template, kind)
        self.news = await looked_up(access, show_announcement)
        self._typed = Wording(self.shown.subject, self.shown.message)
        self.version, self.wrong, self.error = self.version + 1, "", ""
        self.is_live, self.is_refused = True, False
        await self._preview(access)

    async def _preview(self, access: StaffAccess) -> None:
        kind = MailKind(self.shown.kind)
        self.preview = await looked_up(access, show_preview, kind, self._typed, self.theme)


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""

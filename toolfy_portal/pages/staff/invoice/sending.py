"""The dialog that sends the invoice: what it knows and does."""

from typing import Any

import reflex as rx

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField, PortalError
from toolfy_portal.core.ids import new_id
from toolfy_portal.domain.notifications import dispatch
from toolfy_portal.domain.notifications.dispatch import Sending, SentJustNow
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event, within
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.sending import SendView, TextView, show_sending, show_text, told_of

Form = dict[str, Any]


class SendState(rx.State):
    """What was chosen and said. opened and done: grow with each, so that the form and the dialog are made anew.

    failed: what is wrong, at the field `wrong` if it is named; asks: it was sent just now, and a second press means it.
    """

    shown: rx.Field[SendView] = rx.field(default_factory=SendView)
    text: rx.Field[TextView] = rx.field(default_factory=TextView)
    mails: rx.Field[bool] = rx.field(default=True)
    texts: rx.Field[bool] = rx.field(default=False)
    copies: rx.Field[bool] = rx.field(default=False)
    keeps_mails: rx.Field[bool] = rx.field(default=False)  # instead of sending them
    keeps_texts: rx.Field[bool] = rx.field(default=False)
    busy: rx.Field[bool] = rx.field(default=False)
    asks: rx.Field[bool] = rx.field(default=False)
    failed: rx.Field[str] = rx.field(default="")
    wrong: rx.Field[str] = rx.field(default="")
    opened: rx.Field[int] = rx.field(default=0)
    done: rx.Field[int] = rx.field(default=0)
    _key: str = ""  # of this filling-in: what it queues, it queues once

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """Begin with the invoice as it is now."""
        shown = await looked_up(access, show_sending, _invoice_id(self))
        self._forget()
        self.shown, self.text, self._key = shown, show_text(shown.text), new_id("snd")
        self.mails, self.texts, self.copies = True, False, False
        self.keeps_mails, self.keeps_texts = portal().mail.captures, portal().texts.captures
        self.opened += 1

    @staff_event
    async def choose(self, access: StaffAccess, way: str, is_on: bool) -> None:
        """Send it this way, too, or no longer. way: "mails", "texts" or "copies"."""
        self._forget()
        if way in {"mails", "texts", "copies"}:
            setattr(self, way, is_on)

    @staff_event
    async def measure(self, access: StaffAccess, words: str) -> None:
        """Count the text while it is written."""
        self.text = show_text(words)

    @staff_event
    async def start(self, access: StaffAccess) -> None:
        """Say that it is being sent."""
        self.busy = True

    @staff_event
    async def send(self, access: StaffAccess, form: Form) -> None:
        """Queue what was chosen for whom was chosen."""
        self.busy = False
        if _text(form, "turn", 20) != str(self.done) or not self._key:
            return  # a second click: the first one has worked
        sending = self._read(form)
        self._forget()
        try:
            queued = await within(access, dispatch.send, _invoice_id(self), sending)
        except SentJustNow as error:
            self.failed, self.asks = error.message, True
            return
        except PortalError as error:
            self.failed, self.wrong = error.message, error.field if isinstance(error, InvalidField) else ""
            return
        told = await looked_up(access, told_of, queued, keeps_mails=self.keeps_mails, keeps_texts=self.keeps_texts)
        self._key = ""
        self.done += 1
        await notify(self, told)

    def _read(self, form: Form) -> Sending:
        return Sending(
            key=self._key,
            by_email=_chosen(form, "email-") if self.mails else (),
            by_text=_chosen(form, "phone-") if self.texts else (),
            other_email=_text(form, "other_email", 300) if self.mails else "",
            other_number=_text(form, "other_number", 60) if self.texts else "",
            subject=_text(form, "subject", 1000),
            message=_text(form, "message", 20_000),
            text=_text(form, "text", 5000),
            attaches_pdf="pdf" in form,
            again=self.asks,
        )

    def _forget(self) -> None:
        self.failed, self.wrong, self.asks, self.busy = "", "", False, False


def _chosen(form: Form, prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name, value in form.items() if name.startswith(prefix) and value)


def _text(form: Form, name: str, longest: int) -> str:
    value = form.get(name)
    return value[:longest] if isinstance(value, str) else ""


def _invoice_id(state: rx.State) -> str:
    return page_path(state).rsplit("/", 1)[-1]

"""Portal Settings: what staff do with a document's links."""

from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField, PortalError
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import Lifetime, LinkKind, LinkScope, OnceSettled
from toolfy_portal.pages.gate.guards import page_path, staff_event, within

Desk = UnitOfWork[StaffAccess]
Form = dict[str, Any]


class PortalState(rx.State):
    """What was said last inside the dialog. wrong: the field it is about; given: grows with each link for others."""

    said: rx.Field[str] = rx.field(default="")
    failed: rx.Field[str] = rx.field(default="")
    wrong: rx.Field[str] = rx.field(default="")
    given: rx.Field[int] = rx.field(default=0)

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """The dialog opens: what was said in it before is forgotten."""
        self.said = self.failed = self.wrong = ""

    @staff_event
    async def resend(self, access: StaffAccess) -> None:
        """Send the customer's link again, with a fresh time ahead."""
        await self._do(access, "Sent. It works for its whole time again.", links.resend)

    @staff_event
    async def regenerate(self, access: StaffAccess, resend: bool) -> None:
        """Replace the customer's link; resend: and send the new one."""
        words = (
            "The old link stopped working. The new one is on its way." if resend else "The old link stopped working."
        )
        await self._do(access, words, _regenerate, resend)

    @staff_event
    async def revoke(self, access: StaffAccess, everybody: bool) -> None:
        """Switch the customer's link off; everybody: and all others'."""
        await self._do(access, "Switched off.", _revoke, everybody)

    @staff_event
    async def make(self, access: StaffAccess) -> None:
        """Make a new link after the old one was switched off."""
        await self._do(access, "There is a new link. The old one stays switched off.", _make)

    @staff_event
    async def set_time(self, access: StaffAccess, form: Form) -> None:
        """Choose how long the link works."""
        await self._do(access, "Saved.", _set_time, form)

    @staff_event
    async def give(self, access: StaffAccess, form: Form) -> None:
        """Make a link for somebody else."""
        if await self._do(access, "The link is ready to copy.", _give, form):
            self.given += 1

    @staff_event
    async def revoke_other(self, access: StaffAccess, link_id: str) -> None:
        """Switch somebody else's link off."""
        await self._do(access, "Switched off.", others.revoke, link_id)

    async def _do(self, access: StaffAccess, words: str, work: Any, *args: Any) -> bool:
        self.said = self.failed = self.wrong = ""
        try:
            await within(access, work, page_path(self).rsplit("/", 1)[-1], *args)
        except PortalError as error:
            self.failed, self.wrong = error.message, error.field if isinstance(error, InvalidField) else ""
            return False
        self.said = words
        return True


def _regenerate(uow: Desk, invoice_id: str, resend: bool) -> None:
    links.regenerate(uow, invoice_id)
    if resend:
        links.resend(uow, invoice_id)


def _revoke(uow: Desk, invoice_id: str, everybody: bool) -> None:
    links.revoke(uow, invoice_id, with_others=everybody)


def _make(uow: Desk, invoice_id: str) -> None:
    links.ensure(uow, LinkKind.INVOICE, invoice_id, invoices.find(uow, invoice_id).customer_id)


def _set_time(uow: Desk, invoice_id: str, form: Form) -> None:
    try:
        lifetime, once_settled = Lifetime(_text(form, "lifetime")), OnceSettled(_text(form, "once_settled"))
    except ValueError as error:
        raise InvalidField("lifetime", "Choose how long the link works.") from error
    links.set_time(uow, invoice_id, lifetime, once_settled)


def _give(uow: Desk, invoice_id: str, form: Form) -> None:
    scope = LinkScope.PAY if _text(form, "scope") == LinkScope.PAY else LinkScope.VIEW
    days = _text(form, "days")
    if not days.isascii() or not days.isdecimal():
        raise InvalidField("days", "Enter the days as a whole number.")
    others.give(uow, invoice_id, _text(form, "recipient"), _text(form, "email"), scope, int(days[:6]))


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip()[:500] if isinstance(value, str) else ""

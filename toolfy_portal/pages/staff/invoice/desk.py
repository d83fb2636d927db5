"""What staff do about an invoice's money: record, refund, credit, write off, and take back."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import reflex as rx

from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.money import Money, parse_amount
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.payments import desk, late_fees, refunds, transfers
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import LedgerEntry, Refund, RefundState
from toolfy_portal.pages.gate.guards import page_path, staff_event, within
from toolfy_portal.pages.gate.notices import notify

Desk = UnitOfWork[StaffAccess]
Form = dict[str, Any]
_NO_ANSWER = "Stripe can't be reached right now. The refund is written down, and we make it as soon as Stripe answers."
_REFUNDED = {
    RefundState.SUCCEEDED: "Refunded",
    RefundState.PENDING: "The refund is on its way",
    RefundState.ASKED: "The refund is on its way",
}


class DeskState(rx.State):
    """The dialogs about money. error: of the form that was sent last; done: grows with each that worked."""

    error: rx.Field[str] = rx.field(default="")
    done: rx.Field[int] = rx.field(default=0)

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """A dialog opens: what was wrong in the last one is forgotten."""
        self.error = ""

    @staff_event
    async def record(self, access: StaffAccess, form: Form) -> None:
        """Record money that came offline."""
        await self._do(form, lambda: _in_one(access, _record, _invoice_id(self), form), "Payment recorded")

    @staff_event
    async def undo(self, access: StaffAccess, form: Form) -> None:
        """Take back what was recorded by hand."""
        await self._do(form, lambda: _in_one(access, _undo, _invoice_id(self), form), "Undone")

    @staff_event
    async def credit(self, access: StaffAccess, form: Form) -> None:
        """Issue a credit note."""
        await self._do(form, lambda: _in_one(access, _credit, _invoice_id(self), form), "Credit note issued")

    @staff_event
    async def write_off(self, access: StaffAccess, form: Form) -> None:
        """Give up what is owed."""
        await self._do(form, lambda: _in_one(access, _write_off, _invoice_id(self), form), "Written off")

    @staff_event
    async def void(self, access: StaffAccess, form: Form) -> None:
        """Cancel the invoice."""
        await self._do(form, lambda: _in_one(access, _void, _invoice_id(self), form), "Voided")

    @staff_event
    async def waive_late_fee(self, access: StaffAccess, form: Form) -> None:
        """Take the late fee back."""
        await self._do(form, lambda: _in_one(access, _waive_late_fee, _invoice_id(self), form), "Late fee taken back")

    @staff_event
    async def dismiss_notice(self, access: StaffAccess, notice_id: str) -> None:
        """The transfer that the customer told of hasn't arrived."""
        await within(access, transfers.dismiss, notice_id)
        await notify(self, "Dismissed. The customer can tell you again.")

    @staff_event
    async def refund(self, access: StaffAccess, form: Form) -> None:
        """Give a payment back through Stripe."""
        await self._do(form, lambda: _refund(access, form), "")

    @staff_event
    async def refund_unmatched(self, access: StaffAccess, form: Form) -> None:
        """Give back money that fits no invoice."""
        give_back = refunds.give_back_unmatched
        await self._do(form, lambda: _told(give_back(access, portal().gateway, _text(form, "id"))), "")

    async def _do(self, form: Form, work: Callable[[], str | None], words: str) -> None:
        if _text(form, "turn") not in {"", str(self.done)}:
            return  # a second click: the first one has worked, and money must not move twice
        try:
            told = await asyncio.to_thread(work)
        except (Invalid, Conflict) as error:
            self.error = error.message
            return
        except GatewayError as error:
            self.error = _NO_ANSWER if error.again else f"Stripe says: {error.message}"
            return
        self.error, self.done = "", self.done + 1
        await notify(self, told or words)


def _in_one(access: StaffAccess, work: Callable[[Desk, str, Form], None], invoice_id: str, form: Form) -> None:
    with begin(access) as uow:
        work(uow, invoice_id, form)


def _record(uow: Desk, invoice_id: str, form: Form) -> None:
    try:
        method, day = Method(_text(form, "method")), date.fromisoformat(_text(form, "day"))
    except ValueError as error:
        raise Invalid("Choose how and when the money came.") from error
    desk.record_payment(uow, invoice_id, _amount(uow, invoice_id, form), method, day, _text(form, "note"))


def _undo(uow: Desk, invoice_id: str, form: Form) -> None:
    desk.undo(uow, _text(form, "id"))


def _credit(uow: Desk, invoice_id: str, form: Form) -> None:
    desk.credit(uow, invoice_id, _amount(uow, invoice_id, form), _reason(form))


def _write_off(uow: Desk, invoice_id: str, form: Form) -> None:
    desk.write_off(uow, invoice_id, _reason(form))


def _void(uow: Desk, invoice_id: str, form: Form) -> None:
    editing.void(uow, invoice_id, _reason(form))


def _waive_late_fee(uow: Desk, invoice_id: str, form: Form) -> None:
    late_fees.waive(uow, invoice_id, _reason(form))


def _refund(access: StaffAccess, form: Form) -> str:
    with begin(access) as uow:
        entry = uow.get(LedgerEntry, _text(form, "id"))
        minor = parse_amount(_text(form, "amount"), entry.currency, profile(uow).business.locale)
    return _told(refunds.give_back(access, portal().gateway, entry.id, minor, _text(form, "reason")))


def _told(refund: Refund) -> str:
    amount = Money(refund.amount_minor, refund.currency)
    return f"{_REFUNDED.get(refund.state, 'Not refunded')}: {amount}"


def _amount(uow: Desk, invoice_id: str, form: Form) -> int:
    currency = invoices.find(uow, invoice_id).currency
    return parse_amount(_text(form, "amount"), currency, profile(uow).business.locale)


def _reason(form: Form) -> str:
    reason = _text(form, "reason")
    if not reason:
        raise Invalid("Say why: it stands in the history.")
    return reason


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip()[:500] if isinstance(value, str) else ""


def _invoice_id(state: rx.State) -> str:
    return page_path(state).rsplit("/", 1)[-1]

"""What the billing settings know: the terms as they were when the form was filled in, and what is wrong with it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, Invalid, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import parse_amount, parse_number
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses import billing
from toolfy_portal.domain.businesses.bank_details import MOST_ROWS
from toolfy_portal.domain.businesses.billing import METHODS, WantedTerms, billing_topic
from toolfy_portal.domain.businesses.merging import on_top_of
from toolfy_portal.domain.businesses.models import LateFee
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.settings import BANK_PRESETS, BankRowView, BillingView, TaxView, show_taxes, show_terms
from toolfy_portal.views.settings_payments import ConnectionView, show_connection

Form = dict[str, Any]
_LONGEST_NUMBER = 9  # digits
_FIELDS = {"late_fee_minor": "late_fee", "late_fee_percent": "late_fee"}  # one field for either kind of fee


class BillingState(rx.State):
    """The form. Its fields keep what is typed by themselves: they are made anew only as `version` grows.

    wrong and error: the field that can't be used, and why. is_outdated: somebody else has saved meanwhile.
    _seen: what the form was filled in with; None once the state of a tab that was left alone was given up.
    """

    shown: rx.Field[BillingView] = rx.field(default_factory=BillingView)
    bank: rx.Field[list[BankRowView]] = rx.field(default_factory=list)
    taxes: rx.Field[list[TaxView]] = rx.field(default_factory=list)
    online: rx.Field[ConnectionView] = rx.field(default_factory=ConnectionView)
    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    version: rx.Field[int] = rx.field(default=0)
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)
    is_outdated: rx.Field[bool] = rx.field(default=False)
    _seen: WantedTerms | None = None

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Fill in the form and stay informed of what others save."""
        hub.listen(self, access, {billing_topic(access.business_id)}, BillingState.refresh)
        try:
            await self._fill(access)
        except Forbidden:
            hub.listen(self, access, set(), BillingState.refresh)
            self.reset()
            self.is_refused = True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed beside the form; inside it, only say that something did."""
        now, seen = await self._look(access), self._seen
        # an invoice that was issued counts on: nobody needs to hear of that
        is_outdated = seen is not None and replace(now, next_invoice=seen.next_invoice) != seen
        if is_outdated and not self.is_outdated:
            await notify(self, "A colleague changed these settings just now.")
        self.is_outdated = is_outdated

    @staff_event
    async def fill_anew(self, access: StaffAccess) -> None:
        """Forget what was typed and show what is saved."""
        await self._fill(access)

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> None:
        """Keep what was filled in, or say at its field what can't be used."""
        self.wrong = self.error = ""
        try:
            await within(access, _save, form, self._seen)
        except InvalidField as error:
            name, _, number = _FIELDS.get(error.field, error.field).partition(".")
            self.wrong, self.error = _rows(form)[int(number)] if number else name, error.message
            return
        await self._fill(access)
        await notify(self, "Saved. Open invoices show it now.")

    @staff_event
    async def add_rows(self, access: StaffAccess, preset: str) -> None:
        """Add rows for bank details of a kind, but for those that are there."""
        if self._seen is None:
            await self._fill(access)
        there = {row.label for row in self.bank}
        new = [BankRowView(new_id("row"), label) for label in BANK_PRESETS.get(preset, ()) if label not in there]
        if len(self.bank) + len(new) > MOST_ROWS:
            await notify(self, f"There is room for {MOST_ROWS} rows.", "neg")
        else:
            self.bank = [*self.bank, *new]

    @staff_event
    async def remove_row(self, access: StaffAccess, row_id: str) -> Any:
        """Take a row out of the form."""
        if self._seen is None:
            await self._fill(access)
        self.bank = [row for row in self.bank if row.id != row_id]
        return rx.set_focus("add_other")  # the button that was pressed is gone

    async def _fill(self, access: StaffAccess) -> None:
        self._seen = terms = await self._look(access)
        self.shown = await looked_up(access, show_terms, terms)
        self.version, self.wrong, self.error = self.version + 1, "", ""
        self.is_live, self.is_refused, self.is_outdated = True, False, False
        self.bank = [BankRowView(new_id("row"), label, value) for label, value in terms.bank_details]

    async def _look(self, access: StaffAccess) -> WantedTerms:
        terms = await looked_up(access, billing.terms_to_change)
        self.taxes = await looked_up(access, show_taxes)
        self.online = await looked_up(access, show_connection)
        return terms


def _save(uow: UnitOfWork[StaffAccess], form: Form, seen: WantedTerms | None) -> None:
    wanted = _entered(form, profile(uow).business.locale)
    if seen:
        wanted = on_top_of(billing.terms_to_change(uow), seen, wanted)
    billing.save_terms(uow, wanted, invoices.highest_number(uow, wanted.invoice_prefix))


def _rows(form: Form) -> list[str]:
    """Return the ids of the rows of bank details as they stand on the page; the state of a tab may be given up."""
    return [name.removeprefix("value-") for name in form if name.startswith("value-")]


def _entered(form: Form, locale: str) -> WantedTerms:
    """Return what the form says. Raises InvalidField where a number is expected and isn't there."""
    fee = _text(form, "late_fee_kind")
    kind = LateFee(fee) if fee in set(LateFee) else LateFee.NONE
    return WantedTerms(
        currency=_text(form, "currency"),
        payment_days=_whole(form, "payment_days"),
        payment_terms=_text(form, "payment_terms"),
        late_fee_policy=_text(form, "late_fee_policy"),
        late_fee_kind=kind,
        late_fee_minor=_amount(form, "late_fee", locale) if kind is LateFee.AMOUNT else 0,
        late_fee_percent=_percent(form, "late_fee", locale) if kind is LateFee.PERCENT else Decimal(0),
        late_fee_grace_days=_whole(form, "late_fee_grace_days"),
        takes_part_payments="takes_part_payments" in form,
        least_percent=_whole(form, "least_percent"),
        payment_methods=billing.only_these(name for name in METHODS if name in form),
        invoice_prefix=_text(form, "invoice_prefix"),
        next_invoice=_whole(form, "next_invoice"),
        bank_details=tuple((_text(form, f"label-{row}"), _text(form, f"value-{row}")) for row in _rows(form)),
    )


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def _whole(form: Form, name: str) -> int:
    text = _text(form, name)
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise InvalidField(name, "Give a whole number.")
    return int(text)


def _amount(form: Form, name: str, locale: str) -> int:
    try:
        return parse_amount(_text(form, name), _text(form, "currency"), locale)
    except Invalid as error:
        raise InvalidField(name, error.message) from error


def _percent(form: Form, name: str, locale: str) -> Decimal:
    try:
        return parse_number(_text(form, name), locale, "%")
    except ValueError as error:
        raise InvalidField(name, "Give a percentage, like 5.") from error

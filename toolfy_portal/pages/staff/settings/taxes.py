"""The taxes that lines may carry: added, changed, put away, and the one that new lines begin with."""

from decimal import Decimal
from typing import Any

import reflex as rx
from babel.numbers import NumberFormatError, parse_decimal

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import field, group, switch_row, wrong_if
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses import billing
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.pages.staff.settings.billing_state import BillingState
from toolfy_portal.views.settings import TaxView, show_taxes

H = LiveMarkup()
TAXES: Any = BillingState.taxes
Form = dict[str, Any]


class TaxesState(rx.State):
    """The dialogs about taxes. wrong and error: of the form sent last; done: grows with each that worked."""

    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    done: rx.Field[int] = rx.field(default=0)

    @staff_event
    async def open(self, access: StaffAccess) -> None:
        """A dialog opens: what was wrong in the last one is forgotten."""
        self.wrong = self.error = ""

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> None:
        """Add a tax, or change the one whose id the form has."""
        try:
            await within(access, _save, form)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message
            return
        await self._finish(access, "Saved")

    @staff_event
    async def archive(self, access: StaffAccess, form: Form) -> None:
        """Offer a tax no longer."""
        await within(access, billing.archive_tax_rate, _text(form, "id"))
        await self._finish(access, "Archived")

    async def _finish(self, access: StaffAccess, words: str) -> None:
        page = await self.get_state(BillingState)
        page.taxes = await looked_up(access, show_taxes)  # before the dialogs are made anew, from these
        self.wrong, self.error, self.done = "", "", self.done + 1
        await notify(self, words)


def _save(uow: UnitOfWork[StaffAccess], form: Form) -> None:
    percent = _percent(_text(form, "percent"), profile(uow).business.locale)
    billing.save_tax_rate(uow, _text(form, "name"), percent, rate_id=_text(form, "id"), is_default="is_default" in form)


def _percent(text: str, locale: str) -> Decimal:
    try:
        return parse_decimal(text.removesuffix("%").strip(), locale=locale, strict=True)
    except NumberFormatError as error:
        raise InvalidField("percent", "Give the rate as a number, like 20.") from error


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip()[:100] if isinstance(value, str) else ""


def taxes_group() -> rx.Component:
    """Show the taxes with what can be done about each."""
    rows = H.el("ul", H.each(TAXES, _row), cls="list")
    none = H.el("p", "No taxes yet. Lines carry none.", cls="muted small")
    add = _opens(icon(H, "plus", "icon icon--16"), "Add a tax", dialog="tax-new", cls="btn btn--secondary btn--sm")
    return group(
        H,
        "Taxes",
        "Lines of invoices choose from these. Changing one here changes no invoice that has it.",
        H.when(TAXES.length() > 0, rows, none),
        H.el("div", add),
        _tax_dialog("tax-new", "Add a tax", TaxView(), "Add tax"),
    )


def _row(each: Any) -> rx.Component:
    tax: TaxView = each
    edit: Any = f"tax-{tax.id}"
    archive: Any = f"archive-{tax.id}"
    end = H.el(
        "span",
        _opens("Edit", dialog=edit, cls="link-btn", of=tax.name),
        _opens("Archive", dialog=archive, cls="link-btn", of=tax.name),
        cls="row",
        style={"--gap": "20px"},
    )
    name = H.el(
        "span",
        H.el("span", tax.name, " ", tax.percent, "%", cls="list-row__title", dir="auto"),
        cls="grow",
    )
    dialogs = rx.fragment(_tax_dialog(edit, "Change this tax", tax, "Save tax"), _archive_dialog(archive, tax))
    return H.el(
        "li",
        name,
        H.when(tax.is_default, H.el("span", "Default", cls="tag")),
        end,
        dialogs,
        key=tax.id,
        cls="list-row",
    )


def _tax_dialog(dialog: Any, heading: str, tax: TaxView, submit: str) -> rx.Component:
    def ask(label: str, name: str, value: Any, hint: str, **more: Any) -> rx.Component:
        error = rx.cond(TaxesState.wrong == name, TaxesState.error, "")
        control = rx.el.input(
            name=name,
            default_value=value,
            class_name="input",
            auto_complete="off",
            custom_attrs={"aria-invalid": wrong_if(error)},
            **more,
        )
        return field(label, control, error, hint)

    return _dialog(
        dialog,
        heading,
        rx.el.input(type="hidden", name="id", value=tax.id),
        ask("Name", "name", tax.name, "As it stands on invoices, like VAT.", max_length=40),
        ask("Rate, percent", "percent", tax.percent, "", input_mode="decimal", max_length=12),
        switch_row(H, "is_default", "Default", "New lines begin with it.", tax.is_default),
        submit=submit,
        handler=TaxesState.save,
    )


def _archive_dialog(dialog: Any, tax: TaxView) -> rx.Component:
    return _dialog(
        dialog,
        "Archive this tax?",
        H.el("p", "New lines can’t choose it any more. Invoices that have it keep it. You can add it again later."),
        rx.el.input(type="hidden", name="id", value=tax.id),
        submit="Archive",
        handler=TaxesState.archive,
    )


def _dialog(dialog: Any, heading: str, *inside: rx.Component, submit: str, handler: Any) -> rx.Component:
    """Show a form in a dialog. Once it has worked it is made anew, closed and as it is now."""
    title: Any = f"{dialog}-title"
    close = H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes="")
    form = rx.el.form(
        H.el("div", H.el("h2", heading, id=title), cls="dialog__head"),
        H.el("div", *inside, cls="dialog__body"),
        H.el("div", close, H.el("button", submit, cls="btn btn--primary", type="submit"), cls="dialog__foot"),
        on_submit=handler,
        no_validate=True,
    )
    return H.el("dialog", form, key=TaxesState.done, id=dialog, cls="dialog dialog--narrow", aria_labelledby=title)


def _opens(*words: Any, dialog: Any, cls: str, of: Any = None) -> rx.Component:
    more = {} if of is None else {"aria-label": f"{words[0]} {of}"}
    return rx.el.button(
        *words, class_name=cls, type="button", on_click=TaxesState.open, custom_attrs={"data-opens": dialog, **more}
    )

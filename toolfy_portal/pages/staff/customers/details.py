"""A dialog for what is known of a customer: somebody new, or one who changes."""

from dataclasses import fields
from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import wrong_if
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers import service as customers
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.service import LONGEST, CustomerDetails, details_of
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.notices import notify

H = LiveMarkup()
DIALOG = "customer-details"
Form = dict[str, Any]
Desk = UnitOfWork[StaffAccess]


class DetailsState(rx.State):
    """The form. opening: grows with each opening, which fills it in; done: with each success, which closes it.

    _seen: what it was filled in with; None for somebody new, or once the state of a tab was given up.
    """

    form: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    customer_id: rx.Field[str] = rx.field(default="")
    fault: rx.Field[str] = rx.field(default="")
    fault_field: rx.Field[str] = rx.field(default="")
    opening: rx.Field[int] = rx.field(default=0)
    done: rx.Field[int] = rx.field(default=0)
    _seen: CustomerDetails | None = None

    @staff_event
    async def begin(self, access: StaffAccess, customer_id: str) -> None:
        """The dialog opens, for somebody new if the id is empty."""
        self.fault = self.fault_field = ""
        self.customer_id, self._seen = customer_id, None
        if customer_id:
            self._seen = await looked_up(access, _details, customer_id)
        known = self._seen or CustomerDetails(name="")
        self.form = {each.name: getattr(known, each.name) for each in fields(known)}
        self.opening += 1

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> Any:
        """Keep what was filled in, or say at its field what can't be used. A second click saves nothing twice."""
        if _text(form, "turn") != str(self.done):
            return None
        wanted = CustomerDetails(**{each.name: _text(form, each.name) for each in fields(CustomerDetails)})
        customer_id = _text(form, "customer_id")
        self.fault = self.fault_field = ""
        try:
            kept = await within(access, _kept, customer_id, wanted, self._seen)
        except InvalidField as error:
            self.fault, self.fault_field = error.message, error.field
            return None
        self.done += 1
        if customer_id:
            return await notify(self, "Saved.")
        return rx.redirect(f"/staff/customers/{kept}")


def details_dialog() -> rx.Component:
    """Ask for what is known of a customer."""
    title: Any = rx.cond(DetailsState.customer_id == "", "New customer", "Customer details")
    inputs = (
        _field("name", "Name", _input("name", auto_focus=True)),
        _field("contact_name", "Contact person", _input("contact_name")),
        _field("email", "E-mail, for links and receipts", _input("email", input_mode="email")),
        _field("phone", "Phone", _input("phone", type="tel")),
        _field("address", "Address", _area("address", "3"), "Invoices that are issued keep the address they have."),
        _field("tax_id", "Tax number", _input("tax_id")),
        _field("notes", "Notes, for the team alone", _area("notes", "3")),
    )
    submit: Any = rx.cond(DetailsState.customer_id == "", "Add customer", "Save")
    form = rx.el.form(
        rx.el.input(type="hidden", name="turn", value=DetailsState.done.to_string()),
        rx.el.input(type="hidden", name="customer_id", value=DetailsState.customer_id),
        H.el("div", H.el("h2", title, id=f"{DIALOG}-title"), cls="dialog__head"),
        H.el("div", *inputs, key=DetailsState.opening, cls="dialog__body"),
        H.el(
            "div",
            H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes=""),
            H.el("button", submit, cls="btn btn--primary", type="submit"),
            cls="dialog__foot",
        ),
        on_submit=DetailsState.save,
        no_validate=True,
    )
    return H.el(
        "dialog", form, key=DetailsState.done, id=DIALOG, cls="dialog dialog--narrow", aria_labelledby=f"{DIALOG}-title"
    )


def opens_details(words: Any, customer_id: Any, cls: str, *before: rx.Component) -> rx.Component:
    """Show what opens the dialog, for somebody new if the id is empty."""
    return rx.el.button(
        *before,
        words,
        type="button",
        class_name=cls,
        on_click=DetailsState.begin(customer_id),
        custom_attrs={"data-opens": DIALOG},
    )


def _field(name: str, label: str, control: rx.Component, hint: str = "") -> rx.Component:
    wrong = H.when(DetailsState.fault_field == name, H.el("span", DetailsState.fault, cls="field__error", role="alert"))
    help_ = H.el("span", hint, cls="field__hint") if hint else None
    return H.el("label", H.el("span", label, cls="field__label"), control, help_, wrong, cls="field")


def _input(name: str, **attrs: Any) -> rx.Component:
    return rx.el.input(class_name="input", auto_complete="off", **_common(name), **attrs)


def _area(name: str, rows: str) -> rx.Component:
    return rx.el.textarea(class_name="textarea", rows=rows, **_common(name))


def _common(name: str) -> dict[str, Any]:
    wrong: Any = rx.cond(DetailsState.fault_field == name, DetailsState.fault, "")
    return {
        "name": name,
        "default_value": DetailsState.form[name],
        "max_length": LONGEST[name],
        "custom_attrs": {"aria-invalid": wrong_if(wrong), "dir": "auto"},
    }


def _details(uow: Desk, customer_id: str) -> CustomerDetails:
    return details_of(uow.get(Customer, customer_id))


def _kept(uow: Desk, customer_id: str, wanted: CustomerDetails, seen: CustomerDetails | None) -> str:
    if not customer_id:
        return customers.add_customer(uow, wanted).id
    customers.change_customer(uow, customer_id, wanted, seen)
    return customer_id


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""

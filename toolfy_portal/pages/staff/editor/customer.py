"""Whom the invoice is for: found among the business's customers, or added."""

from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers import service as customers
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.service import CustomerDetails
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.staff.editor.state import invoice_id_of
from toolfy_portal.views.invoice_form import CustomerView, customer_view

Desk = UnitOfWork[StaffAccess]
Form = dict[str, Any]


class CustomerState(rx.State):
    """The customer chosen, and those to choose from. turn: grows with each choice, which closes the dialogs."""

    chosen: rx.Field[CustomerView] = rx.field(default_factory=CustomerView)
    found: rx.Field[list[CustomerView]] = rx.field(default_factory=list[CustomerView])
    fault: rx.Field[str] = rx.field(default="")
    fault_field: rx.Field[str] = rx.field(default="")
    turn: rx.Field[int] = rx.field(default=0)

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show whom the invoice of the page's address is for; nobody yet for a new one."""
        self.reset()
        try:
            self.chosen = await looked_up(access, _billed, invoice_id_of(self))
        except NotFound:
            return

    @rx.event(supersedes=True)
    @staff_event
    async def find(self, access: StaffAccess, words: str) -> None:
        """Show who matches."""
        self.found = await looked_up(access, _found, words)

    @staff_event
    async def begin(self, access: StaffAccess) -> None:
        """A dialog opens: who comes first, and no fault yet."""
        self.fault = self.fault_field = ""
        self.found = await looked_up(access, _found, "")

    @staff_event
    async def choose(self, access: StaffAccess, customer_id: str) -> None:
        """Take one who was found."""
        self.chosen = await looked_up(access, _customer, customer_id)
        self.turn += 1

    @staff_event
    async def add(self, access: StaffAccess, form: Form) -> None:
        """Add a customer and take them. A second click adds no second one."""
        if _text(form, "turn") != str(self.turn):
            return
        about = CustomerDetails(**{name: _text(form, name) for name in ("name", "email", "phone", "address")})
        try:
            self.chosen = await within(access, _added, about)
        except InvalidField as error:
            self.fault, self.fault_field = error.message, error.field
            return
        self.turn += 1


def _billed(uow: Desk, invoice_id: str) -> CustomerView:
    return _customer(uow, invoices.find(uow, invoice_id).customer_id) if invoice_id else CustomerView()


def _customer(uow: Desk, customer_id: str) -> CustomerView:
    return customer_view(uow.get(Customer, customer_id))


def _found(uow: Desk, words: str) -> list[CustomerView]:
    return [customer_view(customer) for customer in customers.find_customers(uow, words)]


def _added(uow: Desk, about: CustomerDetails) -> CustomerView:
    return customer_view(customers.add_customer(uow, about))


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""

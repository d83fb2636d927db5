"""What the page knows on which an invoice is written."""

from collections.abc import Collection
from typing import Any

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, InvalidField, NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.invoice_entry import field_of, line_keys, read_draft
from toolfy_portal.views.invoice_form import InvoiceFormView, LineFormView, show_invoice_form, show_new_invoice
from toolfy_portal.views.invoice_sums import SumsView, show_sums

Desk = UnitOfWork[StaffAccess]
Form = dict[str, Any]
MOST_LINES = 200


class EditorState(rx.State):
    """The form as it was opened, its lines, and what is wrong in it. What is typed stays in the browser until saved.

    fault_field: the form's name of the field that `fault` is about.
    """

    opening: rx.Field[str] = rx.field(default="")  # another one each time: the fields are made anew
    form: rx.Field[InvoiceFormView] = rx.field(default_factory=InvoiceFormView)
    lines: rx.Field[list[LineFormView]] = rx.field(default_factory=list[LineFormView])
    sums: rx.Field[SumsView] = rx.field(default_factory=SumsView)
    fault: rx.Field[str] = rx.field(default="")
    fault_field: rx.Field[str] = rx.field(default="")
    is_live: rx.Field[bool] = rx.field(default=False)
    is_missing: rx.Field[bool] = rx.field(default=False)
    has_changed: rx.Field[bool] = rx.field(default=False)  # somebody else saved it meanwhile
    added: rx.Field[int] = rx.field(default=0)
    _saved: str = ""

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Open the form of the page's address."""
        self.reset()
        invoice_id = invoice_id_of(self)
        if invoice_id:
            hub.listen(self, access, {invoice_id}, EditorState.refresh)
        try:
            self.form = await looked_up(access, _form, invoice_id)
        except NotFound:
            self.is_missing = True
            hub.listen(self, access, set(), EditorState.refresh)
            return
        self.opening, self.lines, self.is_live = new_id("frm"), self.form.lines, True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Notice that somebody else saved the invoice: what is being typed here stays."""
        if self.is_live and not self._saved:
            self.has_changed = await looked_up(access, editing.state_of, self.form.id) != self.form.seen

    @staff_event
    async def fill(self, access: StaffAccess, form: Form) -> None:
        """Add up what the form holds."""
        self.sums = await looked_up(access, show_sums, form, self.form.id)

    @staff_event
    async def add_line(self, access: StaffAccess) -> None:
        """Add an empty line."""
        if len(self.lines) < MOST_LINES:
            self.added += 1
            self.lines = [*self.lines, LineFormView(key=f"n{self.added}", tax=self.form.usual_tax)]

    @staff_event
    async def remove_line(self, access: StaffAccess, key: str) -> None:
        """Take a line away."""
        self.lines = [line for line in self.lines if line.key != key]

    @staff_event
    async def raise_line(self, access: StaffAccess, key: str) -> None:
        """Move a line up by one."""
        keys = [line.key for line in self.lines]
        at = keys.index(key) if key in keys else 0
        if at:
            self.lines = [*self.lines[: at - 1], self.lines[at], self.lines[at - 1], *self.lines[at + 1 :]]

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> Any:
        """Keep the invoice and show it. A second click saves no second one."""
        if not self._saved:
            self.fault = self.fault_field = ""
            try:
                self._saved, words = await within(access, _save, invoice_id_of(self), form)
            except InvalidField as error:
                self.fault, self.fault_field = error.message, error.field
                return None
            except (Conflict, NotFound) as error:
                self.fault = error.message
                return None
            await notify(self, words)
        return rx.redirect(f"/staff/invoices/{self._saved}")


def _form(uow: Desk, invoice_id: str) -> InvoiceFormView:
    return show_invoice_form(uow, invoice_id) if invoice_id else show_new_invoice(uow)


def _save(uow: Desk, invoice_id: str, form: Form) -> tuple[str, str]:
    shown = _form(uow, invoice_id)
    draft = read_draft(form, profile(uow).business.locale, [tax.value for tax in shown.taxes])
    try:
        if not invoice_id:
            return editing.create(uow, draft).id, "Draft saved"
        before = shown.is_issued and uow.get(Invoice, invoice_id).revision
        invoice = editing.save(uow, invoice_id, draft, str(form.get("seen", "")))
    except InvalidField as error:
        raise _as_in_form(error, line_keys(form)) from error
    return invoice.id, _words(invoice, before)


def _words(invoice: Invoice, revision_before: int) -> str:
    if invoice.status is InvoiceStatus.DRAFT:
        return "Draft saved"
    return "Saved. Its customer sees the change." if invoice.revision != revision_before else "Saved"


def _as_in_form(error: InvalidField, keys: Collection[str]) -> InvalidField:
    return InvalidField(field_of(error.field, keys), error.message)


def invoice_id_of(state: rx.State) -> str:
    """Return the id in the page's address; empty where a new invoice is written."""
    parts = page_path(state).split("/")  # /staff/invoices/{id}/edit
    return parts[3] if len(parts) == 5 and parts[2] == "invoices" else ""

"""How writing an invoice looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.form import FormScript
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.pages.staff.editor.choosing import add_dialog, choose_dialog, customer_field
from toolfy_portal.pages.staff.editor.customer import CustomerState
from toolfy_portal.pages.staff.editor.fields import area, choice, field, fields, text
from toolfy_portal.pages.staff.editor.lines import lines_card
from toolfy_portal.pages.staff.editor.state import EditorState
from toolfy_portal.pages.staff.frame import StaffState, staff_frame

H = LiveMarkup()
LIST = "/staff/invoices"
FORM: Any = EditorState.form
NAME: Any = rx.cond(FORM.id != "", f"Edit {FORM.number}", "New invoice")
BACK: Any = rx.cond(FORM.id != "", f"{LIST}/{FORM.id}", LIST)
_LOADS = [StaffState.load, EditorState.load, CustomerState.load]


@rx.page(route="/staff/invoices/new", title="New invoice · Toolfy Portal", on_load=_LOADS)
def new_invoice_page() -> rx.Component:
    """A new one."""
    return _page()


@rx.page(route="/staff/invoices/[invoice_id]/edit", title="Edit invoice · Toolfy Portal", on_load=_LOADS)
def edit_invoice_page() -> rx.Component:
    """One that is there."""
    return _page()


def _page() -> rx.Component:
    ready = H.when(FORM.closed != "", _closed(), _editor())
    shown = H.when(EditorState.is_missing, _missing(), H.when(EditorState.is_live, ready, _loading()))
    save = H.when(EditorState.is_live & (FORM.closed == ""), H.el("span", _save(), cls="desktop-only"))
    bar = detail_bar(H, H.el("span", NAME), save, back=BACK, back_to="Back")
    watch = FormScript.create(key=EditorState.opening, rows=EditorState.lines, on_filled=EditorState.fill)
    return staff_frame("Invoice", H.el("div", shown, watch, style={"padding-block": "16px 72px"}), bar=bar)


def _editor() -> rx.Component:
    form = rx.el.form(
        rx.el.input(type="hidden", name="seen", value=FORM.seen),
        _about(),
        lines_card(),
        _words(),
        key=EditorState.opening,
        on_submit=EditorState.save,
        id="editor",
        class_name="stack editor",
        no_validate=True,
        auto_complete="off",
        custom_attrs={"data-watched": "", "style": {"--gap": "24px"}},
    )
    bar = H.el("div", _save(), cls="action-bar", role="region", aria_label="Invoice actions")
    return rx.fragment(_notices(), form, bar, choose_dialog(), add_dialog())


def _save() -> rx.Component:
    words: Any = rx.cond(FORM.is_issued, "Save changes", "Save draft")
    return H.el("button", words, cls="btn btn--primary", type="submit", form="editor")


def _notices() -> rx.Component:
    issued = H.el(
        "div",
        icon(H, "info"),
        H.el("div", H.el("span", "Its customer sees what you save at once. Each version is kept.")),
        cls="notice notice--info",
    )
    again = H.el("a", "Open it again", href="", cls="link")
    changed = H.el(
        "div",
        icon(H, "warning"),
        H.el(
            "div",
            H.el("strong", "Somebody else has saved this invoice"),
            H.el("span", "What you type here can’t be saved over it. Copy what you need. "),
            again,
        ),
        cls="notice notice--warn",
        role="alert",
    )
    where: Any = f"#{EditorState.fault_field}"
    wrong = rx.cond(
        EditorState.fault_field != "",
        H.el("a", EditorState.fault, href=where, cls="link"),
        H.el("span", EditorState.fault),
    )
    fault = H.el(
        "div",
        icon(H, "warning"),
        H.el("div", H.el("strong", "Not saved yet"), wrong),
        cls="notice notice--neg",
        role="alert",
    )
    return H.el(
        "div",
        H.when(FORM.is_issued, issued),
        H.when(EditorState.has_changed, changed),
        H.when(EditorState.fault != "", fault),
        cls="stack editor",
        style={"--gap": "12px"},
    )


def _about() -> rx.Component:
    currencies = choice("currency", "Currency", FORM.currencies, FORM.currency, is_fixed=FORM.is_issued)
    return _card(
        "Invoice",
        customer_field(FORM.is_issued),
        fields(
            field("title", "What it is for", text("title", FORM.title, 500, placeholder="Boiler service")),
            field("work_address", "Where the work was done", area("work_address", FORM.work_address, rows=2)),
        ),
        fields(
            field(
                "issued_on", "Issued", text("issued_on", FORM.issued_on, kind="date"), "Empty: the day you issue it."
            ),
            field("due_on", "Due", text("due_on", FORM.due_on, kind="date"), FORM.due_hint),
            currencies,
        ),
    )


def _words() -> rx.Component:
    return _card(
        "Notes",
        field("notes", "On the invoice", area("notes", FORM.notes)),
        field("private_notes", "For the team alone", area("private_notes", FORM.private_notes)),
    )


def _card(heading: str, *inside: rx.Component) -> rx.Component:
    head = H.el("div", H.el("h2", heading), cls="card__head")
    return H.el("section", head, H.el("div", *inside, cls="card__body stack", style={"--gap": "20px"}), cls="card")


def _closed() -> rx.Component:
    back = page_link("Back to the invoice", cls="btn btn--secondary", href=BACK)
    return empty(H, "lock", "This invoice can’t be edited", FORM.closed, back)


def _missing() -> rx.Component:
    back = page_link("Back to invoices", cls="btn btn--secondary", href=LIST)
    return empty(H, "search", "We can’t find that invoice", "Check the address, or look for it in the list.", back)


def _loading() -> rx.Component:
    bars = [H.el("span", cls="skeleton", style={"width": width}) for width in ("40%", "100%", "100%", "60%")]
    card = H.el("div", H.el("div", *bars, cls="card__body stack"), cls="card")
    return H.el("div", card, cls="editor", aria_busy="true")

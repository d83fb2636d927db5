"""Choosing whom an invoice is for."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.staff.editor.customer import CustomerState
from toolfy_portal.pages.staff.editor.state import EditorState

H = LiveMarkup()
CHOSEN: Any = CustomerState.chosen


def customer_field(is_fixed: Any) -> rx.Component:
    """Show who it is, and the way to choose another unless it is fixed."""
    words: Any = rx.cond(CHOSEN.id != "", "Change", "Choose a customer")
    who = H.el(
        "span",
        H.el("span", CHOSEN.name, cls="medium ink", dir="auto", style={"display": "block"}),
        H.el("span", CHOSEN.text, cls="muted small", dir="auto"),
        cls="grow",
    )
    is_wrong: Any = EditorState.fault_field == "customer_id"
    return H.el(
        "div",
        H.el("span", "Customer", cls="field__label"),
        H.el(
            "div",
            H.when(CHOSEN.id != "", who),
            H.when(~is_fixed, _opens(words, "choose-customer", "btn btn--secondary btn--sm", id="customer_id")),
            cls="row",
        ),
        rx.el.input(type="hidden", name="customer_id", value=CHOSEN.id),
        H.when(is_wrong, H.el("span", EditorState.fault, cls="field__error")),
        cls="field",
    )


def choose_dialog() -> rx.Component:
    """Find one by name, e-mail or phone."""
    search = rx.el.input(
        type="search",
        class_name="input",
        placeholder="Search",
        on_change=CustomerState.find.debounce(250),
        max_length=100,
        auto_complete="off",
    )
    label = H.el("span", "Search by name, e-mail or phone", cls="visually-hidden")
    found = H.when(
        CustomerState.found.length() > 0,
        H.el("ul", rx.foreach(CustomerState.found, _candidate), cls="list"),
        H.el("p", "Nobody matches.", cls="muted small"),
    )
    body = H.el("div", H.el("label", icon(H, "search"), label, search, cls="search"), found, cls="dialog__body")
    new = _opens("New customer", "add-customer", "btn btn--secondary", closes=True)
    close = H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes="")
    return _dialog("choose-customer", "Whom is it for?", body, H.el("div", close, new, cls="dialog__foot"))


def add_dialog() -> rx.Component:
    """Add somebody new."""
    form = rx.el.form(
        rx.el.input(type="hidden", name="turn", value=CustomerState.turn.to_string()),
        H.el(
            "div",
            _field("name", "Name", rx.el.input(name="name", class_name="input", max_length=200)),
            _field(
                "email",
                "E-mail, for links and receipts",
                rx.el.input(name="email", type="text", input_mode="email", class_name="input", max_length=254),
            ),
            _field("phone", "Phone", rx.el.input(name="phone", type="tel", class_name="input", max_length=40)),
            _field("address", "Address", rx.el.textarea(name="address", class_name="textarea", max_length=500)),
            cls="dialog__body",
        ),
        H.el(
            "div",
            H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes=""),
            H.el("button", "Add customer", cls="btn btn--primary", type="submit"),
            cls="dialog__foot",
        ),
        on_submit=CustomerState.add,
        no_validate=True,
    )
    return _dialog("add-customer", "New customer", form)


def _candidate(customer: Any) -> rx.Component:
    words = H.el(
        "span",
        H.el("span", customer.name, cls="list-row__title", dir="auto"),
        H.el("span", customer.text, cls="list-row__text", dir="auto"),
        cls="grow",
    )
    pick = rx.el.button(
        words, type="button", class_name="list-row entry-pick", on_click=CustomerState.choose(customer.id)
    )
    return rx.el.li(pick, key=customer.id)


def _dialog(dialog: str, heading: str, *inside: rx.Component) -> rx.Component:
    title = f"{dialog}-title"
    head = H.el("div", H.el("h2", heading, id=title), cls="dialog__head")
    return H.el(
        "dialog",
        head,
        *inside,
        key=f"{dialog}-{CustomerState.turn}",
        id=dialog,
        cls="dialog dialog--narrow",
        aria_labelledby=title,
    )


def _field(name: str, label: str, control: rx.Component) -> rx.Component:
    wrong = H.when(
        CustomerState.fault_field == name, H.el("span", CustomerState.fault, cls="field__error", role="alert")
    )
    return H.el("label", H.el("span", label, cls="field__label"), control, wrong, cls="field")


def _opens(words: Any, dialog: str, cls: str, *, closes: bool = False, **attrs: Any) -> rx.Component:
    return rx.el.button(
        words,
        type="button",
        class_name=cls,
        on_click=CustomerState.begin,
        custom_attrs={"data-opens": dialog} | ({"data-closes": ""} if closes else {}),
        **attrs,
    )

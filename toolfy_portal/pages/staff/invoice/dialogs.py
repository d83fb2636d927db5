"""Dialogs about money, on whatever page they stand."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.staff.invoice.desk import DeskState

H = LiveMarkup()


def money_dialog(
    dialog: Any, heading: str, text: Any, *fields: rx.Component, submit: str, handler: Any
) -> rx.Component:
    """Show a form in a dialog. Once it has worked it is made anew, closed and empty."""
    title: Any = f"{dialog}-title"
    close = H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes="")
    error = H.when(DeskState.error != "", H.el("p", DeskState.error, cls="field__error", role="alert"))
    form = rx.el.form(
        H.el("div", H.el("h2", heading, id=title), cls="dialog__head"),
        rx.el.input(type="hidden", name="turn", value=DeskState.done.to_string()),
        H.el("div", H.el("p", text), *fields, error, cls="dialog__body"),
        H.el("div", close, H.el("button", submit, cls="btn btn--primary", type="submit"), cls="dialog__foot"),
        on_submit=handler,
    )
    return H.el("dialog", form, key=DeskState.done, id=dialog, cls="dialog dialog--narrow", aria_labelledby=title)


def hidden_id(value: Any) -> rx.Component:
    """Send along which record the form is about."""
    return rx.el.input(type="hidden", name="id", value=value)


def opens(words: str, dialog: Any, cls: str) -> rx.Component:
    """Show what opens a dialog."""
    return rx.el.button(
        words,
        class_name=cls,
        type="button",
        on_click=DeskState.open,
        custom_attrs={"data-opens": dialog},
    )


def give_back_dialog(dialog: Any, unmatched_id: Any) -> rx.Component:
    """Ask before money that fits no invoice goes back."""
    return money_dialog(
        dialog,
        "Give this money back?",
        "All of it goes back to where it came from. This can’t be undone.",
        hidden_id(unmatched_id),
        submit="Give it back",
        handler=DeskState.refund_unmatched,
    )

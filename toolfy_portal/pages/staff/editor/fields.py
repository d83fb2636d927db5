"""Fields of the invoice's form. Each keeps what is typed by itself; its name is its id, too: faults lead there."""

from typing import Any, Literal

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.staff.editor.state import EditorState

H = LiveMarkup()


def fields(*inside: rx.Component) -> rx.Component:
    """Put fields side by side where there is room."""
    return H.el("div", *inside, cls="fields")


def field(name: Any, label: Any, control: rx.Component, hint: Any = None, cls: str = "field") -> rx.Component:
    """Show a control under its label, with what is wrong in it."""
    is_wrong: Any = EditorState.fault_field == name
    wrong = H.when(is_wrong, H.el("span", EditorState.fault, cls="field__error"))
    help_ = H.el("span", hint, cls="field__hint") if hint is not None else None
    return H.el("label", H.el("span", label, cls="field__label"), control, help_, wrong, cls=cls)


def text(
    name: Any,
    value: Any,
    longest: int = 40,
    *,
    kind: Literal["text", "date"] = "text",
    placeholder: str = "",
    is_number: bool = False,
    is_new: Any = False,
) -> rx.Component:
    """Take a line of text."""
    return rx.el.input(
        id=name,
        name=name,
        type=kind,
        default_value=value,
        class_name="input num" if is_number else "input",
        max_length=longest,
        placeholder=placeholder,
        auto_focus=is_new,
        input_mode="decimal" if is_number else "text",
        custom_attrs={"aria-invalid": _invalid(name), "dir": "auto"},
    )


def area(name: Any, value: Any, *, longest: int = 4000, rows: int = 3) -> rx.Component:
    """Take several lines."""
    return rx.el.textarea(
        id=name,
        name=name,
        default_value=value,
        class_name="textarea",
        max_length=longest,
        rows=str(rows),
        custom_attrs={"aria-invalid": _invalid(name), "dir": "auto"},
    )


def choice(name: str, label: str, options: Any, value: Any, *, is_fixed: Any = False) -> rx.Component:
    """Take one of some words. Fixed ones are shown, and sent as they are."""

    def one(option: Any) -> rx.Component:
        return rx.el.option(option, value=option)

    select = rx.el.select(
        rx.foreach(options, one),
        id=name,
        name=name,
        default_value=value,
        class_name="select",
        custom_attrs={"aria-invalid": _invalid(name)},
    )
    shown = rx.fragment(
        rx.el.input(type="hidden", name=name, value=value),
        rx.el.input(value=value, read_only=True, class_name="input", id=name),
    )
    return field(name, label, H.when(is_fixed, shown, select))


def _invalid(name: Any) -> Any:
    return rx.cond(EditorState.fault_field == name, "true", "false")

"""How the templates look: a mail's wording, and beside it the mail as it would arrive."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import (
    SETTINGS,
    field,
    field_error,
    for_the_office,
    group,
    settings_frame,
    settings_loading,
    switch_row,
    wrong_if,
)
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.wording import LONGEST_MESSAGE, LONGEST_SUBJECT
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.templates_state import TemplatesState
from toolfy_portal.views.settings_templates import KIND_WORDS, VariableView

H = LiveMarkup()
VIEW: Any = TemplatesState.shown
NEWS: Any = TemplatesState.news
PREVIEW: Any = TemplatesState.preview
_BESIDE = {"display": "grid", "gap": "32px", "gridTemplateColumns": "repeat(auto-fit, minmax(min(360px, 100%), 1fr))"}


@rx.page(
    route="/staff/settings/templates",
    title="Templates · Toolfy Portal",
    on_load=[StaffState.load, TemplatesState.load],
)
def templates_page() -> rx.Component:
    """The wording of mails."""
    forms = H.el("div", _chooser(), _form(), H.when(VIEW.has_news, _news()), cls="stack")
    beside = rx.el.div(forms, _preview(), custom_attrs={"style": _BESIDE})
    shown = H.when(TemplatesState.is_live, beside, settings_loading(H))
    framed = settings_frame(H, "templates", shown, is_wide=True)
    body = H.when(TemplatesState.is_refused, for_the_office(H, "what mails say"), framed)
    return staff_frame("Settings", body, current=SETTINGS)


def _chooser() -> rx.Component:
    options = [rx.el.option(title, value=kind) for kind, title in KIND_WORDS.items()]
    control = rx.el.select(*options, value=VIEW.kind, on_change=_choose, class_name="select")
    return H.el("div", field("Mail", control, ""), H.el("p", VIEW.when, cls="field__hint"))


def _choose(kind: Any) -> Any:
    return TemplatesState.choose(kind.to(MailKind))


def _form() -> rx.Component:
    subject = rx.el.input(
        name="subject",
        default_value=VIEW.subject,
        class_name="input",
        max_length=LONGEST_SUBJECT,
        auto_complete="off",
        on_change=TemplatesState.type_subject.debounce(300),
        custom_attrs={"aria-invalid": wrong_if(_wrong("subject"))},
    )
    message = rx.el.textarea(
        name="message",
        default_value=VIEW.message,
        class_name="textarea",
        rows="9",
        max_length=LONGEST_MESSAGE,
        on_change=TemplatesState.type_message.debounce(300),
        custom_attrs={"aria-invalid": wrong_if(_wrong("message"))},
    )
    back = rx.el.button("Back to default", type="button", class_name="btn btn--quiet", on_click=TemplatesState.back)
    save = rx.el.button("Save", type="submit", class_name="btn btn--primary")
    return rx.el.form(
        field("Subject", subject, _wrong("subject")),
        field("Message", message, _wrong("message"), "An empty line begins a new paragraph."),
        _variables(),
        H.el("div", save, H.when(VIEW.is_own, back), cls="row"),
        on_submit=TemplatesState.save,
        key=f"wording-{TemplatesState.version}",
        class_name="stack",
    )


def _variables() -> rx.Component:
    def row(each: Any) -> rx.Component:
        shown: VariableView = each
        return H.el("div", H.el("dt", H.el("code", shown.name)), H.el("dd", shown.stands_for, cls="muted"), cls="row")

    known = H.el("dl", H.each(VIEW.variables, row), cls="small", style={"display": "grid", "gap": "4px"})
    return H.el("details", H.el("summary", "Variables, filled in when it is sent", cls="small medium"), known)


def _news() -> rx.Component:
    text = rx.el.textarea(
        name="announcement",
        default_value=NEWS.text,
        class_name="textarea",
        rows="4",
        max_length=LONGEST_MESSAGE,
        custom_attrs={"aria-label": "Announcement", "aria-invalid": wrong_if(_wrong("announcement"))},
    )
    title, words = "Tell customers about the portal", "The next mails with an invoice say it below the button."
    form = rx.el.form(
        switch_row(H, "is_on", title, words, NEWS.is_on),
        text,
        field_error(_wrong("announcement")),
        H.el("div", rx.el.button("Save", type="submit", class_name="btn btn--secondary")),
        on_submit=TemplatesState.announce,
        key=f"news-{TemplatesState.version}",
        class_name="stack",
    )
    return group(H, "Announcement", "", form)


def _preview() -> rx.Component:
    width: Any = rx.cond(TemplatesState.size == "phone", "min(375px, 100%)", "640px")
    frame = H.el(
        "iframe",
        srcdoc=PREVIEW.html,
        sandbox="",
        title="Preview of the mail",
        style={"width": width, "height": "680px", "border": "1px solid var(--line)", "borderRadius": "12px"},
    )
    text = H.el("pre", PREVIEW.text, cls="small", style={"whiteSpace": "pre-wrap", "overflowWrap": "anywhere"})
    return H.el(
        "section",
        H.el("div", _themes(), H.when(TemplatesState.theme != "text", _sizes()), cls="row row--wrap"),
        H.el("p", icon(H, "mail"), H.el("span", PREVIEW.subject, cls="medium", dir="auto"), cls="row"),
        H.when(TemplatesState.theme == "text", text, H.el("div", frame, style={"overflowX": "auto"})),
        H.el("p", "Made up for this preview. Real mails have the customer’s own link.", cls="muted small"),
        cls="stack",
        aria_label="Preview",
    )


def _themes() -> rx.Component:
    choices = (("light", "Light"), ("dark", "Dark"), ("text", "Plain text"))
    items = [_item(name, TemplatesState.theme == value, TemplatesState.show_in(value)) for value, name in choices]
    return H.el("div", *items, cls="segmented", role="group", aria_label="Look")


def _sizes() -> rx.Component:
    choices = (("phone", "Phone"), ("desktop", "Desktop"))
    items = [_item(name, TemplatesState.size == value, TemplatesState.show_on(value)) for value, name in choices]
    return H.el("div", *items, cls="segmented", role="group", aria_label="Size")


def _item(name: str, is_on: Any, press: Any) -> rx.Component:
    pressed: Any = rx.cond(is_on, "true", "false")
    return rx.el.button(name, type="button", class_name="segmented__item", aria_pressed=pressed, on_click=press)


def _wrong(name: str) -> Any:
    """What is wrong with the field; empty: nothing."""
    return rx.cond(TemplatesState.wrong == name, TemplatesState.error, "")

"""How the dialog that sends the invoice looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.pages.staff.invoice.sending import SendState
from toolfy_portal.views.sending import RecipientView

H = LiveMarkup()
DIALOG = "send"
VIEW: Any = SendState.shown
MAIL_PREVIEW = "mail-preview"


def opens_sending(words: Any, cls: str) -> rx.Component:
    """Show what opens the dialog."""
    return rx.el.button(
        icon(H, "send"),
        words,
        class_name=cls,
        type="button",
        on_click=SendState.open,
        custom_attrs={"data-opens": DIALOG},
    )


def send_dialog(address: Any) -> rx.Component:
    """Write the dialog. address: of the invoice's page. Once it has worked it is made anew, closed."""
    close = H.el("button", icon(H, "cross"), cls="icon-btn", type="button", aria_label="Close", data_closes="")
    title = H.el("div", H.el("h2", "Send to Customer", id="send-title"), H.el("p", VIEW.about, cls="muted small"))
    is_ready = SendState.opened > 0
    waiting = H.el("div", *(H.el("span", cls="skeleton") for _ in range(4)), cls="dialog__body", aria_busy="true")
    return H.el(
        "dialog",
        H.el("div", title, close, cls="dialog__head"),
        H.when(is_ready, _form(address), waiting),
        key=SendState.done,
        id=DIALOG,
        cls="dialog dialog--wide",
        aria_labelledby="send-title",
    )


def _form(address: Any) -> rx.Component:
    body = H.el(
        "div",
        _ways(),
        H.when(SendState.mails, _mail(address)),
        H.when(SendState.texts, _texting(address)),
        _until(),
        _said(),
        cls="dialog__body",
    )
    return rx.el.form(
        rx.el.input(type="hidden", name="turn", value=SendState.done.to_string()),
        body,
        _foot(address),
        key=SendState.opened.to_string(),
        on_submit=[SendState.start, SendState.send],
        custom_attrs={"noValidate": True},
    )


def _ways() -> rx.Component:
    about_mail: Any = rx.cond(VIEW.pays, "With a Pay Now button", "With a link to the invoice")
    about_text: Any = rx.cond(VIEW.has_texts, "A short link by text", "Part of Pro and Unlimited")
    pro = H.when(VIEW.has_texts, rx.fragment(), H.el("i", "Pro", cls="tag", style={"fontStyle": "normal"}))
    return H.el(
        "fieldset",
        H.el("legend", "How to send", cls="visually-hidden"),
        H.el(
            "div",
            _way("mails", "mail", "Email", about_mail, is_on=True),
            _way("texts", "phone", "SMS", about_text, pro, disabled=~VIEW.has_texts),
            H.when(VIEW.is_draft, rx.fragment(), _way("copies", "link", "Copy Link", "Share it yourself")),
            cls="choice-grid",
        ),
    )


def _way(
    name: str, drawing: str, title: str, text: Any, *more: Any, is_on: bool = False, disabled: Any = False
) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        default_checked=is_on,
        disabled=disabled,
        on_change=SendState.choose(name),
    )
    return H.el("label", box, icon(H, drawing), H.el("b", title, cls="ink"), H.el("span", text), *more, cls="choice")


def _mail(address: Any) -> rx.Component:
    pdf = H.el(
        "label",
        rx.el.input(type="checkbox", name="pdf", default_checked=True, class_name="check"),
        "Attach the PDF",
        cls="row small",
    )
    return H.el(
        "div",
        _people("Email to", "email-", VIEW.by_email, "The customer has no e-mail address yet."),
        _field(
            "other_email",
            "Somebody else, who gets a link of their own",
            _input("other_email", type="email", auto_complete="off"),
        ),
        _field("subject", "Subject", _input("subject", default_value=VIEW.subject)),
        _field("message", "Message", _area("message", VIEW.message, rows="6")),
        pdf,
        _preview(address),
        cls="stack",
    )


def _preview(address: Any) -> rx.Component:
    def shows(words: str, theme: str) -> rx.Component:
        return H.el(
            "button",
            words,
            cls="segmented__item",
            type="button",
            data_previews=MAIL_PREVIEW,
            data_from=f"{address}/mail?theme={theme}",
        )

    frame = H.el("iframe", cls="mail-preview", id=MAIL_PREVIEW, title="Preview of the email", sandbox="")
    themes = H.el(
        "div",
        shows("Light", "light"),
        shows("Dark", "dark"),
        cls="segmented",
        role="group",
        aria_label="Theme of the preview",
    )
    return H.el("details", H.el("summary", "Preview", cls="small medium"), H.el("div", themes, frame, cls="stack"))


def _texting(address: Any) -> rx.Component:
    shown = H.el("div", H.el("p", SendState.text.whole, dir="auto"), cls="message-preview", aria_label="The text")
    count = H.el("p", SendState.text.counted, cls="field__hint", role="status")
    area = rx.el.textarea(
        default_value=VIEW.text,
        name="text",
        rows="3",
        class_name="textarea",
        on_change=SendState.measure.debounce(300),
        custom_attrs={"aria-invalid": SendState.wrong == "text"},
    )
    own_phone = H.el(
        "button", icon(H, "phone"), "Open in Messages", cls="link-btn", type="button", data_hands_over=f"{address}/text"
    )
    return H.el(
        "div",
        _people("Text to", "phone-", VIEW.by_text, "The customer has no phone number yet."),
        _field(
            "other_number",
            "Another mobile number, which gets a link of its own",
            _input("other_number", type="tel", auto_complete="off"),
        ),
        _field("text", "Text. Its link comes after it", area),
        shown,
        count,
        H.when(SendState.keeps_texts, H.el("p", own_phone, cls="small")),
        cls="stack",
    )


def _people(legend: str, prefix: str, people: Any, none: str) -> rx.Component:
    def person(each: Any) -> rx.Component:
        shown: RecipientView = each
        box = rx.el.input(
            type="checkbox",
            name=f"{prefix}{shown.id}",
            default_checked=shown.is_chosen,
            class_name="check",
        )
        words = H.el(
            "span",
            H.el("span", shown.address, cls="ink", dir="auto", style={"overflowWrap": "anywhere"}),
            H.el("span", shown.name, cls="muted small", dir="auto", style={"display": "block"}),
        )
        return H.el("label", box, words, cls="row")

    name = "by_text" if prefix == "phone-" else "by_email"
    return H.el(
        "fieldset",
        H.el("legend", legend, cls="field__label"),
        H.when(
            people.length() > 0,
            H.el("div", H.each(people, person), cls="stack", style={"--gap": "12px"}),
            H.el("p", none, cls="muted small"),
        ),
        _error(name),
    )


def _field(name: str, label: str, control: rx.Component) -> rx.Component:
    return H.el("label", H.el("span", label, cls="field__label"), control, _error(name), cls="field")


def _input(name: str, **more: Any) -> rx.Component:
    return rx.el.input(name=name, class_name="input", custom_attrs={"aria-invalid": SendState.wrong == name}, **more)


def _area(name: str, usual: Any, **more: Any) -> rx.Component:
    return rx.el.textarea(
        name=name,
        default_value=usual,
        class_name="textarea",
        custom_attrs={"aria-invalid": SendState.wrong == name},
        **more,
    )


def _error(name: str) -> rx.Component:
    return H.when(SendState.wrong == name, H.el("span", SendState.failed, cls="field__error", role="alert"))


def _said() -> rx.Component:
    """Show what is wrong with no field to stand at, and what a portal without a provider does."""
    at_no_field = (SendState.failed != "") & ((SendState.wrong == "") | (SendState.wrong == "to"))
    tone: Any = rx.cond(SendState.asks, "notice notice--warn", "notice notice--neg")
    wrong = H.el("div", icon(H, "warning"), H.el("div", SendState.failed), cls=tone, role="alert")
    keeps = (SendState.mails & SendState.keeps_mails) | (SendState.texts & SendState.keeps_texts)
    words = "This portal has no provider yet: what you send is kept in the outbox to read, and reaches nobody."
    demo = H.el("div", icon(H, "info"), H.el("div", words), cls="notice")
    return rx.fragment(H.when(keeps, demo), H.when(at_no_field, wrong))


def _until() -> rx.Component:
    words = "The link works for a fresh 30 days, and after payment it stays as a record."
    clock = icon(H, "clock", "icon icon--16")
    return H.el("div", clock, H.el("span", words), cls="row small muted", style={"--gap": "8px"})


def _foot(address: Any) -> rx.Component:
    cancel = H.el("button", "Cancel", cls="btn btn--secondary", type="button", data_closes="")
    words: Any = rx.cond(
        SendState.busy,
        "Sending…",
        rx.cond(
            SendState.asks,
            "Send again",
            rx.cond(
                VIEW.is_draft,
                "Issue and send",
                rx.cond(
                    SendState.mails & SendState.texts, "Send both", rx.cond(SendState.texts, "Send text", "Send email")
                ),
            ),
        ),
    )
    sends = SendState.mails | SendState.texts
    only_copy = H.el(
        "button", "Copy Link", cls="btn btn--primary", type="button", data_closes="", data_copy_from=f"{address}/link"
    )
    nothing = H.el("button", "Choose how to send", cls="btn btn--primary", type="button", disabled=True)

    def send(copy_from: Any) -> rx.Component:
        about = {"type": "submit", "aria_busy": SendState.busy, "data_copy_from": copy_from}
        return H.el("button", words, cls="btn btn--primary", style=None, **about)

    submit = H.when(SendState.copies, send(f"{address}/link"), send(None))
    return H.el("div", cancel, H.when(sends, submit, H.when(SendState.copies, only_copy, nothing)), cls="dialog__foot")

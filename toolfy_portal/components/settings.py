"""Parts of the settings' pages: where to go among them, how things stand, and fields that say what is wrong."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon_for
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.staff_frame import empty, page_link
from toolfy_portal.views.settings_payments import SentenceView

SETTINGS = "settings/billing"  # the place in the staff's frame
_PAGES = (
    ("business", "Business"),
    ("branding", "Branding"),
    ("billing", "Billing"),
    ("payments", "Payments"),
    ("templates", "Templates"),
    ("outbox", "Outbox"),
    ("notifications", "Notifications"),
    ("team", "Team"),
    ("account", "Your account"),
)
_HELP = {"billing": "late-fees", "payments": "getting-paid-online"}  # the article about a page
_ICONS = {"pos": "check", "warn": "warning", "neg": "warning"}


def settings_frame(h: Markup, current: str, *inside: Node, is_wide: bool = False, aside: Node | None = None) -> Node:
    """Put a page of the settings beside the list of them. current: its name in the address.

    is_wide: for tables. aside: a preview.
    """
    links = [
        page_link(title, href=f"/staff/settings/{name}", **({"aria_current": "page"} if name == current else {}))
        for name, title in _PAGES
    ]
    links.append(page_link("Import", href="/staff/import", cls="phone-only"))
    if article := _HELP.get(current):
        links.append(page_link(f"Help with {dict(_PAGES)[current]}", href=f"/staff/help/{article}"))
    nav = h.el("nav", *links, cls="settings__nav", aria_label="Settings")
    form = h.el("div", *inside, cls="settings__wide" if is_wide else "settings__form")
    return h.el("div", nav, form, aside, cls="settings settings--preview" if aside is not None else "settings")


def group(h: Markup, heading: str, intro: str, *inside: Node) -> Node:
    """Show settings that belong together under a heading. intro: "" for none."""
    words = h.el("p", intro) if intro else None
    return h.el(
        "section", h.el("div", h.el("h2", heading), words, cls="settings__intro"), *inside, cls="settings__group"
    )


def for_the_office(h: Markup, what: str) -> Node:
    """Say that somebody else looks after this."""
    return empty(
        h, "lock", f"The office looks after {what}", "Please ask a colleague there if something should change."
    )


def settings_loading(h: Markup) -> Node:
    """Show where the settings will be."""
    bars = [h.el("span", cls="skeleton", style={"width": width}) for width in ("40%", "100%", "100%", "60%", "100%")]
    return h.el("div", *bars, cls="stack", aria_busy="true")


def sentence(h: Markup, shown: SentenceView, *more: Node) -> Node:
    """Say how something stands, with what can be done about it."""
    words = h.el("div", h.el("strong", shown.title), h.el("span", shown.text), *more)
    return h.el("div", icon_for(h, shown.tone, _ICONS, "info"), words, cls=f"notice notice--{shown.tone}")


def field(label: str, control: rx.Component, error: Any, hint: str = "") -> rx.Component:
    """Ask for something. error: what is wrong with what was typed; empty: nothing."""
    return rx.el.label(
        rx.el.span(label, class_name="field__label"),
        control,
        rx.el.span(hint, class_name="field__hint") if hint else rx.fragment(),
        field_error(error),
        class_name="field",
    )


def field_error(error: Any) -> rx.Component:
    """Say what is wrong with a field."""
    return rx.cond(error != "", rx.el.span(error, class_name="field__error", role="alert"))


def wrong_if(error: Any) -> Any:
    """Return the value for `aria-invalid`; a field that turns out wrong gets the focus, by the pages' script."""
    return rx.cond(error != "", "true", "false")


def switch_row(h: Markup, name: str, title: Any, text: Any, is_on: Any) -> rx.Component:
    """Ask for yes or no."""
    words = h.el("span", h.el("span", title, cls="setting-row__title"), h.el("span", text, cls="setting-row__text"))
    box = rx.el.input(type="checkbox", role="switch", name=name, default_checked=is_on, class_name="switch")
    return h.el("label", words, box, cls="setting-row")

"""Beside and below the branding form: what the draft comes to, and what the look was before."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import group
from toolfy_portal.pages.staff.settings.branding_state import BrandingState
from toolfy_portal.views.branding import BrandVersionView

H = LiveMarkup()
DRAFT: Any = BrandingState.draft
_SCENES = (("phone", "Phone"), ("desktop", "Desktop"), ("pdf", "PDF"), ("mail", "Email"))
_THEMES = (("light", "Light"), ("dark", "Dark"))


def preview() -> rx.Component:
    """Show the draft as customers would see it, in a frame where nothing runs."""
    address = rx.Var.create("/staff/settings/branding/preview?") + DRAFT.query
    address = address + "&show=" + BrandingState.scene + "&theme=" + BrandingState.theme
    frame = H.el(
        "iframe",
        title="How it looks to customers",
        sandbox="",
        inert=True,
        tabindex="-1",
        data_src=address,
        cls="preview__page",
    )
    is_page = (BrandingState.scene == "phone") | (BrandingState.scene == "desktop")
    scenes = _choice("What to show", _SCENES, BrandingState.scene, BrandingState.look_at)
    themes = _choice("Appearance of the preview", _THEMES, BrandingState.theme, BrandingState.light_up)
    head = H.el("div", H.el("h2", "Preview"), H.when(is_page, themes), cls="row row--between preview__head")
    box = H.el("div", frame, cls=rx.Var.create("preview__box preview__box--") + BrandingState.scene)
    return H.el("aside", head, scenes, box, cls="preview", aria_label="Live preview")


def _choice(label: str, choices: tuple[tuple[str, str], ...], now: Any, choose: Any) -> rx.Component:
    buttons = [
        rx.el.button(
            words,
            type="button",
            class_name="segmented__item",
            aria_pressed=rx.cond(now == value, "true", "false"),
            on_click=choose(value),
        )
        for value, words in choices
    ]
    return H.el("div", *buttons, cls="segmented", role="group", aria_label=label)


def history() -> rx.Component:
    """Show what the look was before, each to go back to."""
    rows = H.el("ol", rx.foreach(BrandingState.versions, _version), cls="versions")
    shown = group(H, "Earlier looks", "Going back shows on every portal page at once.", rows)
    return H.when(BrandingState.versions.length() > 1, shown)  # pyright: ignore[reportAttributeAccessIssue]


def _version(each: Any, place: Any) -> rx.Component:
    version: BrandVersionView = each
    back = rx.el.button(
        "Go back to this",
        type="button",
        class_name="btn btn--secondary btn--sm",
        on_click=BrandingState.go_back(version.id),
    )
    mark = H.el("i", cls="swatch", style={"--swatch": version.accent}, role="img", aria_label=version.accent)
    words = H.el("div", H.el("p", version.what, cls="medium"), H.el("p", version.when, cls="xs muted"), cls="grow")
    logo = H.when(version.logo != "", H.el("img", src=version.logo, alt="Logo", width="32", height="32"))
    return H.el("li", mark, logo, words, rx.cond(place == 0, H.el("span", "Now", cls="muted small"), back))

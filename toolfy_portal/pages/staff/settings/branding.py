"""How the branding settings look: logo, colour, cover and appearance, beside what they come to."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.branding import BrandingScript
from toolfy_portal.components.scripts.form import FormScript
from toolfy_portal.components.settings import (
    SETTINGS,
    field_error,
    for_the_office,
    group,
    settings_frame,
    settings_loading,
    wrong_if,
)
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.branding_aside import history, preview
from toolfy_portal.pages.staff.settings.branding_state import BrandingState
from toolfy_portal.views.branding import APPEARANCE_WORDS

H = LiveMarkup()
SHOWN: Any = BrandingState.shown
DRAFT: Any = BrandingState.draft
_MOST_BYTES = 2 * 1024 * 1024


@rx.page(
    route="/staff/settings/branding", title="Branding · Toolfy Portal", on_load=[StaffState.load, BrandingState.load]
)
def branding_page() -> rx.Component:
    """The branding settings, live."""
    shown = H.when(BrandingState.is_live, rx.fragment(_outdated(), _form(), history()), settings_loading(H))
    aside = H.when(BrandingState.is_live, preview())
    body = H.when(
        BrandingState.is_refused, for_the_office(H, "branding"), settings_frame(H, "branding", shown, aside=aside)
    )
    return staff_frame("Settings", body, current=SETTINGS)


def _outdated() -> rx.Component:
    show = rx.el.button("Show what is saved", type="button", class_name="link-btn", on_click=BrandingState.fill_anew)
    words = H.el(
        "div",
        H.el("strong", "A colleague changed the branding just now"),
        H.el(
            "span",
            "What you chose is still here. Save changes only what you changed; the rest stays as they saved it. ",
        ),
        show,
    )
    notice = H.el("div", icon(H, "info"), words, cls="notice", role="status")
    return H.when(BrandingState.is_outdated, notice)


def _form() -> rx.Component:
    fields = group(
        H,
        "Branding",
        "Changes appear on every portal page as soon as you save.",
        _picture("Logo", "logo", SHOWN.logo_id, DRAFT.logo, "PNG or JPG, up to 2 MB"),
        _accent(),
        _picture("Cover image", "cover", SHOWN.cover_id, DRAFT.cover, "Optional. PNG or JPG, 1920 × 576 works best"),
        H.when(DRAFT.cover != "", _focus()),
        _appearance(),
    )
    discard = rx.el.button("Discard", type="button", class_name="btn btn--quiet", on_click=BrandingState.fill_anew)
    note = H.when(
        BrandingState.error != "",
        H.el("span", BrandingState.error, cls="field__error save-bar__note"),
        H.el("span", DRAFT.unsaved, cls="save-bar__note", role="status"),
    )
    save = H.el("button", "Save", cls="btn btn--primary", type="submit")
    form = rx.el.form(
        H.el("div", fields, key=BrandingState.version),
        H.el("div", note, discard, save, cls="save-bar"),
        on_submit=BrandingState.save,
        no_validate=True,
        auto_complete="off",
        custom_attrs={"data-watched": ""},
    )
    watch = FormScript.create(key=BrandingState.version, rows=BrandingState.version, on_filled=BrandingState.try_out)
    return rx.fragment(form, watch, BrandingScript.create())


def _picture(label: str, name: str, kept: Any, shown: Any, hint: str) -> rx.Component:
    wide = " drop__thumb--wide" if name == "cover" else ""
    thumb = H.when(shown != "", H.el("img", src=shown, alt=f"The {label.lower()}"), icon(H, "upload"))
    choose = H.el(
        "button",
        H.when(shown != "", "Replace", "Choose"),
        H.el("span", f" the {label.lower()}", cls="visually-hidden"),
        cls="btn btn--secondary btn--sm",
        type="button",
        data_chooses="",
    )
    remove = H.el(
        "button",
        "Remove",
        H.el("span", f" the {label.lower()}", cls="visually-hidden"),
        cls="btn btn--quiet btn--sm",
        type="button",
        data_removes="",
    )
    zone = H.el(
        "div",
        H.el("span", thumb, cls=f"drop__thumb{wide}"),
        H.el(
            "div",
            H.el("p", cls="medium", role="status", data_upload_words=""),
            H.el("p", hint, cls="xs muted"),
            H.el("div", H.el("i", style={"width": "0"}), cls="progress", hidden=True, data_upload_bar=""),
            H.el("p", cls="field__error", role="alert", data_upload_error=""),
            cls="grow",
        ),
        H.el("div", choose, H.when(shown != "", remove), cls="row", style={"--gap": "4px"}),
        H.el("input", type="file", accept="image/png,image/jpeg", hidden=True, tabindex="-1", aria_label=label),
        # not of type hidden: React sets such a field back to what it began with
        rx.el.input(name=f"{name}_id", default_value=kept, custom_attrs={"data-kept": "", "hidden": True}),
        cls="drop",
        data_picture=f"/staff/settings/branding/{name}",
        data_most=str(_MOST_BYTES),
    )
    return H.el("div", H.el("span", label, cls="field__label"), zone, cls="field", role="group", aria_label=label)


def _accent() -> rx.Component:
    def swatch(colour: Any) -> rx.Component:
        return rx.el.input(
            type="radio",
            name="swatch",
            value=colour,
            class_name="swatch",
            default_checked=colour == DRAFT.accent,
            custom_attrs={"aria-label": colour, "data-colour": "", "style": rx.Var.create({"--swatch": colour})},
        )

    picker = rx.el.input(
        type="color",
        default_value=SHOWN.accent,
        class_name="colour",
        custom_attrs={"aria-label": "Pick a colour", "data-colour": ""},
    )
    hex_field = rx.el.input(
        name="accent",
        default_value=SHOWN.accent,
        class_name="input num",
        max_length=9,
        spell_check=False,
        custom_attrs={
            "aria-labelledby": "accent-label",
            "aria-describedby": "guard",
            "aria-invalid": wrong_if(_wrong("accent")),
        },
    )
    both = H.el("div", H.el("span", picker, cls="input-group__affix"), hex_field, cls="input-group accent")
    swatches = H.el(
        "div",
        H.each(DRAFT.suggestions, swatch),
        cls="swatches",
        role="radiogroup",
        aria_label="Suggestions",
        key=DRAFT.logo,
    )
    note = H.el("p", icon(H, "check"), H.el("span", DRAFT.guard), cls="contrast-note", id="guard", role="status")
    return H.el(
        "div",
        H.el("span", "Accent colour", cls="field__label", id="accent-label"),
        H.el("div", both, swatches, cls="row row--wrap", style={"--gap": "12px"}),
        H.when(_wrong("accent") != "", field_error(_wrong("accent")), note),
        cls="field",
    )


def _focus() -> rx.Component:
    def slider(label: str, name: str, value: Any) -> rx.Component:
        bar = rx.el.input(type="range", name=name, min=0, max=100, default_value=value, class_name="range")
        return H.el("label", H.el("span", label, cls="field__hint"), bar, cls="field")

    picture = H.el(
        "div",
        H.el("img", src=DRAFT.cover, alt="", draggable="false"),
        H.el("i"),
        cls="focus",
        style={"--across": SHOWN.across + "%", "--down": SHOWN.down + "%"},
        data_focus="",
    )
    sliders = H.el("div", slider("Across", "across", SHOWN.across), slider("Down", "down", SHOWN.down), cls="fields")
    return H.el(
        "fieldset",
        H.el("legend", "Keep this point in view", cls="field__label"),
        picture,
        sliders,
        H.el("span", "Drag on the picture, or use the sliders.", cls="field__hint"),
        cls="field",
    )


def _appearance() -> rx.Component:
    def choice(value: str, words: str) -> rx.Component:
        button = rx.el.input(
            type="radio",
            name="appearance",
            value=value,
            default_checked=SHOWN.appearance == value,
            class_name="visually-hidden",
        )
        return H.el("label", button, words, cls="segmented__item")

    items = [choice(value.value, words) for value, words in APPEARANCE_WORDS.items()]
    return H.el(
        "fieldset",
        H.el("legend", "Appearance customers see first", cls="field__label"),
        H.el("div", *items, cls="segmented segmented--block"),
        H.el("span", "Customers can switch at any time.", cls="field__hint"),
        cls="field",
    )


def _wrong(name: str) -> Any:
    """What is wrong with the field; empty: nothing."""
    return rx.cond(BrandingState.wrong == name, BrandingState.error, "")

"""The business's details: what the form knows, and how it looks."""

from dataclasses import asdict, fields
from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import (
    SETTINGS,
    field,
    for_the_office,
    group,
    settings_frame,
    settings_loading,
    wrong_if,
)
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses import details
from toolfy_portal.domain.businesses.details import LONGEST, LONGEST_ADDRESS, WantedDetails
from toolfy_portal.domain.businesses.merging import on_top_of
from toolfy_portal.domain.businesses.service import brand_topic
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.views.details import countries, locales, show_lacking, timezones

H = LiveMarkup()
Form = dict[str, Any]


class BusinessState(rx.State):
    """The form. Its fields keep what is typed by themselves: they are made anew only as `version` grows.

    lacking: what e-invoices need and the details don't say. is_outdated: somebody else has saved meanwhile.
    _seen: what the form was filled in with; None once the state of a tab that was left alone was given up.
    """

    shown: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    lacking: rx.Field[list[str]] = rx.field(default_factory=list)
    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    version: rx.Field[int] = rx.field(default=0)
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)
    is_outdated: rx.Field[bool] = rx.field(default=False)
    _seen: WantedDetails | None = None

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Fill in the form and stay informed of what others save."""
        hub.listen(self, access, {brand_topic(access.business_id)}, BusinessState.refresh)
        try:
            await self._fill(access)
        except Forbidden:
            hub.listen(self, access, set(), BusinessState.refresh)
            self.reset()
            self.is_refused = True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Say that something changed; what is typed stays."""
        now = await looked_up(access, details.details_to_change)
        self.is_outdated = self._seen is not None and now != self._seen

    @staff_event
    async def fill_anew(self, access: StaffAccess) -> None:
        """Forget what was typed and show what is saved."""
        await self._fill(access)

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> None:
        """Keep what was filled in, or say at its field what can't be used."""
        self.wrong = self.error = ""
        try:
            await within(access, _save, form, self._seen)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message
            return
        await self._fill(access)
        await notify(self, "Saved. Every open page shows it now.")

    async def _fill(self, access: StaffAccess) -> None:
        self._seen = now = await looked_up(access, details.details_to_change)
        self.shown, self.lacking = asdict(now), await looked_up(access, show_lacking)
        self.version, self.wrong, self.error = self.version + 1, "", ""
        self.is_live, self.is_refused, self.is_outdated = True, False, False


def _save(uow: UnitOfWork[StaffAccess], form: Form, seen: WantedDetails | None) -> None:
    wanted = WantedDetails(**{each.name: _text(form, each.name) for each in fields(WantedDetails)})
    if seen:
        wanted = on_top_of(details.details_to_change(uow, lock=True), seen, wanted)
    details.save_details(uow, wanted)


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


@rx.page(
    route="/staff/settings/business", title="Business · Toolfy Portal", on_load=[StaffState.load, BusinessState.load]
)
def business_page() -> rx.Component:
    """The business's details, live."""
    shown = H.when(BusinessState.is_live, rx.fragment(_notices(), _form()), settings_loading(H))
    refused = for_the_office(H, "business details")
    body = H.when(BusinessState.is_refused, refused, settings_frame(H, "business", shown))
    return staff_frame("Settings", body, current=SETTINGS)


def _notices() -> rx.Component:
    show = rx.el.button("Show what is saved", type="button", class_name="link-btn", on_click=BusinessState.fill_anew)
    changed = H.el(
        "div",
        H.el("strong", "A colleague changed something just now"),
        H.el("span", "What you typed is still here. Save changes only what you changed. "),
        show,
    )
    lacking = H.el(
        "div",
        H.el("strong", "E-invoices need a little more"),
        H.el("ul", rx.foreach(BusinessState.lacking, rx.el.li), cls="bullets"),
    )
    return rx.fragment(
        H.when(BusinessState.is_outdated, H.el("div", icon(H, "info"), changed, cls="notice", role="status")),
        H.when(BusinessState.lacking, H.el("div", icon(H, "info"), lacking, cls="notice")),
    )


def _form() -> rx.Component:
    who = group(
        H,
        "Business details",
        "On every portal page, message and invoice, as soon as you save.",
        _input("Business name", "name"),
        _input("Short name", "short_name", "How you are called in a sentence, like Fernhill."),
        _input("Legal name", "legal_name", "As it is registered. It stands on invoices."),
    )
    reach = group(
        H,
        "Where and how to reach you",
        "",
        _area("Address", "address"),
        _choice("Country", "country", [("", "As the address says"), *countries()]),
        _input("Phone", "phone", kind="tel"),
        _input("Email", "email", kind="email"),
        _input("Website", "website", kind="url"),
    )
    numbers = group(
        H,
        "Numbers",
        "",
        _input("VAT or tax number", "tax_id", "With its country’s letters, like GB123456789."),
        _input("Company number", "company_id"),
        _choice("Time zone", "timezone", timezones()),
        _choice("Dates and amounts as in", "locale", locales()),
    )
    error = H.when(BusinessState.error != "", H.el("span", BusinessState.error, cls="field__error save-bar__note"))
    discard = rx.el.button("Discard", type="button", class_name="btn btn--quiet", on_click=BusinessState.fill_anew)
    save = H.el("button", "Save", cls="btn btn--primary", type="submit")
    fields_ = H.el("div", who, reach, numbers, key=BusinessState.version)
    return rx.el.form(
        fields_, H.el("div", error, discard, save, cls="save-bar"), on_submit=BusinessState.save, no_validate=True
    )


def _input(label: str, name: str, hint: str = "", kind: Any = "text") -> rx.Component:
    control = rx.el.input(
        type=kind,
        name=name,
        default_value=BusinessState.shown[name],
        class_name="input",
        max_length=LONGEST,
        custom_attrs={"aria-invalid": wrong_if(_wrong(name))},
    )
    return field(label, control, _wrong(name), hint)


def _area(label: str, name: str) -> rx.Component:
    control = rx.el.textarea(
        name=name,
        default_value=BusinessState.shown[name],
        class_name="textarea",
        rows="4",
        max_length=LONGEST_ADDRESS,
        custom_attrs={"aria-invalid": wrong_if(_wrong(name))},
    )
    return field(label, control, _wrong(name))


def _choice(label: str, name: str, choices: list[tuple[str, str]]) -> rx.Component:
    control = rx.el.select(
        *(rx.el.option(words, value=value) for value, words in choices),
        name=name,
        default_value=BusinessState.shown[name],
        class_name="select",
        custom_attrs={"aria-invalid": wrong_if(_wrong(name))},
    )
    return field(label, control, _wrong(name))


def _wrong(name: str) -> Any:
    """What is wrong with the field; empty: nothing."""
    return rx.cond(BusinessState.wrong == name, BusinessState.error, "")

"""How the settings of notifications look: a form for the person, and one for the business's own address."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.form import FormScript
from toolfy_portal.components.settings import SETTINGS, group, settings_frame, settings_loading
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.notifications_state import NotificationsState
from toolfy_portal.views.alerts import TopicView

H = LiveMarkup()
VIEW: Any = NotificationsState.shown
_MODES = (("now", "At once"), ("digest", "Daily digest"), ("off", "Off"))


@rx.page(
    route="/staff/settings/notifications",
    title="Notifications · Toolfy Portal",
    on_load=[StaffState.load, NotificationsState.load],
)
def notifications_page() -> rx.Component:
    """The settings of notifications."""
    business = H.when(
        VIEW.has_business,
        _form("E-mails to the business", "business", VIEW.business, NotificationsState.save_business),
    )
    forms = rx.fragment(_form("E-mails to you", "mine", VIEW.mine, NotificationsState.save_mine), business)
    watch = FormScript.create(key=f"watch-{NotificationsState.opened}-{NotificationsState.saved}")
    shown = rx.fragment(watch, H.when(NotificationsState.is_live, forms, settings_loading(H)))
    return staff_frame("Settings", settings_frame(H, "notifications", shown), current=SETTINGS)


def _form(heading: str, whose: str, mail: Any, save: Any) -> rx.Component:
    to: Any = rx.cond(mail.address != "", f"Sent to {mail.address}. ", "There is no address yet, so nothing is sent. ")
    intro = H.el("p", to, "In the app, people hear of what concerns them at once.", cls="muted small", dir="auto")
    submit = H.el("button", "Save", cls="btn btn--primary", type="submit")
    fields = H.el(
        "div",
        intro,
        H.el("div", H.each(mail.topics, _topic)),
        _hour(mail),
        H.el("div", submit),
        cls="stack",
    )
    watched = {"data-watched": ""}
    form = rx.el.form(fields, on_submit=save, key=f"{whose}-{NotificationsState.opened}", custom_attrs=watched)
    return group(H, heading, "", form)


def _topic(topic: TopicView) -> rx.Component:
    words = H.el(
        "span",
        H.el("span", topic.title, cls="setting-row__title"),
        H.el("span", topic.text, cls="setting-row__text"),
        cls="grow",
    )
    name: Any = topic.name
    return H.el("label", words, _select(name, topic.mode, _MODES), cls="setting-row", key=topic.name)


def _hour(mail: Any) -> rx.Component:
    hours = tuple((str(hour), f"{hour:02}:00") for hour in range(24))
    words = H.el(
        "span",
        H.el("span", "Hour of the digest", cls="setting-row__title"),
        H.el("span", f"In the business’s time zone, {VIEW.timezone}.", cls="setting-row__text"),
        cls="grow",
    )
    return H.el("label", words, _select("digest_hour", mail.hour, hours), cls="setting-row")


def _select(name: Any, value: Any, options: tuple[tuple[str, str], ...]) -> rx.Component:
    return rx.el.select(
        *(rx.el.option(words, value=each) for each, words in options),
        name=name,
        default_value=value,
        class_name="select select--mode",
    )

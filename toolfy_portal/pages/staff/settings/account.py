"""How the page of one's own account looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import (
    SETTINGS,
    field,
    group,
    settings_frame,
    settings_loading,
    wrong_if,
)
from toolfy_portal.components.staff_frame import business_list
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.account_state import AccountState
from toolfy_portal.views.account import SessionView

H = LiveMarkup()
VIEW: Any = AccountState.shown
WHO: Any = StaffState.who
HERE = "/staff/settings/account"


@rx.page(route=HERE, title="Your account · Toolfy Portal", on_load=[StaffState.load, AccountState.load])
def account_page() -> rx.Component:
    """One's own account, live."""
    shown = H.when(AccountState.is_live, _account(), settings_loading(H))
    return staff_frame("Settings", settings_frame(H, "account", shown), current=SETTINGS)


def _account() -> rx.Component:
    waits = H.el(
        "p",
        "We sent a link to ",
        H.el("strong", VIEW.new_email),
        ". The address changes once it is opened.",
        cls="muted",
    )
    password = H.el("a", "Change password", cls="btn btn--secondary", href=f"{HERE}/password")
    left = H.el("p", "Recovery codes left: ", VIEW.recovery_left, cls="muted")
    turn = H.el(
        "a", H.when(VIEW.has_factor, "Turn it off", "Turn it on"), cls="btn btn--secondary", href=f"{HERE}/two-factor"
    )
    places = business_list(H, WHO.places)
    return rx.fragment(
        group(
            H,
            "You",
            "Colleagues see your name; customers see your business.",
            _form("name", "Name", VIEW.name, AccountState.rename, "Save name", auto_complete="name", max_length=80),
            _form(
                "email", "Email", VIEW.email, AccountState.ask_new_email, "Change email", type="email", max_length=254
            ),
            H.when(VIEW.new_email != "", waits),
        ),
        group(H, "Password", "You’ll be signed out everywhere else when it changes.", H.el("div", password)),
        group(
            H,
            "Two-factor sign-in",
            "Besides your password, a code from an app on your phone. A stolen password alone then opens nothing.",
            H.when(VIEW.has_factor, left),
            H.el("div", turn),
        ),
        H.when(WHO.has_others, group(H, "Your businesses", "Each open page stays in its own.", places)),
        group(H, "Where you’re signed in", "In all your businesses.", _sessions()),
    )


def _form(name: str, label: str, value: Any, handler: Any, submit: str, **attrs: Any) -> rx.Component:
    error: Any = rx.cond(AccountState.wrong == name, AccountState.error, "")
    control = rx.el.input(
        name=name,
        default_value=value,
        required=True,
        class_name="input",
        custom_attrs={"aria-invalid": wrong_if(error)},
        **attrs,
    )
    save = H.el("button", submit, cls="btn btn--secondary", type="submit")
    return rx.el.form(
        field(label, control, error),
        H.el("div", save),
        on_submit=handler,
        key=value,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _sessions() -> rx.Component:
    def row(each: Any) -> rx.Component:
        session: SessionView = each
        end = rx.el.button(
            "Sign out", type="button", class_name="btn btn--secondary btn--sm", on_click=AccountState.sign_out(each.id)
        )
        here = H.el("span", "This browser", cls="muted")
        text = H.el("span", session.text, cls="list-row__text")
        words = H.el("span", H.el("span", session.device, cls="list-row__title"), text, cls="grow")
        return H.el("li", words, H.when(session.is_this, here, end), cls="list-row")

    others = rx.el.button(
        "Sign out everywhere else",
        type="button",
        class_name="btn btn--secondary btn--danger-quiet",
        on_click=AccountState.sign_out_others,
    )
    return rx.fragment(
        H.el("ul", H.each(VIEW.sessions, row), cls="list"),
        H.when(VIEW.sessions.length() > 1, H.el("div", others)),
    )

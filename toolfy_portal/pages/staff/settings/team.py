"""How the team's page looks: who belongs to the business, who was asked to join, and what each role may do."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import SETTINGS, group, settings_frame, settings_loading
from toolfy_portal.components.tables import cell, table
from toolfy_portal.components.timeline import timeline
from toolfy_portal.core.access import Role
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.settings.team_state import TeamState
from toolfy_portal.views.team import InvitationView, MemberView, role_table

H = LiveMarkup()
VIEW: Any = TeamState.shown
ROLES = {
    Role.OWNER: "Everything, and decides who else owns the business.",
    Role.ADMIN: "Everything but owners.",
    Role.OFFICE: "Invoices, money and settings; not the team.",
    Role.TECHNICIAN: "Looks up invoices and customers.",
}


@rx.page(route="/staff/settings/team", title="Team · Toolfy Portal", on_load=[StaffState.load, TeamState.load])
def team_page() -> rx.Component:
    """The team, live."""
    shown = H.when(TeamState.is_live, _team(), settings_loading(H))
    return staff_frame("Settings", settings_frame(H, "team", shown), current=SETTINGS)


def _team() -> rx.Component:
    invite = H.el("div", _opens("Invite somebody", "invite", "btn btn--primary"))
    return rx.fragment(
        group(
            H,
            "Team",
            "Everybody signs in with their own e-mail address.",
            table(H, ("Name", "Role", "Last seen", "Two-factor", ""), H.each(VIEW.members, _member)),
            H.when(VIEW.may_change, rx.fragment(invite, _invite_dialog())),
        ),
        H.when(VIEW.invitations.length() > 0, _invitations()),
        group(H, "What each role may do", "", _role_table()),
        H.when(VIEW.log.newest.length() > 0, group(H, "What changed", "", timeline(H, VIEW.log.newest))),
    )


def _member(each: Any) -> rx.Component:
    member: MemberView = each
    you = H.when(member.is_me, H.el("span", " (you)", cls="muted"))
    off = H.when(member.is_active, rx.fragment(), H.el("span", " · switched off", cls="muted"))
    on_again = rx.el.button(
        "Switch on",
        type="button",
        class_name="btn btn--secondary btn--sm",
        on_click=TeamState.switch_on(each.id),
    )
    change = rx.fragment(_opens("Change", "member-" + each.id, "btn btn--secondary btn--sm"), _member_dialog(each))
    name = H.el("span", H.el("span", member.name, cls="medium", dir="auto"), you, off)
    phone = H.el("span", member.email, " · ", member.seen, cls="phone-only")
    return H.el(
        "tr",
        cell(H, "main", name, H.el("span", member.email, cls="sub desktop-only")),
        cell(H, "amount", member.role_word),
        cell(H, "hide", member.seen, cls="num muted"),
        cell(H, "sub", H.el("span", member.factor, cls="desktop-only"), phone, cls="muted"),
        cell(H, "status", H.when(member.may_change, H.when(member.is_active, change, on_again)), cls="end"),
        role="row",
    )


def _member_dialog(member: Any) -> rx.Component:
    off = rx.el.button(
        "Switch off", class_name="btn btn--danger-quiet", type="button",
        on_click=TeamState.open, custom_attrs={"data-opens": "off-" + member.id},
    )  # fmt: skip
    return rx.fragment(
        _dialog(
            "member-" + member.id,
            rx.fragment("Change ", member.name),
            H.el("p", "They sign in anew after a change; what they were typing is lost."),
            _choose_role(member.role),
            _hidden(member.id),
            H.el("div", off),
            submit="Save",
            handler=TeamState.change_role,
        ),
        _dialog(
            "off-" + member.id,
            rx.fragment("Switch ", member.name, " off?"),
            H.el("p", "Their open pages close at once, and they can’t sign in here. What they did stays."),
            _hidden(member.id),
            submit="Switch off",
            handler=TeamState.switch_off,
            tone="danger",
        ),
    )


def _invite_dialog() -> rx.Component:
    field = rx.el.label(
        rx.el.span("Email", class_name="field__label"),
        rx.el.input(type="email", name="email", required=True, max_length=254, class_name="input"),
        class_name="field",
    )
    intro = H.el("p", "They get a link to choose a password. It works once, for 7 days.")
    return _dialog(
        "invite",
        "Invite somebody",
        intro,
        field,
        _choose_role(Role.OFFICE.value),
        submit="Send invitation",
        handler=TeamState.invite,
    )


def _choose_role(chosen: Any) -> rx.Component:
    def option(role: Role) -> rx.Component:
        box = rx.el.input(
            type="radio",
            name="role",
            value=role.value,
            default_checked=chosen == role.value,
            class_name="check check--radio",
        )
        words = H.el(
            "span",
            H.el("span", role.value.capitalize(), cls="medium"),
            H.el("span", ROLES[role], cls="setting-row__text"),
        )
        shown = H.el("label", box, words, cls="row", style={"align-items": "flex-start"})
        return H.when(VIEW.roles.contains(role.value), shown)

    legend = H.el("legend", "Role", cls="field__label")
    return H.el("fieldset", legend, *(option(role) for role in Role), cls="stack", style={"--gap": "12px"})


def _invitations() -> rx.Component:
    def row(each: Any) -> rx.Component:
        asked: InvitationView = each
        again = rx.el.button(
            "Send again", type="button", class_name="btn btn--secondary btn--sm", on_click=TeamState.resend(each.id)
        )
        cancel = _opens("Cancel", "cancel-" + each.id, "btn btn--quiet btn--sm")
        sure = _dialog(
            "cancel-" + each.id,
            "Cancel this invitation?",
            H.el("p", "The link that ", asked.email, " got works no more."),
            _hidden(each.id),
            submit="Cancel invitation",
            handler=TeamState.cancel,
            tone="danger",
        )
        text = H.el("span", asked.role_word, " · ", asked.state, cls="list-row__text")
        words = H.el("span", H.el("span", asked.email, cls="list-row__title"), text, cls="grow")
        actions = H.when(asked.may_change, H.el("span", again, cancel, sure, cls="row"))
        return H.el("li", words, actions, cls="list-row")

    return group(H, "Invited", "", H.el("ul", H.each(VIEW.invitations, row), cls="list"))


def _role_table() -> rx.Component:
    def mark(is_allowed: bool) -> rx.Component:
        drawn = [icon(H, "check"), H.el("span", "yes", cls="visually-hidden")] if is_allowed else ["–"]
        return H.el("td", *drawn, style={"text-align": "center"})

    heads = [H.el("th", "", scope="col"), *(H.el("th", role.value.capitalize(), scope="col") for role in Role)]
    rows = [
        H.el("tr", H.el("th", words, scope="row", cls="role-table__what"), *(mark(each) for each in marks))
        for words, marks in role_table()
    ]
    whole = H.el("table", H.el("thead", H.el("tr", *heads)), H.el("tbody", *rows), cls="role-table")
    return H.el("div", whole, cls="role-table__frame", tabindex="0", role="region", aria_label="What each role may do")


def _dialog(
    dialog: Any, heading: Any, *inside: rx.Component, submit: str, handler: Any, tone: str = "primary"
) -> rx.Component:
    """Show a form in a dialog. Once it has worked it is made anew, closed and empty."""
    title: Any = dialog + "-title"
    close = H.el("button", "Cancel" if tone == "primary" else "Back", cls="btn btn--secondary", type="button",
                 data_closes="")  # fmt: skip
    error = H.when(TeamState.error != "", H.el("p", TeamState.error, cls="field__error", role="alert"))
    form = rx.el.form(
        H.el("div", H.el("h2", heading, id=title), cls="dialog__head"),
        H.el("div", *inside, error, cls="dialog__body"),
        H.el("div", close, H.el("button", submit, cls=f"btn btn--{tone}", type="submit"), cls="dialog__foot"),
        on_submit=handler,
    )
    return H.el("dialog", form, key=TeamState.done, id=dialog, cls="dialog dialog--narrow", aria_labelledby=title)


def _hidden(value: Any) -> rx.Component:
    return rx.el.input(type="hidden", name="id", value=value)


def _opens(words: str, dialog: Any, cls: str) -> rx.Component:
    return rx.el.button(
        words, class_name=cls, type="button", on_click=TeamState.open, custom_attrs={"data-opens": dialog}
    )

"""How Portal Settings look, and what asks before a link ends."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.staff_invoice import facts
from toolfy_portal.domain.links.models import Lifetime, LinkScope, OnceSettled
from toolfy_portal.pages.staff.invoice.portal import PortalState
from toolfy_portal.views.portal_settings import OldLinkView, OtherLinkView

H = LiveMarkup()
DIALOG = "portal-settings"

_LIFETIMES = {Lifetime.DAYS_30: "30 days", Lifetime.AFTER_DUE: "Until 30 days after the due day, at most 120 days"}
_ONCE_SETTLED = {
    OnceSettled.KEEP: "Keep it for the customer’s records",
    OnceSettled.YEAR: "Keep it for a year",
    OnceSettled.SAME: "No longer than before",
}
_SCOPES = {LinkScope.VIEW: "Look", LinkScope.PAY: "Look and pay"}


def opens_settings(words: str, cls: str, drawing: str = "") -> rx.Component:
    """Show what opens Portal Settings."""
    inside = [icon(H, drawing)] if drawing else []
    return rx.el.button(
        *inside,
        words,
        class_name=cls,
        type="button",
        on_click=PortalState.open,
        custom_attrs={"data-opens": DIALOG},
    )


def portal_dialogs(portal: Any, address: Any) -> rx.Component:
    """Write the dialog and those that it asks with. address: of the invoice's page."""
    return rx.fragment(_settings(portal, address), _regenerate_dialog(portal), _revoke_dialog(portal))


def _settings(portal: Any, address: Any) -> rx.Component:
    close = H.el("button", icon(H, "cross"), cls="icon-btn", type="button", aria_label="Close", data_closes="")
    title = H.el("div", H.el("h2", "Portal Settings", id=f"{DIALOG}-title"), H.el("p", portal.about, cls="muted small"))
    body = H.el(
        "div",
        H.when(portal.warning != "", _notice(portal.warning, "warn")),
        H.when(portal.address != "", _link(portal, address), _off(portal)),
        _others(portal, address),
        H.when(portal.address != "", _time(portal)),
        H.when(portal.old.length() > 0, _old(portal)),
        cls="dialog__body",
    )
    head = H.el("div", title, close, cls="dialog__head")
    return H.el(
        "dialog", head, _said(), body, id=DIALOG, cls="dialog dialog--narrow", aria_labelledby=f"{DIALOG}-title"
    )


def _said() -> rx.Component:
    at_no_field = PortalState.failed != ""
    wrong = H.when(at_no_field, H.when(PortalState.wrong == "", _notice(PortalState.failed, "neg")))
    return H.el(
        "div", H.when(PortalState.said != "", _notice(PortalState.said, "pos")), wrong, cls="portal-said", role="status"
    )


def _notice(words: Any, tone: str) -> rx.Component:
    drawing = icon(H, {"pos": "check"}.get(tone, "warning"))
    return H.el("div", drawing, H.el("div", words), cls=f"notice notice--{tone}")


def _link(portal: Any, address: Any) -> rx.Component:
    copy = _copy(f"{address}/link", "Copy link")
    is_on: Any = portal.state == "on"
    label: Any = rx.cond(is_on, "Current portal link", "The link has expired. Resend makes a new one.")
    box = H.el("div", H.el("code", portal.address), H.when(is_on, copy), cls="link-box")
    resend = rx.el.button(
        icon(H, "send"),
        "Resend",
        class_name="btn btn--secondary grow",
        type="button",
        disabled=~portal.has_email,
        on_click=PortalState.resend.throttle(1000),
    )
    regenerate = _opens("regenerate-link", "Regenerate Link", "btn btn--danger-quiet grow", "renew")
    hint: Any = rx.cond(
        portal.has_email,
        "Resend sends it again with a fresh time ahead. Regenerate makes every link you’ve already sent stop working.",
        "There is no e-mail address of the customer to send it to: copy it. Regenerate makes every link you’ve "
        "already sent stop working.",
    )
    off = _opens("revoke-link", "Switch it off", "link-btn")
    return H.el(
        "section",
        H.el("div", H.el("h3", label), box, cls="field"),
        facts(H, portal.facts, "1fr"),
        H.el("div", resend, regenerate, cls="row"),
        H.el("p", hint, cls="muted xs"),
        H.el("p", off),
        cls="stack portal-link",
    )


def _off(portal: Any) -> rx.Component:
    is_off: Any = portal.state == "off"
    words: Any = rx.cond(is_off, "The link is switched off. Nobody can open it.", "There is no link yet.")
    make = rx.el.button(
        icon(H, "link"),
        "Make a new link",
        class_name="btn btn--secondary",
        type="button",
        on_click=PortalState.make.throttle(1000),
    )
    return H.el("section", H.el("h3", words), H.el("p", make), cls="stack")


def _others(portal: Any, address: Any) -> rx.Component:
    rows = H.el("ul", H.each(portal.others, lambda link: _other(link, address)), cls="list")
    some: Any = portal.others.length() > 0
    heading = H.el("h3", "Links for others")
    return H.el("section", heading, H.when(some, rows), H.when(portal.address != "", _give()), cls="stack")


def _other(link: Any, address: Any) -> rx.Component:
    shown: OtherLinkView = link
    words = H.el(
        "span",
        H.el("span", shown.title, cls="list-row__title", dir="auto"),
        H.el("span", shown.text, cls="list-row__text"),
        H.when(shown.email != "", H.el("span", shown.email, cls="list-row__text")),
        cls="grow",
    )
    dialog: Any = f"off-{shown.id}"
    copy = _copy(f"{address}/links/{shown.id}", f"Copy {shown.name}’s link")
    off = H.el("button", "Switch off", cls="link-btn", type="button", data_opens=dialog)
    text = "It stops working straight away. It never works again, but you can make another."
    switch = _ends("Switch it off", "btn btn--danger", PortalState.revoke_other(shown.id))
    asks = _asks(dialog, f"Switch off {shown.name}’s link?", [H.el("p", text)], "Keep it", switch)
    return H.el("li", words, copy, off, asks, cls="list-row", key=shown.id)


def _give() -> rx.Component:
    form = rx.el.form(
        _field("Who it is for", "recipient", "such as your customer’s landlord", max_length=80, required=True),
        _field("E-mail, if they may ask for a fresh link", "email", "", type="email", max_length=254),
        H.el(
            "label",
            H.el("span", "They can", cls="field__label"),
            _select("scope", _SCOPES, LinkScope.VIEW.value),
            cls="field",
        ),
        _field("For how many days", "days", "", type="number", default_value="30", min=1, max=120, required=True),
        H.el("p", H.el("button", "Make the link", cls="btn btn--secondary", type="submit")),
        on_submit=PortalState.give,
        class_name="stack",
        key=PortalState.given.to_string(),
    )
    return H.el("details", H.el("summary", "Make a link for somebody else", cls="small medium"), form)


def _time(portal: Any) -> rx.Component:
    unpaid = H.el("span", "The link works for", cls="field__label")
    paid = H.el("span", "Once the invoice is paid", cls="field__label")
    form = rx.el.form(
        H.el("label", unpaid, _select("lifetime", _LIFETIMES, portal.lifetime), cls="field"),
        H.el("label", paid, _select("once_settled", _ONCE_SETTLED, portal.once_settled), cls="field"),
        H.el("p", H.el("button", "Save", cls="btn btn--secondary", type="submit")),
        on_submit=PortalState.set_time,
        class_name="stack",
    )
    return H.el("details", H.el("summary", "How long it works", cls="small medium"), form)


def _old(portal: Any) -> rx.Component:
    def row(each: Any) -> rx.Component:
        shown: OldLinkView = each
        words = H.el(
            "span",
            H.el("span", shown.title, cls="list-row__title", dir="auto"),
            H.el("span", shown.text, cls="list-row__text"),
        )
        return H.el("li", words, cls="list-row")

    count: Any = portal.old.length()
    summary = H.el("summary", f"Old links ({count})", cls="small medium")
    return H.el("details", summary, H.el("ul", H.each(portal.old, row), cls="list"))


def _regenerate_dialog(portal: Any) -> rx.Component:
    # the words of the help article
    text = "Regenerating breaks any previously sent links. You’ll need to resend the new link to your customer."
    seen = H.el(
        "div",
        icon(H, "eye"),
        H.el("div", H.el("strong", portal.opened), portal.first_name, " may have the page open now."),
        cls="notice notice--warn",
    )
    both = H.when(portal.has_email, _ends("Regenerate and resend", "btn btn--danger", PortalState.regenerate(True)))
    alone = _ends("Regenerate Link", "btn btn--danger-quiet", PortalState.regenerate(False))
    inside = [H.el("p", text), H.when(portal.opened != "", seen)]
    return _asks("regenerate-link", "Regenerate this link?", inside, "Keep the old link", alone, both)


def _revoke_dialog(portal: Any) -> rx.Component:
    text = (
        "It stops working straight away, in every email and text you’ve already sent, and its holder can’t ask for a "
        "fresh one. You can make a new link later; this one never works again."
    )
    everybody = H.when(
        portal.others.length() > 0, _ends("Everybody’s links", "btn btn--danger-quiet", PortalState.revoke(True))
    )
    one = _ends("Switch it off", "btn btn--danger", PortalState.revoke(False))
    return _asks("revoke-link", "Switch this link off?", [H.el("p", text)], "Keep it", everybody, one)


def _asks(dialog: Any, heading: Any, inside: list[Any], keep: str, *actions: Any) -> rx.Component:
    title: Any = f"{dialog}-title"
    form = H.el(
        "form",
        H.el("div", H.el("h2", heading, id=title), cls="dialog__head"),
        H.el("div", *inside, cls="dialog__body"),
        H.el("div", H.el("button", keep, cls="btn btn--secondary", type="submit"), *actions, cls="dialog__foot"),
        method="dialog",
    )
    return H.el("dialog", form, id=dialog, cls="dialog dialog--wide", aria_labelledby=title)


def _ends(words: str, cls: str, handler: Any) -> rx.Component:
    return rx.el.button(words, class_name=cls, type="submit", on_click=handler.throttle(1000))


def _opens(dialog: str, words: str, cls: str, drawing: str = "") -> rx.Component:
    inside = [icon(H, drawing)] if drawing else []
    return H.el("button", *inside, words, cls=cls, type="button", data_opens=dialog)


def _copy(address: Any, name: Any) -> rx.Component:
    drawing = icon(H, "copy", "icon icon--16")
    return H.el("button", drawing, cls="icon-btn", type="button", aria_label=name, data_copy_from=address)


def _select(name: str, options: dict[Any, str], chosen: Any) -> rx.Component:
    """Offer a choice. Made anew when another one is chosen elsewhere: a field keeps what it was made with."""
    choices = [rx.el.option(words, value=str(value)) for value, words in options.items()]
    return rx.el.select(*choices, name=name, class_name="select", default_value=chosen, key=chosen)


def _field(label: str, name: str, hint: str, **attrs: Any) -> rx.Component:
    is_wrong = PortalState.wrong == name
    invalid = {"aria-invalid": rx.cond(is_wrong, "true", "false")}
    control = rx.el.input(name=name, class_name="input", placeholder=hint, custom_attrs=invalid, **attrs)
    error = H.when(is_wrong, H.el("span", PortalState.failed, cls="field__error", role="alert"))
    return H.el("label", H.el("span", label, cls="field__label"), control, error, cls="field")

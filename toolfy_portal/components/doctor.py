"""What was found about a link and its payment, and where the customer's own link is looked at."""

from typing import Any

from toolfy_portal.components.icons import icon, icon_for
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.settings import sentence
from toolfy_portal.components.staff_frame import page_link
from toolfy_portal.views.settings_payments import SentenceView

_ICONS = {"look": "warning", "broken": "cross"}
_WORDS = {"ok": "Fine", "look": "Look", "broken": "Broken"}
MOST_PASTED = "2000"  # characters


def findings(h: Markup, heading: str, found: Any, link: Any) -> Node:
    """Show what the checks found. link: where the invoice's working link is copied from."""
    rows = h.el("ul", h.each(found, lambda each: _finding(h, each, link)), cls="list", aria_label=heading)
    return h.el("section", h.el("div", h.el("h2", heading), cls="section-title"), rows)


def paste_form(h: Markup, action: Any) -> Node:
    """Ask for the link that the customer has: a plain form, so that it passes through no state."""
    control = h.el(
        "input",
        cls="input",
        name="link",
        required=True,
        maxlength=MOST_PASTED,
        autocomplete="off",
        spellcheck="false",
        autocapitalize="none",
    )
    hint = h.el("span", "It is compared and forgotten: nothing is kept.", cls="field__hint")
    words = h.el("span", "Paste the link that the customer has", cls="field__label")
    send = h.el("button", "Check this link", cls="btn btn--secondary", type="submit")
    label = h.el("label", words, control, hint, cls="field")
    return h.el("form", label, h.el("div", send), cls="stack", style={"--gap": "12px"}, method="post", action=action)


def pasted_page(h: Markup, invoice_id: str, number: str, told: SentenceView) -> Node:
    """Say what is wrong with a pasted link. A page of its own, without anything live."""
    doctor = f"/staff/invoices/{invoice_id}/doctor"
    words = h.el("span", "Check link and payment", cls="desktop-only")
    back = h.el(
        "a",
        icon(h, "chevron-left", "icon icon--16"),
        words,
        cls="crumb",
        href=doctor,
        aria_label="Back to Check link and payment",
    )
    bar = h.el("header", back, h.el("h1", f"Link to {number}"), cls="staff-bar staff-bar--line")
    notice = h.el("div", sentence(h, told), role="status")
    body = h.el("div", notice, paste_form(h, f"{doctor}/pasted"), cls="stack doctor", style={"--gap": "24px"})
    main = h.el("main", bar, h.el("div", body, cls="staff-body"), cls="staff-main", id="main")
    return h.el("div", main, cls="staff", style={"display": "grid", "min-height": "100dvh"})


def _finding(h: Markup, found: Any, link: Any) -> Node:
    said = h.el("span", _word(h, found.state), cls="visually-hidden")
    mark = h.el(
        "span", icon_for(h, found.state, _ICONS, "check"), said, cls=f"finding__mark finding__mark--{found.state}"
    )
    words = h.el(
        "span",
        h.el("span", found.title, cls="list-row__title"),
        h.el("span", found.text, cls="list-row__text"),
        cls="grow",
        dir="auto",
    )
    copy = h.el(
        "button", icon(h, "link"), found.fix, cls="btn btn--secondary btn--sm", type="button", data_copy_from=link
    )
    go = h.when(found.href != "", page_link(found.fix, cls="btn btn--secondary btn--sm", href=found.href))
    return h.el("li", mark, words, h.when(found.copies, copy, go), cls="list-row finding")


def _word(h: Markup, state: Any) -> Node:
    said = h.el("span", _WORDS["ok"])
    for value in ("look", "broken"):
        said = h.when(state == value, h.el("span", _WORDS[value]), said)
    return said

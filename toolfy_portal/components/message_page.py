"""One message, on a page without the socket: its words hold links."""

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.outbox_table import MESSAGES
from toolfy_portal.components.tables import small_pill
from toolfy_portal.views.outbox import MessageView

_WAYS = (("", "As on this device"), ("light", "Light"), ("dark", "Dark"), ("text", "Plain text"))


def message_page(h: Markup, shown: MessageView, way: str = "", *, to: str = "", error: str = "") -> Node:
    """Show a message. way: how its words are shown; to, error: what was typed in vain as a new address, and why."""
    words = h.el("span", "Outbox", cls="desktop-only")
    back = h.el(
        "a", icon(h, "chevron-left", "icon icon--16"), words, cls="crumb", href=MESSAGES, aria_label="Back to Outbox"
    )
    title = h.el("h1", shown.row.subject, dir="auto")
    bar = h.el("header", back, title, small_pill(h, shown.row.pill), cls="staff-bar staff-bar--line")
    body = h.el(
        "div",
        _why(h, shown),
        _facts(h, shown),
        h.when(shown.can_go_again, _again(h, shown, to or shown.row.receiver, error)),
        _words(h, shown, way),
        cls="stack",
        style={"--gap": "24px", "padding-block": "16px", "max-width": "720px"},
    )
    main = h.el("main", bar, h.el("div", body, cls="staff-body"), cls="staff-main", id="main")
    return h.el("div", main, cls="staff", style={"display": "grid", "min-height": "100dvh"})


def _why(h: Markup, shown: MessageView) -> Node:
    told = h.el("div", h.el("strong", f"{shown.row.pill.word}: "), h.el("span", shown.row.why, dir="auto"))
    return h.when(shown.row.why, h.el("div", icon(h, "warning"), told, cls="notice notice--neg"))


def _facts(h: Markup, shown: MessageView) -> Node:
    rows = [h.el("div", h.el("dt", label, cls="muted small"), h.el("dd", value)) for label, value in shown.facts]
    document = h.el("a", "Open the invoice", cls="link-btn", href=shown.document)
    grid = {"display": "grid", "gap": "16px", "grid-template-columns": "repeat(auto-fill, minmax(200px, 1fr))"}
    return h.el("div", h.el("dl", *rows, style=grid), h.when(shown.document, document), cls="stack")


def _again(h: Markup, shown: MessageView, to: str, error: str) -> Node:
    control = h.el(
        "input",
        cls="input",
        type="email",
        name="to",
        value=to,
        required=True,
        maxlength="254",
        aria_invalid="true" if error else None,
        autofocus=bool(error),
    )
    wrong = h.el("span", error, cls="field__error", role="alert")
    field = h.el(
        "label", h.el("span", "Send it again to", cls="field__label"), control, h.when(error, wrong), cls="field grow"
    )
    send = h.el("button", "Send again", cls="btn btn--secondary", type="submit")
    style = {"align-items": "flex-end"}
    action = f"{MESSAGES}/{shown.row.id}"
    return h.el("form", field, send, cls="row row--wrap", style=style, method="post", action=action, data_human="")


def _words(h: Markup, shown: MessageView, way: str) -> Node:
    address = f"{MESSAGES}/{shown.row.id}"
    ways = [
        h.el(
            "a",
            name,
            cls="segmented__item",
            href=f"{address}?way={each}" if each else address,
            aria_current="true" if each == way else None,
        )
        for each, name in _WAYS
    ]
    frame = h.el(
        "iframe",
        src=f"{address}/words?way={way or 'device'}",
        title="The message",
        sandbox="",
        style={"width": "100%", "height": "720px", "border": "1px solid var(--line)", "border-radius": "12px"},
    )
    nav = h.el("nav", *ways, cls="segmented", style={"justify-self": "start"}, aria_label="Show the message")
    return h.el("section", h.when(shown.is_mail, nav), frame, cls="stack", aria_label="The message")

"""Plain pages in front of the staff's: signing in, joining, a forgotten password, and proving who one is."""

from typing import Any

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.moments import centred, toolfy_page

LINE = {"text-align": "center"}


def entrance(h: Markup, title: str, *inside: Node, lead: str = "") -> Node:
    """Put a form under a title, in a frame that belongs to no business."""
    words = h.when(lead, h.el("p", lead, cls="moment__lead"))
    return toolfy_page(h, "Toolfy Portal", centred(h, h.el("h1", title), words, *inside))


def plain_form(
    h: Markup, submit: str, *fields: Node, error: str = "", action: str | None = None, **hidden: str
) -> Node:
    """Ask for something and send it to this page. hidden: what goes along; error: what was wrong the last time."""
    problem = h.el("div", icon(h, "warning"), h.el("p", error), cls="notice notice--neg", role="alert")
    return h.el(
        "form",
        h.when(error, problem),
        *fields,
        *(h.el("input", type="hidden", name=name.rstrip("_"), value=value) for name, value in hidden.items()),
        h.el("button", submit, cls="btn btn--primary btn--block", type="submit"),
        cls="sign-in",
        method="post",
        action=action,
    )


def ask(h: Markup, label: str, hint: str = "", **attrs: Any) -> Node:
    """Ask for one thing."""
    return h.el(
        "label",
        h.el("span", label, cls="field__label"),
        h.el("input", cls="input", required=True, **attrs),
        h.el("span", hint, cls="field__hint") if hint else None,
        cls="field",
    )


def ask_code(h: Markup, *, is_first: bool = False, **attrs: Any) -> Node:
    """Ask for a code of the authenticator app, or a recovery code. is_first: there are none of those yet."""
    or_recovery = "" if is_first else ", or one of your recovery codes"
    return ask(
        h,
        "Code",
        f"Six digits from your authenticator app{or_recovery}.",
        name="code",
        autocomplete="one-time-code",
        autocapitalize="none",
        spellcheck="false",
        maxlength="20",
        **attrs,
    )


def ask_password(h: Markup, label: str = "Password", *, is_new: bool = False, **attrs: Any) -> Node:
    """Ask for a password that there is, or for a new one."""
    hint = "At least 10 characters. A few words in a row are easy to keep." if is_new else ""
    kind = "new-password" if is_new else "current-password"
    named = {"name": "password", "maxlength": "128", **attrs}
    return ask(h, label, hint, type="password", autocomplete=kind, **named)


def small_print(h: Markup, *words: Node) -> Node:
    """Say what else one can do."""
    return h.el("div", *words, cls="moment__more", style=LINE)


def link(h: Markup, words: str, href: str) -> Node:
    """Lead elsewhere."""
    return h.el("a", words, href=href)

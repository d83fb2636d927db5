"""Where staff sign in. Belongs to no business, so that nobody learns from it who works where."""

from typing import Any

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.moments import centred, toolfy_page


def sign_in_page(h: Markup, *, email: str = "", next_path: str = "", error: str = "", hint: str = "") -> Node:
    """Ask for email address and password.

    email: what was typed before. next_path: where to go then. hint: shown in a demo, how to get in.
    """
    problem = h.el("div", icon(h, "warning"), h.el("p", error), cls="notice notice--neg", role="alert")
    form = h.el(
        "form",
        h.when(error, problem),
        _field(h, "Email", name="email", type="email", value=email, autocomplete="username", autofocus=not email),
        _field(h, "Password", name="password", type="password", autocomplete="current-password", autofocus=bool(email)),
        h.el("input", type="hidden", name="next", value=next_path),
        h.el("button", "Sign in", cls="btn btn--primary btn--block", type="submit"),
        h.when(hint, h.el("div", icon(h, "info"), h.el("p", hint), cls="notice")),
        cls="sign-in",
        method="post",
        action="/auth/sign-in",
    )
    return toolfy_page(h, "Toolfy Portal", centred(h, h.el("h1", "Sign in"), form))


def _field(h: Markup, label: str, **attrs: Any) -> Node:
    return h.el(
        "label",
        h.el("span", label, cls="field__label"),
        h.el("input", cls="input", required=True, **attrs),
        cls="field",
    )

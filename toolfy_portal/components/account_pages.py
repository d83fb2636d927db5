"""Plain pages about one's own account: passwords and secrets pass through no socket and no state."""

from collections.abc import Sequence

from toolfy_portal.components.entrance import ask_code, ask_password, entrance, link, plain_form, small_print
from toolfy_portal.components.markup import Markup, Node

BACK = "/staff/settings/account"
OFF = f"{BACK}/two-factor/off"


def password_page(h: Markup, *, email: str, error: str = "") -> Node:
    """Ask for the old password and a new one."""
    form = plain_form(
        h,
        "Change it",
        h.el("input", type="hidden", name="username", value=email, autocomplete="username"),
        ask_password(h, "Your password now", name="old", autofocus=True),
        ask_password(h, "New password", is_new=True),
        error=error,
    )
    lead = "You’ll be signed out everywhere else."
    return entrance(h, "Change your password", form, _back(h), lead=lead)


def two_factor_page(h: Markup, *, qr: str, secret: str, setup: str, error: str = "") -> Node:
    """Show the secret to scan or to type, and ask for a first code. setup: the same, closed, to send back."""
    code = h.raw("div", qr, cls="qr", role="img", aria_label="QR code for your authenticator app")
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    typed = h.el("p", "Can’t scan it? Type this key: ", h.el("code", spaced), cls="field__hint")
    form = plain_form(
        h, "Turn it on", code, typed, ask_code(h, is_first=True, inputmode="numeric"), error=error, setup=setup
    )
    lead = "Scan this with an authenticator app on your phone, then type the six digits that it shows."
    return entrance(h, "Turn on two-factor sign-in", form, _back(h, "Not now"), lead=lead)


def recovery_page(h: Markup, codes: Sequence[str]) -> Node:
    """Show the recovery codes, once."""
    listed = h.el("ul", *(h.el("li", h.el("code", code)) for code in codes), cls="recovery")
    done = h.el("a", "I’ve kept them", cls="btn btn--primary btn--block", href=BACK)
    lead = "Two-factor sign-in is on. Keep these codes somewhere safe: each lets you in once if you lose your phone. \
We can’t show them again."
    return entrance(h, "Your recovery codes", listed, h.el("div", done, cls="moment__actions"), lead=lead)


def two_factor_on_page(h: Markup) -> Node:
    """Offer to turn the second factor off."""
    form = plain_form(h, "Turn it off", action=OFF)
    lead = "Two-factor sign-in is on. Without it, whoever knows your password gets in."
    return entrance(h, "Turn off two-factor sign-in?", form, _back(h, "Keep it on"), lead=lead)


def _back(h: Markup, words: str = "Back to your account") -> Node:
    return small_print(h, link(h, words, BACK))

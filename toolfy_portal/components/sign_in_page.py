"""Where staff sign in. Belongs to no business, so that nobody learns from it who works where."""

from toolfy_portal.components.entrance import ask, ask_code, ask_password, entrance, link, plain_form, small_print
from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node


def sign_in_page(
    h: Markup, *, email: str = "", next_path: str = "", error: str = "", said: str = "", hint: str = ""
) -> Node:
    """Ask for email address and password.

    email: what was typed before. next_path: where to go then. said: what went well just now. hint: shown in a demo.
    """
    form = plain_form(
        h,
        "Sign in",
        h.when(said, h.el("div", icon(h, "check"), h.el("p", said), cls="notice notice--pos", role="status")),
        ask(h, "Email", name="email", type="email", value=email, autocomplete="username", autofocus=not email),
        ask_password(h, autofocus=bool(email)),
        h.when(hint, h.el("div", icon(h, "info"), h.el("p", hint), cls="notice")),
        error=error,
        action="/auth/sign-in",
        next=next_path,
    )
    more = small_print(h, link(h, "Forgot your password?", "/staff/forgot"))
    return entrance(h, "Sign in", form, more)


def code_page(h: Markup, *, halfway: str, next_path: str, error: str = "") -> Node:
    """Ask for the second factor. halfway: proof that the password was right."""
    form = plain_form(
        h,
        "Go on",
        ask_code(h, autofocus=True),
        error=error,
        action="/auth/code",
        halfway=halfway,
        next=next_path,
    )
    more = small_print(h, link(h, "Sign in as somebody else", "/staff/sign-in"))
    return entrance(h, "Enter your code", form, more)


def forgot_page(h: Markup, *, email: str = "", error: str = "") -> Node:
    """Ask for the address to which a link goes."""
    field = ask(h, "Email", name="email", type="email", value=email, autocomplete="username", autofocus=True)
    lead = "We’ll send you a link to set a new password."
    back = small_print(h, link(h, "Back to sign in", "/staff/sign-in"))
    return entrance(h, "Forgot your password?", plain_form(h, "Send the link", field, error=error), back, lead=lead)


def forgot_sent_page(h: Markup) -> Node:
    """Say that a link is on its way, if there is an account; the same for everybody."""
    lead = "If there’s an account with that address, a link is on its way. It works once, for an hour."
    more = small_print(h, "Nothing there? Check your junk folder, or ", link(h, "try again", "/staff/forgot"), ".")
    return entrance(h, "Check your email", more, lead=lead)


def reset_page(h: Markup, *, email: str, error: str = "") -> Node:
    """Ask for a new password."""
    form = plain_form(h, "Set it", _username(h, email), ask_password(h, "New password", is_new=True), error=error)
    return entrance(h, "Set a new password", form, lead=f"For {email}. You’ll be signed out everywhere else.")


def gone_page(h: Markup, words: str) -> Node:
    """Say that a mailed link doesn't work any more."""
    return entrance(h, "This link has expired", small_print(h, link(h, "Sign in", "/staff/sign-in")), lead=words)


def confirm_page(h: Markup, *, email: str, needs_code: bool, next_path: str, error: str = "") -> Node:
    """Ask again who it is, before something that a borrowed browser must not do."""
    asked = ask_code(h, autofocus=True) if needs_code else ask_password(h, autofocus=True)
    form = plain_form(h, "Go on", _username(h, email), asked, error=error, action="/staff/confirm", next=next_path)
    back = small_print(h, link(h, "Back", "/staff/invoices"))
    lead = "You signed in a while ago, and this page can change who gets in or where money goes."
    return entrance(h, "Is it still you?", form, back, lead=lead)


def new_email_page(h: Markup) -> Node:
    """Ask for the click that takes the new address: a mail program that looks at links must not."""
    lead = "From now on you sign in with the address that this link was sent to."
    return entrance(h, "Use this address?", plain_form(h, "Yes, use it"), lead=lead)


def _username(h: Markup, email: str) -> Node:
    """Tell password managers whose password it is."""
    return h.el("input", type="hidden", name="username", value=email, autocomplete="username")

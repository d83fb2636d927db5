"""Where somebody who was invited joins."""

from toolfy_portal.components.entrance import ask, ask_code, ask_password, entrance, plain_form
from toolfy_portal.components.markup import Markup, Node


def join_page(
    h: Markup,
    *,
    business: str,
    invited_by: str,
    email: str,
    role: str,
    has_account: bool,
    needs_code: bool,
    name: str = "",
    error: str = "",
) -> Node:
    """Ask for a name and a new password; of somebody who signs in already, for theirs."""
    user = h.el("input", type="hidden", name="username", value=email, autocomplete="username")
    if has_account:
        code = [ask_code(h)] if needs_code else []
        fields = [user, ask_password(h, "Your password"), *code]
    else:
        asked = ask(h, "Your name", name="name", value=name, autocomplete="name", maxlength="80", autofocus=True)
        fields = [asked, user, ask_password(h, "Password", is_new=True)]
    lead = f"{invited_by} invites you to work with them as {role}. You sign in with {email}."
    return entrance(h, f"Join {business}", plain_form(h, "Join", *fields, error=error), lead=lead)

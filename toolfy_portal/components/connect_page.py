"""Where a key for Stripe is pasted: a plain form on a page of its own, so that the key touches no live page."""

from collections.abc import Iterable

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node

BACK = "/staff/settings/payments"
ACTION = "/staff/settings/payments/connect"
ONBOARD = "/staff/settings/payments/onboard"
ONBOARDED = "/staff/settings/payments/onboarded"


def connect_page(
    h: Markup,
    permissions: Iterable[str],
    *,
    by_platform: bool = False,
    replaces: str = "",
    error: str = "",
    business_id: str = "",
) -> Node:
    """Ask for a key. permissions: what it needs; replaces: what to agree to first; error: of the last try.

    business_id: whose page this is; the browser may go to another business before the form is sent.

    by_platform: whether Stripe may also open an account without a key.
    """
    title = "Use another account" if replaces else "Connect Stripe"
    words = h.el("span", "Payments", cls="desktop-only")
    back = h.el(
        "a", icon(h, "chevron-left", "icon icon--16"), words, cls="crumb", href=BACK, aria_label="Back to Payments"
    )
    bar = h.el("header", back, h.el("h1", title), cls="staff-bar staff-bar--line")
    problem = h.el("div", icon(h, "warning"), h.el("p", error), cls="notice notice--neg", role="alert")
    with_stripe = h.el(
        "p", "Stripe opens an account for your business, or takes the one you have, and asks for what it needs to know."
    )
    with_key = [_steps(h, permissions), _key(h)]
    with_key.append(h.el("input", type="hidden", name="business", value=business_id))
    with_stripe = h.el("div", with_stripe, h.el("input", type="hidden", name="business", value=business_id))
    forms = [h.when(error, problem)]
    if by_platform:
        forms += [_form(h, ONBOARD, "Continue at Stripe", replaces, with_stripe), h.el("h2", "Or paste a key")]
    forms += [_form(h, ACTION, "Connect with this key" if by_platform else title, replaces, *with_key)]
    body = h.el("div", *forms, cls="stack settings__form", style={"--gap": "24px", "padding-block": "16px"})
    main = h.el("main", bar, h.el("div", body, cls="staff-body"), cls="staff-main", id="main")
    return h.el("div", main, cls="staff", style={"display": "grid", "min-height": "100dvh"})


def _form(h: Markup, action: str, submit: str, replaces: str, *inside: Node) -> Node:
    cancel = h.el("a", "Cancel", cls="btn btn--quiet", href=BACK)
    send = h.el("button", submit, cls="btn btn--primary", type="submit")
    agree = h.when(replaces, _agreement(h, replaces))
    foot = h.el("div", cancel, send, cls="row")
    style = {"--gap": "24px"}
    return h.el("form", *inside, agree, foot, cls="stack", style=style, method="post", action=action, data_human="")


def _steps(h: Markup, permissions: Iterable[str]) -> Node:
    address = "https://dashboard.stripe.com/apikeys"
    dashboard = h.el("a", "API keys", href=address, target="_blank", rel="noopener noreferrer")
    needed = h.el("ul", *(h.el("li", words) for words in permissions), cls="bullets")
    return h.el(
        "ol",
        h.el("li", "In Stripe’s dashboard open ", dashboard, " and create a restricted key."),
        h.el("li", "Give it these permissions and no others:", needed),
        h.el("li", "Paste it here. We keep it encrypted, and show it to nobody again."),
        cls="bullets",
    )


def _key(h: Markup) -> Node:
    control = h.el(
        "input",
        cls="input",
        type="password",
        name="key",
        required=True,
        maxlength="300",
        autocomplete="off",
        spellcheck="false",
        autocapitalize="none",
    )
    hint = h.el(
        "span", "It begins with rk_live_. To try it without money moving, use one with rk_test_.", cls="field__hint"
    )
    return h.el("label", h.el("span", "Restricted key", cls="field__label"), control, hint, cls="field")


def _agreement(h: Markup, text: str) -> Node:
    box = h.el("input", type="checkbox", name="agreed", value="yes", required=True, cls="check")
    words = h.el("span", h.el("span", "Yes, replace it", cls="medium"), h.el("span", text, cls="setting-row__text"))
    return h.el("label", box, words, cls="row", style={"align-items": "flex-start"})

"""Pages with one message: what happened, what to do, and who can help. No name, amount or address of a customer."""

from toolfy_portal.components.human import plain_proof
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.components.portal_frame import bottom_bar, business_mark, portal_frame
from toolfy_portal.views.brands import BrandView

_ENVELOPE = (
    '<path d="M24 38a4 4 0 0 1 4-4h40a4 4 0 0 1 4 4v9M72 38L50 52a4 4 0 0 1-4 0L24 38v24a4 4 0 0 0 4 4h18"/>'
    '<circle cx="65" cy="62" r="12" fill="var(--surface)"/>'
)
_EXPIRED = _ENVELOPE + '<path d="M65 55.500V62l4.200 2.600"/>'
_SENT = _ENVELOPE + '<path d="M59.500 62.500l3.800 3.800 7.200-8"/>'
_REPLACED = (
    '<path d="M41 53a9.500 9.500 0 0 0 13.500 0l9-9A9.500 9.500 0 0 0 50 30.500l-3.500 3.500"/>'
    '<path d="M55 43a9.500 9.500 0 0 0-13.500 0l-9 9A9.500 9.500 0 0 0 46 65.500l3.500-3.500"/>'
    '<path d="M30 33l-4-4M36 29v-5M66 63l4 4M60 67v5" opacity=".55"/>'
)
_BROKEN = (
    '<path d="M44 58.500l-3.500 3.500a9.500 9.500 0 0 1-13.500-13.500l9-9"/>'
    '<path d="M52 37.500l3.500-3.500A9.500 9.500 0 0 1 69 47.500l-9 9"/>'
    '<path d="M40 36l-3-6M48 33v-6M56 60l3 6M48 63v6" opacity=".55"/>'
)
_NOTHING = '<circle cx="45" cy="45" r="17"/><path d="M58 58l13 13M38 45h14"/>'
_CARD = '<rect x="24" y="32" width="48" height="34" rx="4"/><path d="M24 42h48M31 57h9"/>'
_CLOCK = '<circle cx="48" cy="48" r="22"/><path d="M48 35v13l8 5"/>'
_STORM = '<path d="M48 27l24 42H24z"/><path d="M48 43v12M48 61v.2"/>'

TOOLFY_MARK = (
    '<rect width="36" height="36" fill="#2b50c8"/>'
    '<path d="M18 7.500l9.1 5.200v10.600L18 28.500l-9.1-5.200V12.700z" fill="none" '
    'stroke="#fff" stroke-width="2.6" stroke-linejoin="round"/><circle cx="18" cy="18" r="3.7" fill="#fff"/>'
)


def link_expired(h: Markup, brand: BrandView) -> Node:
    """Say that the link's time is over, and offer a fresh one."""
    lead = "For your security, links work for a limited time. Ask for a fresh one and it’ll arrive in a minute or two."
    return _branded(h, brand, _EXPIRED, "This link has expired", lead, *_ask_fresh(h, brand))


def fresh_link_sent(h: Markup, brand: BrandView) -> Node:
    """Say where to look for the fresh link, without telling whether there is an address on file."""
    lead = (
        f"If {brand.short_name} has an email address for you, a fresh link is on its way. Look in the inbox they "
        "usually write to. It can take a minute or two."
    )
    more = _more(h, "Nothing there? Check your junk folder. ", *_talk(h, brand))
    return _branded(h, brand, _SENT, "Check your email", lead, more)


def link_replaced(h: Markup, brand: BrandView) -> Node:
    """Say that there is a newer link, and offer to send it."""
    lead = (
        f"{brand.short_name} made a new one. It’s in their newest email or text, or ask for it and it’ll arrive soon."
    )
    return _branded(h, brand, _REPLACED, "This link has been replaced", lead, *_ask_fresh(h, brand))


def link_revoked(h: Markup, brand: BrandView) -> Node:
    """Say that the link was switched off. Nobody gets a fresh one by themselves: the business has its reasons."""
    lead = f"{brand.short_name} switched it off. Please get in touch with them if you still need the page."
    return _branded(h, brand, _REPLACED, "This link no longer works", lead, _more(h, *_talk(h, brand)))


def link_incomplete(h: Markup) -> Node:
    """Say that nobody can be matched to the link; names no business."""
    lead = (
        "Some email apps cut long links in half. Open it again from the original message, or copy the whole link, "
        "to the very end."
    )
    more = "Still stuck? Reply to the email or text that brought you here and ask them to resend it."
    return _plain(h, _BROKEN, "That link isn’t complete", lead, _more(h, more))


def nothing_here(h: Markup) -> Node:
    """Say that the address leads nowhere."""
    more = "Looking for an invoice? Open the link in the email or text that brought you here."
    return _plain(h, _NOTHING, "We can’t find that page", "Check the address for a typing mistake.", _more(h, more))


def payment_confirming(h: Markup) -> Node:
    """Thank somebody who returns from the checkout without the link."""
    lead = "Your payment is being confirmed. We’ll email your receipt. Open the link in our email to see the invoice."
    return _plain(h, _CARD, "Thank you", lead)


def try_again_soon(h: Markup) -> Node:
    """Ask somebody who asks too often to wait."""
    return _plain(h, _CLOCK, "Try again in a minute", "There were a lot of visits from your connection just now.")


def not_working(h: Markup) -> Node:
    """Say that the fault is ours."""
    lead = "It’s our fault, not yours. Try again in a few minutes."
    return _plain(h, _STORM, "Something isn’t working", lead)


def refused(h: Markup, words: str) -> Node:
    """Say what can't be done, and that going back is safe."""
    more = _more(h, "Nothing was changed. Go back and try again.")
    return _plain(h, _CLOCK, "That didn’t work", words, more)


def toolfy_page(h: Markup, name: str, inside: Node) -> Node:
    """Put a page that belongs to no business into Toolfy's own frame."""
    mark = h.raw("svg", TOOLFY_MARK, viewBox="0 0 36 36", aria_hidden="true")
    head = h.el(
        "span",
        h.el("span", mark, cls="business__logo"),
        h.el("span", name, cls="business__name"),
        cls="business",
    )
    words = h.el("p", "Secure customer pages by Toolfy", cls="bottom-bar__message")
    return portal_frame(h, head, inside, dock=h.el("div", words, cls="bottom-bar"), skip="Skip to content")


def centred(h: Markup, *inside: Node) -> Node:
    """Centre a page's one message."""
    return h.el("main", h.el("div", *inside, cls="moment__inner"), cls="moment", id="main", tabindex="-1")


def _branded(h: Markup, brand: BrandView, drawing: str, title: str, lead: str, *more: Node) -> Node:
    message = _message(h, drawing, title, lead, *more)
    return portal_frame(h, business_mark(h, brand), message, dock=bottom_bar(h, brand), skip="Skip to content")


def _plain(h: Markup, drawing: str, title: str, lead: str, *more: Node) -> Node:
    return toolfy_page(h, "Customer portal", _message(h, drawing, title, lead, *more))


def _ask_fresh(h: Markup, brand: BrandView) -> list[Node]:
    """Offer a link that works: it goes to the address on file, and nobody can type another."""
    ask = h.el("button", "Ask for a fresh link", cls="btn btn--primary btn--block", type="submit")
    promise = f"We’ll send it to the email address {brand.short_name} has for you."
    return [
        h.el("form", ask, plain_proof(h), cls="moment__actions", method="post", action="?fresh", data_human=""),
        _more(h, h.el("span", promise), h.el("br"), *_talk(h, brand)),
    ]


def _message(h: Markup, drawing: str, title: str, lead: str, *more: Node) -> Node:
    ground = '<circle cx="48" cy="48" r="47" fill="var(--brand-soft)" stroke="none"/>'
    art = h.raw("svg", ground + drawing, cls="moment__art", viewBox="0 0 96 96", aria_hidden="true")
    return centred(h, art, h.el("h1", title), h.el("p", lead, cls="moment__lead"), *more)


def _more(h: Markup, *words: Node) -> Node:
    return h.el("div", *words, cls="moment__more")


def _talk(h: Markup, brand: BrandView) -> list[Node]:
    call = ["Call ", h.el("a", brand.phone, href=brand.tel)] if brand.tel else []
    verb = " or email " if call else "Email "
    mail = [verb, h.el("a", brand.email, href=brand.mailto)] if brand.mailto else []
    return ["Rather talk to someone? ", *call, *mail, "."] if call or mail else []

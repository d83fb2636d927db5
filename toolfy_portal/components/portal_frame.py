"""What surrounds every customer page: the business on top, the dock below."""

from typing import Any

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.brands import BrandView


def portal_frame(h: Markup, head: Node, *inside: Node, dock: Node, skip: str, **attrs: Any) -> Node:
    """Put a page into its frame. skip: the words of the link past the header."""
    return h.el(
        "div",
        h.el("a", skip, cls="skip-link", href="#main"),
        h.el("header", h.el("div", head, _theme_toggle(h), cls="portal-header__inner"), cls="portal-header"),
        *inside,
        h.el("footer", dock, cls="dock"),
        h.el("p", cls="visually-hidden", role="status", data_announce=""),
        cls="portal",
        **attrs,
    )


def business_mark(h: Markup, brand: BrandView) -> Node:
    """Show the business's logo, or its initial, and its name."""
    letter = h.el("b", brand.initial, aria_hidden="true")
    logo = h.when(brand.logo != "", h.el("img", src=brand.logo, alt="", width="36", height="36"), letter)
    name = h.el("span", brand.name, cls="business__name", dir="auto")
    return h.el("span", h.el("span", logo, cls="business__logo"), name, cls="business")


def cover(h: Markup, brand: BrandView) -> Node:
    """Show the business's picture, if it has one; its height is reserved."""
    phone = h.el("source", media="(max-width: 719px)", srcset=brand.cover_phone)
    wide = h.el("img", src=brand.cover, alt="", decoding="async", fetchpriority="low")
    picture = h.el("div", h.el("picture", phone, wide), cls="cover", style={"--cover-focus": brand.cover_focus})
    return h.when(brand.cover != "", picture)


def bottom_bar(h: Markup, brand: BrandView) -> Node:
    """Say the business's words and how to reach it."""
    terms = h.el("a", "Terms", href=brand.terms_url, target="_blank", rel="noopener")
    address = h.el("span", brand.email, cls="desktop-only")
    mail = h.el("a", icon(h, "mail"), address, h.el("span", "Email us", cls="phone-only"), href=brand.mailto)
    call = h.when(brand.tel != "", h.el("a", h.el("span", brand.phone), href=brand.tel))
    return h.el(
        "div",
        h.el("p", brand.message, cls="bottom-bar__message", dir="auto"),
        h.el(
            "nav",
            h.when(brand.terms_url != "", terms),
            h.when(brand.mailto != "", mail, call),
            cls="bottom-bar__links",
            aria_label="Help",
        ),
        cls="bottom-bar",
    )


def _theme_toggle(h: Markup) -> Node:
    toggle = h.el(
        "button",
        icon(h, "moon"),
        cls="icon-btn",
        type="button",
        aria_label="Dark theme",
        aria_pressed="false",
        data_theme_toggle="",
    )
    return h.el("div", toggle, cls="portal-header__end")

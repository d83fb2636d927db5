"""What surrounds every staff page: where to go, who is signed in, and the page's bar."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.staff import PlaceView, StaffView

_PLACES = (
    ("invoices", "Invoices", "invoice"),
    ("customers", "Customers", "customers"),
    ("payments", "Payments", "card"),
    ("engagement", "Engagement", "chart"),
    ("import", "Import", "upload"),
    ("settings/billing", "Settings", "settings"),
)
_TABS = tuple(place for place in _PLACES if place[0] != "import")  # on a phone, that is among the settings
_HELP = ("help", "Help", "help")  # on a phone, in the bar on top


def staff_shell(
    h: Markup, who: StaffView, bar: Node, *inside: Node, current: str, bell: Node = None, over: Sequence[Node] = ()
) -> Node:
    """Put a page into the staff's frame. current: the place it belongs to; bell: the first of the sidebar's places;
    over: what stands over the page."""
    return h.el(
        "div",
        h.el("a", "Skip to content", cls="skip-link", href="#main"),
        h.el(
            "div",
            _sidebar(h, who, current, bell),
            h.el("main", bar, h.el("div", *inside, cls="staff-body"), cls="staff-main", id="main", tabindex="-1"),
            cls="staff-shell",
        ),
        h.el(
            "nav",
            *_links(h, _TABS, current),
            cls="tab-bar staff-tabs",
            aria_label="Main",
            style={"grid-template-columns": f"repeat({len(_TABS)}, 1fr)"},
        ),
        h.el("div", role="status", data_toast=""),
        *over,
        cls="staff",
    )


def top_bar(h: Markup, title: str, *actions: Node) -> Node:
    """Show the title of one of the main pages; on a phone with what the sidebar has at its foot, if there is room."""
    help_ = page_link(icon(h, "help"), cls="icon-btn", href="/staff/help", aria_label="Help")
    account = h.el("span", help_, *_account(h), cls="row phone-only", style={"--gap": "0"})
    end = h.el("div", *(actions or [account]), cls="staff-bar__end")
    return h.el("header", h.el("h1", title), end, cls="staff-bar")


def detail_bar(h: Markup, title: Node, *actions: Node, back: str, back_to: str, beside: Sequence[Node] = ()) -> Node:
    """Show the title of a page below another. back_to: the other's name; beside: what stands by the title."""
    crumb = page_link(
        icon(h, "chevron-left", "icon icon--16"),
        h.el("span", back_to, cls="desktop-only"),
        cls="crumb",
        href=back,
        aria_label=f"Back to {back_to}",
    )
    end = h.el("div", *actions, cls="staff-bar__end")
    return h.el("header", crumb, h.el("h1", title), *beside, end, cls="staff-bar staff-bar--line")


def page_link(*inside: Any, href: Any, cls: str = "", **attrs: Any) -> rx.Component:
    """Lead to another staff page without loading everything anew."""
    return rx.el.a(*inside, href=href, class_name=cls, **attrs)


def empty(h: Markup, drawing: str, title: str, text: str, *actions: Node) -> Node:
    """Say that there is nothing here, and what to do about it."""
    mark = h.el("span", icon(h, drawing, "icon icon--24"), cls="empty__mark")
    return h.el("div", mark, h.el("h2", title), h.el("p", text), *actions, cls="empty")


def _sidebar(h: Markup, who: StaffView, current: str, bell: Node) -> Node:
    letter = h.el("b", who.initial, aria_hidden="true")
    logo = h.when(who.logo != "", h.el("img", src=who.logo, alt="", width="28", height="28"), letter)
    brand = [
        h.el("span", logo, cls="business__logo"),
        h.el("span", who.business, cls="grow business__name", dir="auto"),
    ]
    alone = h.el("div", *brand, cls="sidebar__brand", style={"cursor": "default"})
    return h.el(
        "nav",
        h.when(who.has_others, _switch(h, who, brand), alone),
        bell,
        *_links(h, (*_PLACES, _HELP), current),
        h.el(
            "div",
            h.el("span", who.initials, cls="avatar avatar--sm", aria_hidden="true"),
            h.el(
                "span",
                h.el("span", who.name, cls="medium sidebar__name", dir="auto"),
                h.el("span", who.role, cls="muted xs", style={"display": "block"}),
                cls="grow small",
            ),
            *_account(h),
            cls="sidebar__foot",
            style={"gap": "4px"},
        ),
        cls="sidebar",
        aria_label="Main",
    )


def _switch(h: Markup, who: StaffView, brand: Sequence[Node]) -> Node:
    """Lead to the person's other businesses. Each open page stays in its own."""
    opens = h.el(
        "summary", *brand, icon(h, "chevrons", "icon icon--16"), cls="sidebar__brand", title="Go to another business"
    )
    return h.el("details", opens, business_list(h, who.places), cls="places")


def business_list(h: Markup, places: list[PlaceView]) -> Node:
    """List businesses to go to."""

    def row(place: PlaceView) -> Node:
        go = h.el("button", place.name, cls="menu__item", type="submit", dir="auto")
        form = h.el(
            "form",
            h.el("input", type="hidden", name="place", value=place.id),
            go,
            method="post",
            action="/auth/switch",
        )
        here = h.el("span", place.name, icon(h, "check"), cls="menu__item", aria_current="true", dir="auto")
        return h.el("li", h.when(place.is_here, here, form))

    return h.el("ul", h.each(places, row), cls="places__list")


def _links(h: Markup, places: Sequence[tuple[str, str, str]], current: str) -> list[Node]:
    return [
        page_link(
            icon(h, drawing), name, href=f"/staff/{place}", **({"aria_current": "page"} if place == current else {})
        )
        for place, name, drawing in places
    ]


def _account(h: Markup) -> list[Node]:
    toggle = h.el(
        "button",
        icon(h, "moon"),
        cls="icon-btn",
        type="button",
        aria_label="Dark theme",
        aria_pressed="false",
        data_theme_toggle="",
    )
    leave = h.el("button", icon(h, "sign-out"), cls="icon-btn", type="submit", aria_label="Sign out")
    return [toggle, h.el("form", leave, method="post", action="/auth/sign-out")]

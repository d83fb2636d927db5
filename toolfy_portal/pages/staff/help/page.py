"""How the help looks."""

from typing import Any

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.settings import settings_loading
from toolfy_portal.components.staff_frame import detail_bar, empty, page_link
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.help.state import HelpState

H = LiveMarkup()
HELP = "/staff/help"
ARTICLE: Any = HelpState.article
IS_LIVE: Any = HelpState.which == ARTICLE.slug
TITLE: Any = rx.cond(IS_LIVE, f"{ARTICLE.title} · Toolfy Portal", "Help · Toolfy Portal")


@rx.page(route="/staff/help", title="Help · Toolfy Portal", on_load=[StaffState.load, HelpState.load])
def help_page() -> rx.Component:
    """All articles, and a search over them."""
    field = rx.el.input(
        type="search",
        placeholder="Search",
        class_name="input",
        on_change=HelpState.look_for.debounce(150),
        max_length=100,
        auto_complete="off",
    )
    words = H.el("span", "Search the help", cls="visually-hidden")
    search = H.el("label", icon(H, "search"), words, field, cls="search")
    nothing = H.el("p", "No article holds these words. Try fewer, or others.", cls="muted", role="status")
    found: Any = HelpState.found
    shown = H.when(found.length() > 0, _links(found), nothing)
    body = H.el("div", search, shown, _support(HelpState.support), cls="stack help", style={"--gap": "24px"})
    return staff_frame("Help", H.when(HelpState.is_live, body, settings_loading(H)), current="help")


@rx.page(route="/staff/help/[article]", title=TITLE, on_load=[StaffState.load, HelpState.read])
def article_page() -> rx.Component:
    """One article."""
    back = page_link("See all articles", cls="btn btn--secondary", href=HELP)
    missing = empty(H, "search", "We can’t find that article", "It may have another name now.", back)
    text = H.el("article", H.raw("div", ARTICLE.html, cls="help__text"))
    related = H.el("div", H.el("h2", "Related articles"), _links(ARTICLE.related))
    about = H.el("p", ARTICLE.about, cls="muted")
    read = H.el("div", about, text, related, _support(ARTICLE.support), cls="stack help", style={"--gap": "24px"})
    shown = H.when(HelpState.which == HelpState.missing, missing, H.when(IS_LIVE, read, settings_loading(H)))
    bar = detail_bar(H, H.when(IS_LIVE, H.el("span", ARTICLE.title), H.el("span", "Help")), back=HELP, back_to="Help")
    return staff_frame("Help", shown, current="help", bar=bar)


def _links(links: Any) -> rx.Component:
    return H.el("ul", H.each(links, _link), cls="list")


def _link(link: Any) -> rx.Component:
    title = page_link(link.title, href=f"{HELP}/{link.slug}", cls="list-row__title")
    about = H.el("span", link.about, cls="list-row__text")
    return H.el(
        "li", H.el("span", title, H.el("span", link.lead, cls="list-row__text"), about, cls="grow"), cls="list-row"
    )


def _support(address: Any) -> rx.Component:
    write = H.el("p", "Write to ", H.el("a", address, href=f"mailto:{address}"), ". Say which page you were on.")
    ask = H.el("p", "Ask whoever runs this portal for your business.")
    return H.el("section", H.el("h2", "Still need help?"), H.when(address != "", write, ask))

"""The help's pages."""

from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.pages.staff.help.page import article_page, help_page
from toolfy_portal.pages.staff.help.state import HelpState
from toolfy_portal.views.help import articles


def test_the_pages_render() -> None:
    assert "Still need help?" in str(help_page().render())
    assert "Related articles" in str(article_page().render())


async def test_articles_are_found_and_read(house: House, world: World, cookie_a: str) -> None:
    world.portal.settings.support_email = "help@toolfy.example"
    tab = house.tab("/staff/help", cookie_a)
    await tab.send(HelpState.load)
    state = await tab.state(HelpState)
    assert ({each.slug for each in state.found}, state.support) == (set(articles()), "help@toolfy.example")
    await tab.send(HelpState.look_for, search="late fees grace")
    assert [each.slug for each in (await tab.state(HelpState)).found] == ["late-fees"]
    tab = house.tab("/staff/help/late-fees", cookie_a)
    await tab.send(HelpState.read)
    shown = (await tab.state(HelpState)).article
    assert shown.about == "Payments · 1 min read · Updated 24 November 2026"
    assert "<h2>Take it back</h2>" in shown.html
    assert [each.slug for each in shown.related] == ["getting-paid-online", "refunds-and-disputes"]


async def test_an_article_that_is_not_there(house: House, cookie_a: str) -> None:
    tab = house.tab("/staff/help/../../etc/passwd", cookie_a)
    await tab.send(HelpState.read)
    state = await tab.state(HelpState)
    assert (state.missing, state.article.slug) == ("passwd", "")


async def test_the_help_is_for_staff(house: House) -> None:
    tab = house.tab("/staff/help", "staff=made-up")
    await tab.send(HelpState.load)
    assert (await tab.state(HelpState)).found == []
    assert tab.redirects == ["/staff/sign-in"]

"""The list of invoices: what staff see, what others don't, and that it stays live where it is."""

import pytest

from tests import factories
from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.service import Filter
from toolfy_portal.domain.links import service as links
from toolfy_portal.pages.staff.invoices.page import invoices_page
from toolfy_portal.pages.staff.invoices.state import InvoicesState
from toolfy_portal.views.lists import PlaceView

LIST = "/staff/invoices"


def shown(state: InvoicesState) -> list[str]:
    return [row.number for row in state.shown.rows]


def add(world: World, count: int, title: str = "Outside tap") -> None:
    with begin(world.a.system) as uow:
        customer = uow.get(Customer, world.a.customers[0])
        for number in range(count):
            uow.add(factories.invoice(customer, number=f"MORE-{number:03}", title=title))


def test_the_page_renders() -> None:
    written = str(invoices_page().render())
    for words in ("Import invoices", "No invoices yet", "Nothing matches", "Previous", "Drafts", "skeleton"):
        assert words in written


async def test_it_shows_the_business_s_invoices_alone(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.load)
    state = await tab.state(InvoicesState)
    assert sorted(shown(state)) == sorted(f"A-{customer}{number}" for customer in range(2) for number in range(6))
    assert state.shown.place.span == "1–12 of 12"
    assert not state.shown.place.has_next
    assert not [canary for canary in world.b.canaries if canary in tab.received]
    assert not [link.token for link in world.a.links.values() if link.token in tab.received]
    assert cookie_a.partition("=")[2] not in tab.received


async def test_nobody_reads_it_without_a_session(house: House) -> None:
    tab = house.tab(LIST, "staff=made-up")
    for handler in (InvoicesState.load, InvoicesState.clear):
        await tab.send(handler)
    await tab.send(InvoicesState.refresh, only="all", search="", page=1)
    assert (await tab.state(InvoicesState)).shown.rows == []
    assert tab.redirects == ["/staff/sign-in"] * 3


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        (Filter.DUE, {"A-01", "A-02", "A-11", "A-12"}),
        (Filter.OVERDUE, {"A-03", "A-13"}),
        (Filter.PAID, {"A-04", "A-14"}),
        (Filter.DRAFTS, {"A-00", "A-10"}),
    ],
)
async def test_tabs(house: House, cookie_a: str, only: Filter, numbers: set[str]) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.filter, only=only.value)
    assert set(shown(await tab.state(InvoicesState))) == numbers


async def test_a_tab_that_does_not_exist_changes_nothing(house: House, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.load)
    await tab.send(InvoicesState.filter, only="everything' OR 1=1")
    state = await tab.state(InvoicesState)
    assert (state.only, len(state.shown.rows)) == ("all", 12)


async def test_search_finds_customer_number_and_title_and_takes_wildcards_literally(
    house: House, cookie_a: str
) -> None:
    tab = house.tab(LIST, cookie_a)
    found = {}
    for words in ("customer A1", "a-03", "OVERDUE", " ", "%", "_"):
        await tab.send(InvoicesState.look_for, search=words)
        found[words] = len((await tab.state(InvoicesState)).shown.rows)
    assert found == {"customer A1": 6, "a-03": 1, "OVERDUE": 2, " ": 12, "%": 0, "_": 2}


async def test_pages_of_25(house: House, world: World, cookie_a: str) -> None:
    add(world, 20)
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.load)
    assert (await tab.state(InvoicesState)).shown.place == PlaceView("1–25 of 32", 1, False, True)
    await tab.send(InvoicesState.turn, by=1)
    assert (await tab.state(InvoicesState)).shown.place == PlaceView("26–32 of 32", 2, True, False)
    await tab.send(InvoicesState.turn, by=10**9)
    assert (await tab.state(InvoicesState)).shown.place.page == 2
    await tab.send(InvoicesState.turn, by=-(10**9))
    assert (await tab.state(InvoicesState)).shown.place.page == 1


async def test_a_new_search_starts_at_the_first_page(house: House, world: World, cookie_a: str) -> None:
    add(world, 40)
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.load)
    await tab.send(InvoicesState.turn, by=1)
    await tab.send(InvoicesState.look_for, search="outside")
    assert (await tab.state(InvoicesState)).shown.place.span == "1–25 of 40"


async def test_a_customer_s_look_shows_at_once_where_the_list_stands(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.filter, only="overdue")
    assert [row.seen.words for row in (await tab.state(InvoicesState)).shown.rows] == ["Not opened yet"] * 2
    with begin(world.a.link("overdue").access) as uow:
        links.viewed(uow, b"a browser of theirs")
    state = await tab.until(InvoicesState, lambda state: "Viewed once" in str(state.shown.rows))
    assert (state.only, set(shown(state))) == ("overdue", {"A-03", "A-13"})


async def test_a_tab_whose_state_was_given_up_is_refreshed_as_it_was(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.filter, only="drafts")
    house.states.states.clear()
    with begin(world.a.link("due").access) as uow:
        links.viewed(uow, b"a browser of theirs")
    state = await tab.until(InvoicesState, lambda state: state.is_live)
    assert (state.only, set(shown(state))) == ("drafts", {"A-00", "A-10"})


async def test_another_business_s_news_does_not_arrive(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.load)
    before = len(tab.received)
    with begin(world.b.link("due").access) as uow:
        links.viewed(uow, b"a browser of theirs")
    with pytest.raises(TimeoutError):
        await tab.until(InvoicesState, lambda _: len(tab.received) > before, 0.3)


async def test_clearing_empties_the_search_field(house: House, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(InvoicesState.look_for, search="nothing like this")
    state = await tab.state(InvoicesState)
    assert (state.shown.rows, state.shown.is_filtered, state.cleared) == ([], True, 0)
    await tab.send(InvoicesState.clear)
    state = await tab.state(InvoicesState)
    assert (len(state.shown.rows), state.shown.is_filtered, state.search, state.cleared) == (12, False, "", 1)

"""One's own account at its page."""

from tests.pages.tabs import House, Tab, signed_in
from tests.world import PASSWORD, World
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.sign_in.staff import by_session, sign_in
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.settings.account_state import AccountState


async def opened(house: House, cookie: str) -> Tab:
    tab = house.tab("/staff/settings/account", cookie)
    await tab.send(AccountState.load)
    return tab


async def test_a_new_name_shows_in_the_team_and_a_wrong_one_is_told_at_its_field(
    house: House, world: World, cookie_a: str
) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(AccountState.rename, form={"name": "   "})
    state = await tab.state(AccountState)
    assert (state.wrong, state.error) == ("name", "Give your name as colleagues know it.")
    await tab.send(AccountState.rename, form={"name": "Ellie  Marsh-Hall"})
    state = await tab.state(AccountState)
    assert (state.wrong, state.shown.name) == ("", "Ellie Marsh-Hall")
    with reading(world.a.staff) as uow:
        assert uow.get(Staff, world.a.staff_id).name == "Ellie Marsh-Hall"


async def test_a_new_address_waits_for_its_owner(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(AccountState.ask_new_email, form={"email": "nonsense"})
    assert (await tab.state(AccountState)).wrong == "email"
    await tab.send(AccountState.ask_new_email, form={"email": "new@a.example"})
    shown = (await tab.state(AccountState)).shown
    assert (shown.email, shown.new_email) == (world.a.email, "new@a.example")


async def test_an_old_sign_in_asks_for_no_new_address_r22(house: House, world: World, cookie_a: str, clock) -> None:
    tab = await opened(house, cookie_a)
    clock.forward(minutes=16)
    await tab.send(AccountState.ask_new_email, form={"email": "new@a.example"})
    assert tab.redirects == ["/staff/confirm?next=/staff/settings/account"]


async def test_signing_out_elsewhere_closes_the_pages_there_a27(house: House, world: World, cookie_a: str) -> None:
    here, there = await opened(house, cookie_a), await opened(house, signed_in(world.a, PASSWORD))
    shown = (await here.state(AccountState)).shown.sessions
    assert [session.is_this for session in shown].count(True) == 1
    await here.send(AccountState.sign_out_others)
    await there.until(AccountState, lambda _: there.redirects == ["/staff/sign-in"])
    assert [session.is_this for session in (await here.state(AccountState)).shown.sessions] == [True]


async def test_nobody_ends_another_person_s_session_a20(house: House, world: World, cookie_a: str) -> None:
    theirs = sign_in(world.b.email, PASSWORD)
    tab = await opened(house, cookie_a)
    await tab.send(AccountState.sign_out, session_id=by_session(theirs).session_id)
    await tab.send(AccountState.sign_out_others)
    assert by_session(theirs)
    assert world.b.email not in tab.received


async def test_without_a_session_nothing_is_shown_a19(house: House, world: World) -> None:
    tab = house.tab("/staff/settings/account")
    for handler, payload in (
        (AccountState.load, {}),
        (AccountState.refresh, {}),
        (AccountState.rename, {"form": {"name": "Mallory"}}),
        (AccountState.ask_new_email, {"form": {"email": "m@evil.example"}}),
        (AccountState.sign_out, {"session_id": "x"}),
        (AccountState.sign_out_others, {}),
    ):
        await tab.send(handler, **payload)
    assert set(tab.redirects) == {"/staff/sign-in"}
    assert world.a.email not in tab.received

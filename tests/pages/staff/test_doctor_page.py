"""The examination of a link and its payment at its page: asked by itself, live, and for one business."""

import pytest

from tests.pages.staff.test_payment_settings import Keeper
from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.doctor import state as doctor_state
from toolfy_portal.pages.staff.doctor.page import doctor_page
from toolfy_portal.pages.staff.doctor.state import DoctorState


@pytest.fixture(autouse=True)
def keeper(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    monkeypatch.setattr(doctor_state, "answers", lambda _url: True)
    world.portal.accounts = Keeper()
    return world.portal.accounts


async def opened(house: House, cookie: str, invoice_id: str) -> Tab:
    tab = house.tab(f"/staff/invoices/{invoice_id}/doctor", cookie)
    await tab.send(DoctorState.load)
    return tab


def titles(state: DoctorState) -> list[str]:
    return [each.title for each in (*state.shown.link, *state.shown.payment)]


def test_the_page_renders() -> None:
    written = str(doctor_page().render())
    for words in ("Paste the link that the customer has", "Check again", "Asking Stripe", "Back to invoices"):
        assert words in written


async def test_it_asks_stripe_by_itself(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    state = await tab.until(DoctorState, lambda state: "There is a way to pay" in titles(state))
    assert (state.shown.number, state.is_asking) == ("A-01", False)
    assert not [link.token for link in world.a.links.values() if link.token in tab.received]
    assert not [canary for canary in (*world.a.canaries, *world.b.canaries) if canary in tab.received]


async def test_stripe_may_be_silent(house: House, world: World, cookie_a: str, keeper: Keeper) -> None:
    keeper.fault = GatewayError("Stripe can't be reached right now.", again=True)
    tab = await opened(house, cookie_a, world.a.document())
    state = await tab.until(DoctorState, lambda state: "We couldn’t check the connection" in titles(state))
    assert not state.is_asking


async def test_stripe_may_take_too_long(
    house: House, world: World, cookie_a: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_state, "_PATIENCE", 0.0)
    tab = await opened(house, cookie_a, world.a.document())
    state = await tab.until(DoctorState, lambda state: "We couldn’t check the connection" in titles(state))
    assert "no answer within 20 seconds" in str(state.shown.payment)


async def test_it_follows_what_happens_meanwhile(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.until(DoctorState, lambda state: "The customer may not have the link" in titles(state))
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    await tab.until(DoctorState, lambda state: "The link was shared" in titles(state))


async def test_another_business_s_invoice_is_not_there(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.b.document())
    await tab.send(DoctorState.examine)
    state = await tab.state(DoctorState)
    assert (state.missing, state.shown.number) == (world.b.document(), "")


async def test_technicians_are_sent_to_the_office(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(DoctorState.examine)
    state = await tab.state(DoctorState)
    assert state.refused.startswith("Only the office")
    assert state.shown.number == ""

"""The connection to Stripe at its page: looked at, asked about, and ended."""

from dataclasses import dataclass, field

import pytest

from tests.pages.tabs import House, Tab
from tests.world import START, World
from toolfy_portal.adapters.payments import GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_account import AccountReport, KeyRefusedError
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.settings.payments_state import PaymentsState

KEY = "rk_test_abcdefgh1234"


@dataclass
class Keeper:
    """An account keeper that answers what the test wants."""

    fault: Exception | None = None
    removed: list[str] = field(default_factory=list)

    def check_account(self, account: GatewayAccount) -> AccountReport:
        if self.fault:
            raise self.fault
        return AccountReport("acct_1", True, ("card",), START, "Fernhill")

    def create_webhook(self, account: GatewayAccount, url: str) -> tuple[str, str]:
        return "we_1", "whsec_1"

    def remove_webhook(self, account: GatewayAccount, ref: str) -> None:
        self.removed.append(ref)

    def webhook_enabled(self, account: GatewayAccount, ref: str) -> bool:
        return True


@pytest.fixture
def keeper(world: World) -> Keeper:
    world.portal.accounts = Keeper()
    return world.portal.accounts


async def opened(house: House, cookie: str) -> Tab:
    tab = house.tab("/staff/settings/payments", cookie)
    await tab.send(PaymentsState.load)
    return tab


async def checked(tab: Tab) -> PaymentsState:
    return await tab.until(PaymentsState, lambda state: state.is_live and not state.is_checking)


async def test_the_page_asks_by_itself_and_again_when_told_to(
    house: House, world: World, cookie_a: str, keeper: Keeper
) -> None:
    connecting.connect(world.a.staff, keeper, KEY, "https://pay.example")
    tab = await opened(house, cookie_a)
    state = await checked(tab)
    assert state.shown.state.title == "Stripe is connected, in test mode"
    assert [offer.pill.word for offer in state.shown.methods] == ["On", "Off in Stripe", "Off in Stripe"]
    keeper.fault = KeyRefusedError("Stripe doesn't know this key.")
    await tab.send(PaymentsState.check)
    assert (await checked(tab)).shown.state.title == "Stripe refuses the key"
    keeper.fault = GatewayError("Stripe can't be reached right now.", again=True)
    await tab.send(PaymentsState.check)
    state = await checked(tab)
    assert state.shown.state.title == "Stripe is connected, in test mode"
    assert [problem.title for problem in state.shown.problems] == ["We couldn’t check the connection"]
    assert KEY not in tab.received


async def test_a_colleague_s_connecting_shows_at_once(
    house: House, world: World, cookie_a: str, keeper: Keeper
) -> None:
    tab = await opened(house, cookie_a)
    assert (await checked(tab)).shown.is_demo
    connecting.connect(world.a.staff, keeper, KEY, "https://pay.example")
    await tab.until(PaymentsState, lambda state: not state.shown.is_demo and bool(state.shown.methods))


async def test_disconnecting_hides_pay_now_and_says_so(
    house: House, world: World, cookie_a: str, keeper: Keeper
) -> None:
    connecting.connect(world.a.staff, keeper, KEY, "https://pay.example")
    tab = await opened(house, cookie_a)
    await checked(tab)
    await tab.send(PaymentsState.disconnect)
    state = await tab.state(PaymentsState)
    assert (state.shown.is_connected, state.shown.state.title) == (False, "Customers can’t pay online yet")
    assert (await tab.state(Notices)).text == "Disconnected. Customers no longer see Pay Now."
    assert keeper.removed == ["we_1"]
    with reading(world.a.staff) as uow:
        assert profile(uow).terms.online_payments == "none"


async def test_a_technician_sees_nothing_and_ends_nothing(
    house: House, world: World, cookie_a: str, keeper: Keeper
) -> None:
    connecting.connect(world.a.staff, keeper, KEY, "https://pay.example")
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = await opened(house, cookie_a)
    for handler in (PaymentsState.check, PaymentsState.disconnect, PaymentsState.refresh):
        await tab.send(handler)
    state = await tab.state(PaymentsState)
    assert (state.is_refused, state.is_live, state.shown.facts) == (True, False, [])
    assert (await tab.state(Notices)).text == "Only the office can do this. Please ask a colleague there."
    assert "acct_1" not in tab.received
    assert keeper.removed == []

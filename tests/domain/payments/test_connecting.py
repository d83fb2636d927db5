"""One pasted key connects a business to its Stripe account."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests import factories
from tests.world import START, World
from toolfy_portal.adapters.payments import GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_account import AccountReport, KeyRefusedError
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Conflict, Forbidden, Invalid
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.businesses.billing import billing_topic
from toolfy_portal.domain.businesses.models import OnlinePayments
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.models import AttemptState, PaymentAccount

KEY, NEXT = "rk_test_abcdefgh1234", "rk_live_abcdefgh5678"
URL = "https://pay.example"
REPORT = AccountReport("acct_1", True, ("card",), START)


@dataclass
class Keeper:
    """An account keeper that remembers its endpoints."""

    fault: Exception | None = None
    report: AccountReport = REPORT
    hooks: dict[str, str] = field(default_factory=dict)

    def check_account(self, account: GatewayAccount) -> AccountReport:
        if self.fault:
            raise self.fault
        return self.report

    def create_webhook(self, account: GatewayAccount, url: str) -> tuple[str, str]:
        ref = f"we_{account.key[-4:]}"
        self.hooks[ref] = url
        return ref, "whsec_1"

    def remove_webhook(self, account: GatewayAccount, ref: str) -> None:
        del self.hooks[ref]

    def webhook_enabled(self, account: GatewayAccount, ref: str) -> bool:
        return ref in self.hooks


def active(world: World) -> list[PaymentAccount]:
    with reading(world.a.staff) as uow:
        return list(uow.all(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True))))


def online(world: World) -> OnlinePayments:
    with reading(world.a.staff) as uow:
        return profile(uow).terms.online_payments


def test_a_key_is_kept_closed_and_shown_in_part(world: World):
    keeper = Keeper()
    connecting.connect(world.a.staff, keeper, f" {KEY}\n", URL)
    (account,) = active(world)
    assert (account.key_hint, account.account_ref) == ("rk_test_…1234", "acct_1")
    assert keeper.hooks == {"we_1234": f"{URL}/hooks/stripe/{account.public_id}"}
    assert KEY.encode() not in account.key_encrypted
    assert world.portal.runtime.keys.decrypt(account.webhook_secret_encrypted) == "whsec_1"
    assert online(world) is OnlinePayments.TEST


def test_another_key_takes_the_place_and_the_old_row_stays(world: World):
    keeper = Keeper()
    connecting.connect(world.a.staff, keeper, KEY, URL)
    old = active(world)[0].id
    connecting.connect(world.a.staff, keeper, NEXT, URL)
    assert [account.key_hint for account in active(world)] == ["rk_live_…5678"]
    assert list(keeper.hooks) == ["we_5678"]
    assert online(world) is OnlinePayments.LIVE
    with reading(world.a.staff) as uow:
        assert uow.get(PaymentAccount, old).is_active is False


def test_the_demo_cant_be_disconnected(world: World):
    before = active(world)[0].id
    with pytest.raises(Conflict):
        connecting.disconnect(world.a.staff, Keeper())
    assert [account.id for account in active(world)] == [before]


def test_who_connects_stands_in_the_history_and_open_pages_hear_of_it(world: World):
    rung: list[str] = []
    world.portal.runtime.live.listen(rung.append)
    for change in (
        lambda: connecting.connect(world.a.staff, Keeper(), KEY, URL),
        lambda: connecting.disconnect(world.a.staff, Keeper(hooks={"we_1234": URL})),
    ):
        rung.clear()
        change()
        assert billing_topic(world.a.business_id) in rung
    with reading(world.a.staff) as uow:
        told = [(line.summary, line.actor) for line in history(uow, world.a.business_id)]
    assert told == [
        ("Stripe disconnected", "Ellie Marsh"),
        ("Stripe connected: rk_test_…1234", "Ellie Marsh"),
    ]


def test_payments_that_have_begun_are_counted(world: World):
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document()), uow.get(PaymentAccount, world.a.account_id)
        for state in (AttemptState.OPEN, AttemptState.PROCESSING, AttemptState.SUCCEEDED):
            uow.add(factories.attempt(invoice, account, 100, uow.now, state=state))
    with reading(world.a.staff) as uow:
        assert connecting.under_way(uow, world.a.account_id) == 2
        assert connecting.under_way(uow, world.b.account_id) == 0


def test_disconnecting_ends_the_endpoint_and_paying_online(world: World):
    keeper = Keeper()
    connecting.connect(world.a.staff, keeper, KEY, URL)
    connecting.disconnect(world.a.staff, keeper)
    assert (active(world), keeper.hooks, online(world)) == ([], {}, OnlinePayments.NONE)
    with pytest.raises(Conflict):
        connecting.disconnect(world.a.staff, keeper)


@pytest.mark.parametrize("key", ["", "pk_live_abcdefgh1234", "rk_live_", "rk_test_abc defgh"])
def test_what_is_no_key_is_refused_without_asking(world: World, key: str):
    with pytest.raises(Invalid):
        connecting.connect(world.a.staff, Keeper(AssertionError()), key, URL)


@pytest.mark.parametrize(
    ("fault", "told"), [(KeyRefusedError("no"), Invalid), (GatewayError("no", again=True), Conflict)]
)
def test_a_refused_key_changes_nothing(world: World, fault: Exception, told: type[Exception]):
    before = active(world)[0].id
    with pytest.raises(told, match="no"):
        connecting.connect(world.a.staff, Keeper(fault), KEY, URL)
    assert [account.id for account in active(world)] == [before]


def test_technicians_are_refused(world: World):
    technician = replace(world.a.staff, role=Role.TECHNICIAN)
    with pytest.raises(Forbidden):
        connecting.connect(technician, Keeper(), KEY, URL)
    with pytest.raises(Forbidden):
        connecting.disconnect(technician, Keeper())


def test_the_live_check_tells_what_is_wrong(world: World):
    keeper = Keeper()
    connecting.connect(world.a.staff, keeper, KEY, URL)
    good = connecting.check_now(world.a.staff, keeper, START + timedelta(seconds=120))
    assert (good.fault, good.endpoint_enabled, good.clock_is_wrong) == ("", True, False)
    assert connecting.check_now(world.a.staff, keeper, START - timedelta(seconds=121)).clock_is_wrong
    keeper.hooks.clear()
    assert not connecting.check_now(world.a.staff, keeper, START).endpoint_enabled
    keeper.fault = KeyRefusedError("gone")
    assert connecting.check_now(world.a.staff, keeper, START).fault == "gone"

"""Businesses connected through the platform: set up at Stripe, paid directly, and never mixed up."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
import stripe
from sqlmodel import col, select

from tests.domain.payments.till import Delivery, Till
from tests.world import Tenant, World
from toolfy_portal.adapters.payments import BadWebhookError
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.adapters.payments_stripe_client import StripePlatform
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Conflict, Forbidden, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import OnlinePayments
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments import connecting, onboarding, refunds
from toolfy_portal.domain.payments.inbox import work_inbox
from toolfy_portal.domain.payments.intake import PLATFORM
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount, Setup
from toolfy_portal.stripe_double.client import DoubleHTTPClient

KEY = "sk_test_the_platform"
BACK, AGAIN = "http://localhost:8000/back", "http://localhost:8000/again"


@dataclass
class Platform:
    """A portal whose businesses are connected, and what happens at Stripe."""

    till: Till
    keeper: StripeAccountKeeper
    secret: str

    def set_up(self, tenant: Tenant) -> str:
        """Follow the link as the owner does; returns where Stripe sends the browser."""
        url = onboarding.start_connect(tenant.staff, self.keeper, BACK, AGAIN)
        return self.till.double.set_up(url.rsplit("/", 1)[1])

    def connect(self, tenant: Tenant) -> PaymentAccount:
        self.set_up(tenant)
        onboarding.finish_connect(tenant.staff, self.keeper, self.till.world.clock.now())
        return connected(tenant)

    def told(self) -> list[Delivery]:
        """What Stripe tells the platform."""
        return [each for each in self.till.deliveries() if each.url.endswith(f"/{PLATFORM}")]

    def event(self, **changes: Any) -> Delivery:
        """An event as Stripe signs it."""
        at = int(self.till.world.clock.now().timestamp())
        event = {"id": f"evt_{len(changes)}", "type": "account.updated", "livemode": False, "data": {"object": {}}}
        body = json.dumps(event | changes)
        signature = stripe.WebhookSignature.generate_signature_header(body, self.secret, timestamp=at)
        return Delivery(
            f"http://localhost:8000/hooks/stripe/{PLATFORM}", body.encode(), {"Stripe-Signature": signature}
        )


@pytest.fixture
def platform(till: Till, monkeypatch: pytest.MonkeyPatch) -> Platform:
    monkeypatch.setattr(stripe, "RequestsClient", lambda timeout: DoubleHTTPClient(till.double))
    asked: Any = {"url": f"http://localhost:8000/hooks/stripe/{PLATFORM}", "enabled_events": ["*"], "connect": True}
    client = stripe.StripeClient(KEY, http_client=DoubleHTTPClient(till.double))
    ours = StripePlatform(KEY, client.v1.webhook_endpoints.create(asked).secret)
    transport = lambda: DoubleHTTPClient(till.double)  # noqa: E731
    till.gateway = StripeGateway(transport, platform=ours)
    till.world.portal.accounts = keeper = StripeAccountKeeper(transport, platform=ours)
    return Platform(till, keeper, ours.webhook_secret)


def accounts(tenant: Tenant) -> list[PaymentAccount]:
    with reading(tenant.system) as uow:
        return list(uow.all(select(PaymentAccount).order_by(col(PaymentAccount.id))))


def connected(tenant: Tenant) -> PaymentAccount:
    (account,) = (each for each in accounts(tenant) if each.mode is AccountMode.CONNECT)
    return account


def active(tenant: Tenant) -> list[AccountMode]:
    return [each.mode for each in accounts(tenant) if each.is_active]


def online(tenant: Tenant) -> OnlinePayments:
    with reading(tenant.system) as uow:
        return profile(uow).terms.online_payments


def test_an_owner_sets_up_an_account_and_is_paid_into_it(platform: Platform, world: World) -> None:
    assert platform.set_up(world.a) == BACK
    pending = connected(world.a)
    assert (pending.setup, pending.is_active, active(world.a)) == (Setup.PENDING, False, [AccountMode.DEMO])
    health = onboarding.finish_connect(world.a.staff, platform.keeper, world.clock.now())
    assert health.report is not None
    assert (health.report.charges_enabled, health.needs_information, health.is_platforms) == (True, False, True)
    assert (connected(world.a).setup, active(world.a)) == (Setup.READY, [AccountMode.CONNECT])
    assert online(world.a) is OnlinePayments.TEST
    assert connecting.check_now(world.a.staff, platform.keeper, world.clock.now()) == health


def test_until_stripe_lets_it_be_paid_the_one_before_stays(platform: Platform, world: World) -> None:
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    health = onboarding.finish_connect(world.a.staff, platform.keeper, world.clock.now())
    assert (health.needs_information, health.is_being_checked) == (True, False)
    assert health.report is not None
    assert "external_account" in health.report.due
    assert (connected(world.a).setup, active(world.a)) == (Setup.PENDING, [AccountMode.DEMO])


def test_it_is_the_same_account_each_time_and_a_lost_answer_makes_no_second(
    platform: Platform, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    ref = connected(world.a).account_ref
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    assert connected(world.a).account_ref == ref
    with begin(world.a.system) as uow:
        uow.get(PaymentAccount, connected(world.a).id).account_ref = ""  # as if we had died before it was stored
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    assert connected(world.a).account_ref == ref


def test_a_link_that_is_too_old_leads_to_the_other_address(platform: Platform, world: World) -> None:
    url = onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    world.clock.forward(seconds=301)
    assert platform.till.double.set_up(url.rsplit("/", 1)[1]) == AGAIN


def test_who_closed_the_page_is_connected_by_the_worker(platform: Platform, world: World) -> None:
    platform.set_up(world.a)
    (told,) = platform.told()
    assert told.kind == "account.updated"
    platform.till.receive(told)
    platform.till.work()
    assert (connected(world.a).setup, active(world.a)) == (Setup.READY, [AccountMode.CONNECT])


def test_who_closed_the_page_is_connected_without_any_webhook(platform: Platform, world: World) -> None:
    platform.set_up(world.a)
    platform.told()
    platform.till.work()
    assert active(world.a) == [AccountMode.DEMO]
    world.clock.forward(minutes=10)
    platform.till.work()
    assert active(world.a) == [AccountMode.CONNECT]


def test_a_customer_pays_into_the_connected_account_and_gets_money_back(platform: Platform, world: World) -> None:
    account, till = platform.connect(world.a), platform.till
    till.deliveries()
    till.pay(till.press_pay())
    assert [each.account_id for each in till.attempts()] == [account.id]
    told = platform.told()
    assert {json.loads(each.body)["account"] for each in told} == {account.account_ref}
    for each in told:
        till.receive(each)
    till.work()
    till.paid_once()
    refunds.give_back(world.a.staff, till.gateway, till.ledger()[0].id, 4000)
    assert [entry.amount_minor for entry in till.ledger()] == [10000, -4000]


def test_a_connected_account_works_with_no_webhook_at_all(platform: Platform, world: World) -> None:
    platform.connect(world.a)
    platform.till.pay(platform.till.press_pay())
    platform.told()
    platform.till.recover()
    platform.till.paid_once()


def test_account_a_never_moves_bs_invoice_i8(platform: Platform, world: World) -> None:
    """Whatever B's account says of A's payment, signed by Stripe as it is, A's invoice stays."""
    mine, theirs, till = platform.connect(world.a), platform.connect(world.b), platform.till
    till.deliveries()
    till.pay(till.press_pay())
    for number, each in enumerate(platform.told()):
        told = json.loads(each.body)
        assert told.pop("account") == mine.account_ref
        till.receive(platform.event(**told | {"id": f"evt_forged_{number}", "account": theirs.account_ref}))
    work_inbox(till.gateway)
    assert till.ledger() == []
    assert till.invoice().paid_minor == 0
    assert {each.account_id for each in till.inbox(world.b)} == {theirs.id}


def test_no_two_businesses_share_a_connected_account(platform: Platform, world: World) -> None:
    ref = platform.connect(world.a).account_ref
    onboarding.start_connect(world.b.staff, platform.keeper, BACK, AGAIN)
    with pytest.raises(Conflict), begin(world.b.system) as uow:
        uow.get(PaymentAccount, connected(world.b).id).account_ref = ref


def test_an_event_of_an_unknown_account_is_kept_nowhere(platform: Platform, world: World) -> None:
    platform.connect(world.a)
    for account in ("acct_unknown", "", accounts(world.a)[0].account_ref):
        with pytest.raises(NotFound):
            platform.till.receive(platform.event(account=account))
    assert platform.till.inbox() == []


def test_what_the_platform_did_not_hear_from_stripe_is_refused(platform: Platform, world: World) -> None:
    account, till = platform.connect(world.a), platform.till
    true = platform.event(account=account.account_ref)
    bad = {
        "forged": (replace(true, headers={"Stripe-Signature": "t=1,v1=0"}), "", 401),
        "live": (platform.event(account=account.account_ref, livemode=True), "", 400),
    }
    for name, (delivery, to, status) in bad.items():
        with pytest.raises(BadWebhookError) as refused:
            till.receive(delivery, to)
        assert refused.value.status == status, name
    with pytest.raises(NotFound):  # its own address takes nothing: nobody holds its secret
        till.receive(true, account.public_id)
    till.gateway = StripeGateway(platform=StripePlatform(KEY, ""))
    with pytest.raises(BadWebhookError) as refused:
        till.receive(true)
    assert refused.value.status == 404
    assert till.inbox() == []


def test_an_account_that_was_disconnected_at_stripe_takes_no_more(platform: Platform, world: World) -> None:
    account, till = platform.connect(world.a), platform.till
    till.deliveries()
    till.double.deauthorize(account.account_ref)
    (told,) = platform.told()
    assert connecting.check_now(world.a.staff, platform.keeper, world.clock.now()).fault != ""
    for _ in range(2):
        till.receive(told)
        till.work()
    assert (connected(world.a).setup, active(world.a), online(world.a)) == (Setup.REVOKED, [], OnlinePayments.NONE)
    with pytest.raises(Conflict, match="doesn't take payments online"):
        till.press_pay()
    alerts = [mail for mail in till.mails(world.a.business_id) if mail.kind == "staff_alert"]
    assert [alert.subject.startswith("Stripe account acct_") for alert in alerts] == [True]
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)  # a new one
    again = [each for each in accounts(world.a) if each.mode is AccountMode.CONNECT]
    assert len({each.account_ref for each in again}) == 2


def test_an_account_that_is_gone_without_a_word_is_replaced(platform: Platform, world: World) -> None:
    ref = platform.connect(world.a).account_ref
    platform.till.double.deauthorize(ref)
    onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)
    found = {each.account_ref: each.setup for each in accounts(world.a) if each.mode is AccountMode.CONNECT}
    assert found.pop(ref) is Setup.REVOKED
    assert list(found.values()) == [Setup.PENDING]
    assert (active(world.a), online(world.a)) == ([], OnlinePayments.NONE)


def test_a_platform_whose_key_is_refused_gives_up_no_account(platform: Platform, world: World) -> None:
    platform.set_up(world.a)
    platform.till.double.revoke(KEY)
    world.clock.forward(minutes=10)
    assert onboarding.check_pending(platform.keeper) == 1
    assert connected(world.a).setup is Setup.PENDING
    with pytest.raises(Conflict, match="can't open an account"):
        onboarding.start_connect(world.a.staff, platform.keeper, BACK, AGAIN)


def test_who_disconnects_here_may_come_back_to_the_same_account(platform: Platform, world: World) -> None:
    ref = platform.connect(world.a).account_ref
    connecting.disconnect(world.a.staff, platform.keeper)
    assert (active(world.a), online(world.a)) == ([], OnlinePayments.NONE)
    onboarding.finish_connect(world.a.staff, platform.keeper, world.clock.now())
    assert (connected(world.a).account_ref, active(world.a)) == (ref, [AccountMode.CONNECT])


def test_without_a_platform_nobody_is_connected(world: World) -> None:
    keeper = StripeAccountKeeper()
    with pytest.raises(Conflict, match="can't open an account"):
        onboarding.start_connect(world.a.staff, keeper, BACK, AGAIN)
    with pytest.raises(Conflict, match="No account is being connected"):
        onboarding.finish_connect(world.b.staff, keeper, world.clock.now())


def test_technicians_connect_nothing(platform: Platform, world: World) -> None:
    technician = replace(world.a.staff, role=Role.TECHNICIAN)
    with pytest.raises(Forbidden):
        onboarding.start_connect(technician, platform.keeper, BACK, AGAIN)
    with pytest.raises(Forbidden):
        onboarding.finish_connect(technician, platform.keeper, world.clock.now())

"""The settings in words: each way a connection can stand says what is so and what to do."""

from dataclasses import replace

import pytest

from tests import factories
from tests.world import START, World
from toolfy_portal.adapters.payments_account import AccountReport
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.billing import METHODS, terms_to_change
from toolfy_portal.domain.businesses.models import BillingTerms, OnlinePayments
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.connecting import Health
from toolfy_portal.domain.payments.models import AccountMode, AttemptState, PaymentAccount
from toolfy_portal.views.settings import METHOD_WORDS, billing_view
from toolfy_portal.views.settings_payments import ConnectionView, show_connection

REPORT = AccountReport("acct_1", True, METHODS, START, "Fernhill Heating Ltd")
GOOD = Health("", "", REPORT, endpoint_enabled=True, skew=1)


@pytest.fixture
def own_key(world: World) -> World:
    with begin(world.a.system) as uow:
        account = uow.get(PaymentAccount, world.a.account_id)
        account.mode, account.key_hint, account.last_event_at = AccountMode.OWN_KEY, "rk_live_…1234", START
        terms = uow.get(BillingTerms, profile(uow).terms.id)
        terms.online_payments, terms.payment_methods = OnlinePayments.LIVE, ["card"]
    return world


def show(world: World, health: Health | None = GOOD, trouble: str = "") -> ConnectionView:
    with reading(world.a.staff) as uow:
        return show_connection(uow, health, trouble)


def test_a_good_connection_says_whose_it_is_and_when_stripe_spoke(own_key: World) -> None:
    shown = show(own_key)
    assert (shown.state.title, shown.state.tone, shown.problems) == ("Stripe is connected", "pos", [])
    assert {fact.label: fact.lines for fact in shown.facts} == {
        "Account": ["Fernhill Heating Ltd", "acct_1"],
        "Key": ["rk_live_…1234"],
        "Webhook endpoint": ["On"],
        "Stripe last told us something": ["24 November 2026, 10:00"],
    }
    assert [(offer.pill.word, offer.text) for offer in shown.methods] == [
        ("On", "Visa, Mastercard, American Express"),
        ("Off in Billing", "You switched it off under Billing."),
        ("Off in Billing", "You switched it off under Billing."),
    ]


@pytest.mark.parametrize(
    ("health", "title", "tone"),
    [
        (Health("Give it “Events: read”.", "Events: read"), "The key lacks a permission", "neg"),
        (Health("Stripe doesn't know this key."), "Stripe refuses the key", "neg"),
        (
            replace(GOOD, report=replace(REPORT, charges_enabled=False)),
            "Stripe doesn’t let this account take payments yet",
            "neg",
        ),
        (None, "Stripe is connected", "pos"),
    ],
)
def test_what_is_wrong_with_key_or_account_comes_first(
    own_key: World, health: Health | None, title: str, tone: str
) -> None:
    shown = show(own_key, health)
    assert (shown.state.title, shown.state.tone) == (title, tone)
    if health and health.fault:
        assert shown.state.text == health.fault
        assert shown.methods == []


@pytest.mark.parametrize(
    ("health", "trouble", "title"),
    [
        (replace(GOOD, endpoint_enabled=False), "", "Stripe doesn’t tell us what happens"),
        (replace(GOOD, skew=121), "", "This server’s clock is off by 121 seconds"),
        (replace(GOOD, report=replace(REPORT, methods=())), "", "No way to pay is on"),
        (None, "Stripe can't be reached right now.", "We couldn’t check the connection"),
    ],
)
def test_what_else_is_wrong_stands_below(own_key: World, health: Health | None, trouble: str, title: str) -> None:
    assert [problem.title for problem in show(own_key, health, trouble).problems] == [title]


def test_the_demo_says_that_no_money_moves(world: World) -> None:
    shown = show(world, replace(GOOD, endpoint_enabled=False))
    assert (shown.state.title, shown.is_demo, shown.problems) == ("Demo: no money moves", True, [])


def test_without_an_account_it_says_what_customers_can_do(world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(PaymentAccount, world.a.account_id).is_active = False
    shown = show(world)
    assert (shown.state.title, shown.is_connected, shown.facts) == ("Customers can’t pay online yet", False, [])


def test_payments_that_have_begun_are_told_of(own_key: World) -> None:
    assert show(own_key).begun == ""
    with begin(own_key.a.system) as uow:
        invoice, account = uow.get(Invoice, own_key.a.document()), uow.get(PaymentAccount, own_key.a.account_id)
        for state in (AttemptState.OPEN, AttemptState.PROCESSING):
            uow.add(factories.attempt(invoice, account, 100, uow.now, state=state))
    assert show(own_key).begun.startswith("2 payments have begun and can still be finished.")


def test_technicians_are_told_nothing(world: World) -> None:
    with reading(replace(world.a.staff, role=Role.TECHNICIAN)) as uow, pytest.raises(Forbidden):
        show_connection(uow)


def test_an_empty_list_of_methods_means_all_of_them(world: World) -> None:
    with reading(world.a.staff) as uow:
        terms = terms_to_change(uow)
    assert terms.payment_methods == ()
    assert all(method.is_on for method in billing_view(terms).methods)
    some = billing_view(replace(terms, payment_methods=("card",)))
    assert [method.name for method in some.methods if method.is_on] == ["card"]
    assert set(METHOD_WORDS) == set(METHODS)

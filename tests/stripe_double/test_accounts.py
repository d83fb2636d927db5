"""The account's side: ways to pay that are on, keys and what they may do, and connected accounts."""

import json

import pytest
import stripe
from starlette.testclient import TestClient

from toolfy_portal.adapters.payments import GatewayAccount
from toolfy_portal.adapters.payments_account import KeyRefusedError
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.stripe_double.asgi import socket_server
from toolfy_portal.stripe_double.client import DoubleHTTPClient
from toolfy_portal.stripe_double.keys import account_of

RESTRICTED = "rk_test_51abcdefghijklmnop9876"


def test_the_account_says_what_it_can_do(stripe_client):
    account = stripe_client.v1.accounts.retrieve_current()
    assert (account.charges_enabled, account.country, account.business_profile.name) == (True, "GB", "Test business")
    assert account.capabilities.bacs_debit_payments == "active"
    assert stripe_client.v1.accounts.retrieve(account.id).to_dict() == account.to_dict()


def test_a_method_switched_off_isnt_offered_any_more(stripe_client, double, order):
    def on():
        [found] = stripe_client.v1.payment_method_configurations.list().data
        return {
            name: (found[name].available, found[name].display_preference.value)
            for name in ("card", "us_bank_account", "bacs_debit")
        }

    assert on() == dict.fromkeys(("card", "us_bank_account", "bacs_debit"), (True, "on"))
    double.switch_method("sk_test_a", "bacs_debit", on=False)
    assert on()["bacs_debit"] == (False, "off")
    assert stripe_client.v1.checkout.sessions.create(order()).payment_method_types == ["card"]
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types"):
        stripe_client.v1.checkout.sessions.create(order(allowed_payment_method_types=["bacs_debit"]))
    double.switch_method("sk_test_a", "bacs_debit", on=True)
    assert stripe_client.v1.checkout.sessions.create(order()).payment_method_types == ["card", "bacs_debit"]


@pytest.mark.parametrize("key", ["sk_live_51abcdefghijklmnopqrst", "pk_test_a", "nonsense"])
def test_only_test_keys_open_an_account(connect, key):
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided: ") as refused:
        connect(key).v1.accounts.retrieve_current()
    assert refused.value.http_status == 401
    assert key not in str(refused.value)


def test_no_key_at_all(double):
    status, _, body = double.handle("GET", "/v1/account", {})
    assert (status, body["error"]["message"][:29]) == (401, "You did not provide an API ke")


def test_a_revoked_key_is_unknown(connect, double):
    connect(RESTRICTED).v1.accounts.retrieve_current()
    double.revoke(RESTRICTED)
    with pytest.raises(stripe.AuthenticationError, match=r"rk_test_\*+9876"):
        connect(RESTRICTED).v1.accounts.retrieve_current()
    assert connect("sk_test_a").v1.accounts.retrieve_current()


def test_a_restricted_key_names_what_it_misses(connect, double, order):
    client = connect(RESTRICTED)
    double.restrict(RESTRICTED, {"rak_checkout_session_write", "rak_charge_read"})
    session = client.v1.checkout.sessions.create(order())
    assert client.v1.checkout.sessions.retrieve(session.id).id == session.id  # to write is to read, too
    assert client.v1.refunds.list().data == []
    for ask, permission in (
        (lambda: client.v1.refunds.create({"charge": "ch_1"}), "rak_charge_write"),
        (lambda: client.v1.events.list(), "rak_event_read"),
        (lambda: client.v1.webhook_endpoints.delete("we_1"), "rak_webhook_write"),
        (lambda: client.v1.accounts.retrieve_current(), "rak_accounts_kyc_basic_read"),
    ):
        with pytest.raises(stripe.PermissionError) as refused:
            ask()
        assert refused.value.http_status == 403
        stars = "*" * (len(RESTRICTED) - 12)
        assert refused.value.user_message == (
            f"The provided key 'rk_test_{stars}9876' does not have the required permissions for this endpoint on "
            f"account '{account_of(RESTRICTED)}'. Having the '{permission}' permission would allow this request to "
            "continue."
        )
    double.restrict(RESTRICTED, None)
    assert client.v1.events.list().data == []


def test_the_portal_connects_to_the_stand_in_as_to_stripe(double, clock):
    keeper = StripeAccountKeeper(lambda: DoubleHTTPClient(double))
    account = GatewayAccount(RESTRICTED, demo=True)
    double.switch_method(RESTRICTED, "us_bank_account", on=False)
    report = keeper.check_account(account)
    assert (report.charges_enabled, report.methods) == (True, ("card", "bacs_debit"))
    assert report.gateway_time == clock().replace(microsecond=0)
    ref, secret = keeper.create_webhook(account, "https://portal.example/hooks/stripe/acc_3")
    assert secret.startswith("whsec_")
    assert keeper.webhook_enabled(account, ref)
    for _ in range(2):
        keeper.remove_webhook(account, ref)
    assert not keeper.webhook_enabled(account, ref)
    double.restrict(RESTRICTED, {"rak_accounts_kyc_basic_read"})
    with pytest.raises(KeyRefusedError, match="Payment method configurations: read"):
        keeper.check_account(account)
    double.revoke(RESTRICTED)
    with pytest.raises(KeyRefusedError, match="doesn't know this key"):
        keeper.check_account(account)


@pytest.fixture
def connected(connect):
    """Return a connected account that isn't set up yet."""
    return connect().v1.accounts.create(
        {"type": "standard", "country": "US", "email": "joe@example.com", "business_profile": {"name": "Joe's"}}
    )


@pytest.fixture
def link(connect, connected):
    return connect().v1.account_links.create(
        {
            "account": connected.id,
            "type": "account_onboarding",
            "return_url": "https://portal.example/connected",
            "refresh_url": "https://portal.example/again",
        }
    )


def test_a_connected_account_takes_money_once_it_is_set_up(connect, double, order, card, connected, link):
    client, of_it = connect(), {"stripe_account": connected.id}
    assert (connected.charges_enabled, connected.details_submitted, connected.country) == (False, False, "US")
    assert connected.requirements.currently_due
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types"):
        client.v1.checkout.sessions.create(order(), of_it)

    browser = TestClient(socket_server(double), follow_redirects=False)
    path = link.url.removeprefix("https://portal.example/demo/stripe")
    assert "Test mode: no money moves" in browser.get(path).text
    assert browser.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post(path).headers["location"] == "https://portal.example/connected"
    assert browser.post(path).headers["location"] == "https://portal.example/again"  # a link works once
    assert browser.post("/setup/alnk_unknown").status_code == 404
    ready = client.v1.accounts.retrieve(connected.id)
    assert (ready.charges_enabled, ready.capabilities.card_payments) == (True, "active")

    session = client.v1.checkout.sessions.create(order(), of_it)
    double.pay(session.id, card())
    assert client.v1.checkout.sessions.retrieve(session.id, {}, of_it).payment_status == "paid"
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
        client.v1.checkout.sessions.retrieve(session.id)


def test_a_link_works_for_five_minutes(connect, double, clock, connected, link):
    clock.forward(minutes=5)
    assert double.set_up(link.url.rsplit("/", 1)[1]) == "https://portal.example/again"
    assert not connect().v1.accounts.retrieve(connected.id).charges_enabled


def test_only_the_platform_reaches_a_connected_account(connect, connected):
    for account in (connected.id, "acct_unknown", account_of("sk_test_a")):
        with pytest.raises(stripe.PermissionError, match="does not have access to account") as refused:
            connect("sk_test_b").v1.events.list({}, {"stripe_account": account})
        assert (refused.value.http_status, refused.value.error.code) == (403, "account_invalid")
        with pytest.raises(stripe.PermissionError):
            connect("sk_test_b").v1.accounts.retrieve(account)
    assert connect().v1.events.list({}, {"stripe_account": account_of("sk_test_a")}).data == []  # its own


def test_connect_endpoints_hear_of_connected_accounts(connect, double, order, card, receiver, connected, link):
    client = connect()
    url = "https://portal.example/hooks/connect"
    client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"], "connect": True})
    double.set_up(link.url.rsplit("/", 1)[1])
    session = client.v1.checkout.sessions.create(order(), {"stripe_account": connected.id})
    double.pay(session.id, card())
    own = client.v1.checkout.sessions.create(order())
    double.pay(own.id, card())
    double.deliver_due(receiver)
    told = [stripe.Event.construct_from(json.loads(body), None) for to, body, _ in receiver.got if to == url]
    assert [event.type for event in told] == [
        "account.updated",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert {event.account for event in told} == {connected.id}
    assert len(receiver.got) == 4 + 3  # the platform's own endpoint hears of its own payment alone

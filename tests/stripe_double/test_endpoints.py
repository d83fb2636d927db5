"""Webhook endpoints made through the API: each with its secret, and only what it wants to hear."""

import pytest
import stripe

URL = "https://portal.example/hooks/stripe/acc_2"


@pytest.fixture
def endpoint(connect):
    return connect().v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["charge.succeeded", "charge.refunded"], "metadata": {"portal": "1"}}
    )


@pytest.fixture
def paid(connect, double, order, card):
    def pay():
        double.pay(connect().v1.checkout.sessions.create(order()).id, card())

    return pay


def test_the_secret_is_told_once(stripe_client):
    endpoints = stripe_client.v1.webhook_endpoints
    made = endpoints.create({"url": URL, "enabled_events": ["*"]})
    assert made.secret.startswith("whsec_")
    assert (made.status, made.url, made.enabled_events) == ("enabled", URL, ["*"])
    assert "secret" not in endpoints.retrieve(made.id)
    assert [(found.id, "secret" in found) for found in endpoints.list().data] == [(made.id, False)]


def test_events_reach_it_signed_with_its_own_secret_beside_the_configured_one(double, receiver, endpoint, paid):
    paid()
    assert double.deliver_due(receiver) == 4
    [(_, body, signature)] = [got for got in receiver.got if got[0] == URL]
    event = stripe.Webhook.construct_event(body, signature, endpoint.secret)
    assert (event.type, event.pending_webhooks) == ("charge.succeeded", 2)


def test_it_can_be_changed_and_switched_off(stripe_client, connect, double, receiver, endpoint, paid):
    endpoints = stripe_client.v1.webhook_endpoints
    changed = endpoints.update(
        endpoint.id, {"enabled_events": ["*"], "url": f"{URL}/new", "metadata": {"portal": "", "a": "b"}}
    )
    assert (changed.enabled_events, changed.url, changed.metadata.to_dict()) == (["*"], f"{URL}/new", {"a": "b"})
    paid()
    double.deliver_due(receiver)
    assert [to for to, _, _ in receiver.got].count(f"{URL}/new") == 3
    assert endpoints.update(endpoint.id, {"disabled": True}).status == "disabled"
    receiver.got.clear()
    paid()
    assert double.deliver_due(receiver) == 3
    assert endpoints.update(endpoint.id, {"disabled": False}).status == "enabled"


def test_a_deleted_one_hears_nothing_not_even_what_waited(stripe_client, connect, double, receiver, endpoint, paid):
    paid()
    gone = stripe_client.v1.webhook_endpoints.delete(endpoint.id)
    assert (gone.id, gone.deleted) == (endpoint.id, True)
    assert double.deliver_due(receiver) == 3
    assert URL not in [to for to, _, _ in receiver.got]
    assert double.deliver_due(receiver) == 0
    with pytest.raises(stripe.InvalidRequestError, match="No such webhook_endpoint"):
        stripe_client.v1.webhook_endpoints.retrieve(endpoint.id)


def test_what_is_no_endpoint(connect):
    endpoints = connect().v1.webhook_endpoints
    for params in (
        {"url": "portal.example", "enabled_events": ["*"]},
        {"url": URL, "enabled_events": ["charge.eaten"]},
        {"enabled_events": ["*"]},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            endpoints.create(params)
    assert endpoints.list().data == []

"""Webhooks reach the portal signed, again and again until it says 2xx, and spoilt in every way the knobs allow."""

import json

import pytest
import stripe

URL = "https://portal.example/hooks/stripe/acc_1"


@pytest.fixture
def paid(connect, double, order, card):
    """Pay a session, so that three events wait."""

    def pay(key="sk_test_a"):
        session = connect(key).v1.checkout.sessions.create(order())
        double.pay(session.id, card())
        return session

    return pay


def open_event(sent, secret="whsec_a"):
    _, body, signature = sent
    return stripe.Webhook.construct_event(body, signature, secret)


def test_events_are_signed_with_the_endpoints_secret(double, receiver, paid):
    paid()
    assert double.deliver_due(receiver) == 3
    assert {url for url, _, _ in receiver.got} == {URL}
    assert all(open_event(sent).pending_webhooks == 1 for sent in receiver.got)
    url, body, signature = receiver.got[0]
    for spoilt in ((url, body + b" ", signature), (url, body, signature[:-1] + "x"), (url, body, "")):
        with pytest.raises(stripe.SignatureVerificationError):
            open_event(spoilt)


def test_events_are_sent_until_somebody_accepts_them(double, receiver, paid, clock):
    paid()
    receiver.status = 500
    assert double.deliver_due(receiver) == 3
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        clock.forward(seconds=wait - 1)
        assert double.deliver_due(receiver) == 0
        clock.forward(seconds=1)
        assert double.deliver_due(receiver) == 3
    receiver.status = 200
    clock.forward(seconds=60)
    assert double.deliver_due(receiver) == 3
    clock.forward(days=1)
    assert double.deliver_due(receiver) == 0
    assert len(receiver.got) == 30


def test_a_receiver_that_cant_be_reached_hears_later(double, receiver, paid, clock):
    paid()

    def refuse(url, body, headers):
        raise ConnectionRefusedError

    assert double.deliver_due(refuse) == 3
    clock.forward(seconds=1)
    assert double.deliver_due(receiver) == 3


def test_patience_ends_after_three_days(double, receiver, paid, clock):
    paid()
    receiver.status = 404
    clock.forward(days=3, seconds=-1)
    assert double.deliver_due(receiver) == 3
    clock.forward(seconds=1)
    assert double.deliver_due(receiver) == 3
    clock.forward(days=1)
    assert double.deliver_due(receiver) == 0


def test_an_event_under_way_is_not_sent_by_a_second_worker(double, receiver, paid, clock):
    paid()
    meanwhile = []

    def slow(url, body, headers):
        meanwhile.append(double.deliver_due(receiver))
        return 200

    assert double.deliver_due(slow) == 1  # while it was busy with the first, the other worker took the rest
    assert meanwhile == [2]
    assert double.deliver_due(receiver) == 0


def test_a_worker_killed_while_sending_is_made_up_for(double, receiver, paid, clock):
    paid()

    def killed(url, body, headers):
        raise SystemExit

    with pytest.raises(SystemExit):
        double.deliver_due(killed)
    clock.forward(seconds=30)
    assert double.deliver_due(receiver) == 3


def test_registering_again_changes_only_the_secret(double, receiver, paid):
    double.register_webhook("sk_test_a", URL, "whsec_new")
    paid()
    assert double.deliver_due(receiver) == 3
    assert open_event(receiver.got[0], "whsec_new").type == "charge.succeeded"


def test_each_endpoint_and_account_gets_its_own(double, receiver, paid):
    double.register_webhook("sk_test_a", "https://elsewhere.example/", "whsec_elsewhere")
    double.register_webhook("sk_test_b", "https://b.example/", "whsec_b")
    paid("sk_test_b")
    assert double.deliver_due(receiver) == 3
    assert {url for url, _, _ in receiver.got} == {"https://b.example/"}
    assert open_event(receiver.got[0], "whsec_b")
    paid("sk_test_a")
    assert double.deliver_due(receiver) == 6
    assert {url for url, _, _ in receiver.got[3:]} == {URL, "https://elsewhere.example/"}


def test_knob_hold(double, receiver, paid):
    paid()
    double.knobs.hold = True
    assert double.deliver_due(receiver) == 0
    double.knobs.hold = False
    assert double.deliver_due(receiver) == 3


def test_knob_drop_loses_the_event_but_not_its_record(double, receiver, paid, connect, clock):
    paid()
    double.knobs.drop = True
    assert double.deliver_due(receiver) == 0
    double.knobs.drop = False
    clock.forward(days=1)
    assert double.deliver_due(receiver) == 0
    assert receiver.got == []
    assert len(connect().v1.events.list().data) == 3


def test_knob_copies(double, receiver, paid):
    paid()
    double.knobs.copies = 4
    assert double.deliver_due(receiver) == 12
    ids = [json.loads(body)["id"] for _, body, _ in receiver.got]
    assert sorted(ids.count(event) for event in set(ids)) == [4, 4, 4]


def test_knob_newest_first(double, receiver, paid):
    paid()
    double.knobs.newest_first = True
    double.deliver_due(receiver)
    assert receiver.types == ["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"]


def test_knob_shuffle_is_the_same_for_the_same_number(double, receiver, paid, clock):
    orders = []
    for _ in range(2):
        paid()
        paid()
        double.knobs.shuffle = 7
        double.deliver_due(receiver)
        orders.append(receiver.types)
        receiver.got.clear()
    straight = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"] * 2
    assert orders[0] == orders[1] != straight
    assert sorted(orders[0]) == sorted(straight)


def test_knob_wrong_secret(double, receiver, paid):
    paid()
    double.knobs.wrong_secret = True
    double.deliver_due(receiver)
    with pytest.raises(stripe.SignatureVerificationError, match="No signatures found"):
        open_event(receiver.got[0])


def test_knob_back_date(double, receiver, paid):
    paid()
    double.knobs.back_date = 310
    double.deliver_due(receiver)
    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        open_event(receiver.got[0])

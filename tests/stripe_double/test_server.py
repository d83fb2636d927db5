"""What holds for every request: accounts, idempotency, lists, unknown addresses, faults."""

from datetime import UTC, datetime
from typing import get_args

import pytest
import stripe

from toolfy_portal.stripe_double.server import Fault


def test_each_key_is_an_account_of_its_own(connect, order, double, card):
    ours, theirs = connect("sk_test_a"), connect("rk_test_b")
    session = ours.v1.checkout.sessions.create(order(), {"idempotency_key": "same"})
    other = theirs.v1.checkout.sessions.create(order(), {"idempotency_key": "same"})
    assert session.id != other.id
    double.pay(session.id, card())
    with pytest.raises(stripe.InvalidRequestError) as refused:
        theirs.v1.checkout.sessions.retrieve(session.id)
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    assert theirs.v1.events.list().data == []
    assert len(ours.v1.events.list().data) == 3
    assert ours.v1.accounts.retrieve_current().id != theirs.v1.accounts.retrieve_current().id


def test_same_key_and_params_give_the_same_answer(stripe_client, order, double, card):
    sessions = stripe_client.v1.checkout.sessions
    first = sessions.create(order(), {"idempotency_key": "pay_1"})
    assert "Idempotent-Replayed" not in first.last_response.headers
    double.pay(first.id, card())
    again = sessions.create(order(), {"idempotency_key": "pay_1"})
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.to_dict() == first.to_dict()  # as it was then, still open
    assert len(sessions.list().data) == 1


def test_same_key_with_other_params_is_refused(stripe_client, order):
    sessions = stripe_client.v1.checkout.sessions
    sessions.create(order(), {"idempotency_key": "pay_1"})
    with pytest.raises(stripe.IdempotencyError) as refused:
        sessions.create(order(client_reference_id="pay_2"), {"idempotency_key": "pay_1"})
    assert refused.value.http_status == 400
    assert len(sessions.list().data) == 1


def test_a_refused_request_leaves_its_key_free(connect, order):
    sessions = connect().v1.checkout.sessions
    with pytest.raises(stripe.InvalidRequestError):
        sessions.create(order(line_items=[]), {"idempotency_key": "pay_1"})
    assert sessions.create(order(), {"idempotency_key": "pay_1"}).status == "open"


def test_lost_answer_and_the_same_key_find_the_same_session(stripe_client, double, order):
    sessions = stripe_client.v1.checkout.sessions
    double.faults.append(Fault.LOST_AFTER)
    with pytest.raises(stripe.APIConnectionError):
        sessions.create(order(), {"idempotency_key": "pay_1"})
    again = sessions.create(order(), {"idempotency_key": "pay_1"})
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert [session.id for session in sessions.list().data] == [again.id]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.LOST_BEFORE, stripe.APIConnectionError),
        (Fault.SERVER_ERROR, stripe.APIError),
        (Fault.RATE_LIMITED, stripe.RateLimitError),
    ],
)
def test_faults_without_effect(stripe_client, double, order, fault, error):
    double.faults.append(fault)
    with pytest.raises(error):
        stripe_client.v1.checkout.sessions.create(order())
    assert stripe_client.v1.checkout.sessions.list().data == []


def test_the_clients_own_retries_get_over_a_lost_answer(connect, double, order):
    double.faults.extend([Fault.LOST_AFTER, Fault.SERVER_ERROR])
    client = connect(max_network_retries=2)
    session = client.v1.checkout.sessions.create(order())
    assert [found.id for found in client.v1.checkout.sessions.list().data] == [session.id]


def test_events_are_listed_newest_first_and_page_by_page(stripe_client, double, order, card, clock):
    start = int(clock().timestamp())
    for _ in range(3):
        double.pay(stripe_client.v1.checkout.sessions.create(order()).id, card())
        clock.forward(seconds=10)
    first = stripe_client.v1.events.list({"limit": 2})
    assert [event.type for event in first.data] == ["checkout.session.completed", "payment_intent.succeeded"]
    assert first.has_more
    everything = list(first.auto_paging_iter())
    assert len({event.id for event in everything}) == len(everything) == 9
    assert [event.created for event in everything] == [start + 20] * 3 + [start + 10] * 3 + [start] * 3
    completed = stripe_client.v1.events.list({"type": "checkout.session.completed", "created": {"gte": start + 10}})
    assert [event.created for event in completed.data] == [start + 20, start + 10]
    assert stripe_client.v1.events.retrieve(everything[4].id).to_dict() == everything[4].to_dict()


def test_lists_page_in_both_directions(connect, double, order, card):
    events = connect().v1.events
    for _ in range(2):
        double.pay(connect().v1.checkout.sessions.create(order()).id, card())
    everything = [event.id for event in events.list().data]
    assert len(everything) == 6
    before = events.list({"ending_before": everything[4], "limit": 3})
    assert [event.id for event in before.data] == everything[1:4]
    assert before.has_more
    assert [event.id for event in events.list({"ending_before": everything[1]}).data] == everything[:1]
    assert not events.list({"ending_before": everything[1]}).has_more
    assert [event.id for event in events.list({"starting_after": everything[3]}).data] == everything[4:]
    back = list(events.list({"ending_before": everything[5], "limit": 2}).auto_paging_iter())
    assert [event.id for event in back] == everything[4::-1]
    for cursors in ({"starting_after": everything[1], "ending_before": everything[0]}, {"ending_before": "evt_none"}):
        with pytest.raises(stripe.InvalidRequestError):
            events.list(cursors)


def test_events_are_listed_by_types_and_for_thirty_days(connect, double, order, card, clock):
    events = connect().v1.events
    double.pay(connect().v1.checkout.sessions.create(order()).id, card())
    wanted = ["payment_intent.succeeded", "charge.succeeded", "charge.refunded"]
    assert [event.type for event in events.list({"types": wanted}).data] == wanted[:2]
    with pytest.raises(stripe.InvalidRequestError, match="not both"):
        events.list({"types": wanted, "type": "charge.succeeded"})
    clock.forward(days=30)
    assert len(events.list({"created": {"gt": 0}}).data) == 3
    clock.forward(seconds=1)
    assert events.list({"created": {"gt": 0}}).data == []


def test_what_expand_replaces(connect, double, order, card):
    session = connect().v1.checkout.sessions.create(order())
    double.pay(session.id, card())
    refund = connect().v1.refunds.create(
        {"payment_intent": double.session(session.id)["payment_intent"], "expand": ["charge", "payment_intent"]}
    )
    assert (refund.charge.amount_refunded, refund.payment_intent.amount) == (12_000, 12_000)
    with pytest.raises(stripe.StripeError) as refused:
        connect().v1.refunds.retrieve(refund.id, {"expand": ["balance_transaction"]})
    assert refused.value.http_status == 501


def test_sessions_can_be_found_by_their_intent(connect, double, order, card):
    sessions = connect().v1.checkout.sessions
    paid, waiting = sessions.create(order()), sessions.create(order())
    double.pay(paid.id, card())
    intent = sessions.retrieve(paid.id).payment_intent
    assert [found.id for found in sessions.list({"payment_intent": intent}).data] == [paid.id]
    assert [found.id for found in sessions.list({"status": "open"}).data] == [waiting.id]
    expanded = sessions.list({"status": "complete", "expand": ["data.payment_intent"]})
    assert expanded.data[0].payment_intent.id == intent


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/v1/nothing_here", 404),
        ("post", "/v1/charges/ch_1/nothing", 404),
        ("get", "/v1/customers", 501),
        ("post", "/v1/products", 501),
        ("get", "/v1/charges/search?query=x", 501),
        ("get", "/v1/events?ending_before=evt_1", 400),
        ("get", "/v1/events?limit=101", 400),
        ("get", "/v1/events?limit=0", 400),
        ("get", "/v1/events?starting_after=evt_1", 400),
        ("get", "/v1/events?expand[0]=nothing", 400),
        ("get", "/v1/payment_intents/pi_none", 404),
        ("get", "/v1/charges/ch_none", 404),
    ],
)
def test_addresses_that_dont_answer(stripe_client, method, path, status):
    with pytest.raises(stripe.StripeError) as refused:
        stripe_client.raw_request(method, path)
    assert refused.value.http_status == status
    assert refused.value.error.message


async def test_the_async_client_works_too(connect, order):
    session = await connect().v1.checkout.sessions.create_async(order())
    assert (await connect().v1.checkout.sessions.retrieve_async(session.id)).id == session.id


def test_objects_carry_every_field_the_sdk_requires(connect, double, order, card):
    client = connect()
    session = client.v1.checkout.sessions.create(order())
    double.pay(session.id, card("4000000000000002"))
    double.pay(session.id, card())
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    events = client.v1.events.list().data
    shown = [paid, paid.payment_intent, paid.payment_intent.latest_charge, paid.line_items.data[0], *events]
    shown += [client.v1.accounts.retrieve_current(), *(event.data.object for event in events)]
    assert [(type(item).__name__, name) for item in shown for name in _absent(item)] == []
    assert {type(item) for item in shown} >= {stripe.checkout.Session, stripe.PaymentIntent, stripe.Charge}


def _absent(item: stripe.StripeObject) -> list[str]:
    """Name the fields that the class says are always there and that aren't, in nested objects too."""
    if type(item).__name__ in ("StripeObject", "UntypedStripeObject"):
        return []  # free-form, such as metadata
    fields = {n: k for n, k in type(item).__annotations__.items() if n != "OBJECT_NAME"}
    absent = [n for n, kind in fields.items() if type(None) not in get_args(kind) and n not in item]
    inner = [(n, item[n]) for n in fields if n in item and isinstance(item[n], stripe.StripeObject)]
    return absent + [f"{n}.{deeper}" for n, value in inner for deeper in _absent(value)]


def test_ids_and_times_are_stripes(connect, clock, order):
    session = connect().v1.checkout.sessions.create(order())
    assert session.id.startswith("cs_test_")
    assert datetime.fromtimestamp(session.created, UTC) == clock().replace(microsecond=0)
    assert connect().v1.accounts.retrieve_current().charges_enabled is True

"""The state survives restarts and keeps its head when many come at once, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from toolfy_portal.core.errors import Conflict
from toolfy_portal.stripe_double.server import StripeDouble


@pytest.fixture
def database(empty_database) -> str:
    return empty_database


def test_restart_forgets_nothing(engine, clock, connect, double, order, card, receiver):
    session = connect().v1.checkout.sessions.create(order(), {"idempotency_key": "pay_1"})
    after_restart = StripeDouble(engine, clock, "https://portal.example")
    after_restart.pay(session.id, card())
    assert connect().v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert StripeDouble(engine, clock, "https://portal.example").deliver_due(receiver) == 3
    assert double.deliver_due(receiver) == 0


def test_many_at_once_with_one_key_open_one_session(connect, order):
    def create(_):
        return connect().v1.checkout.sessions.create(order(), {"idempotency_key": "pay_1"}).id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(create, range(16)))) == 1


def test_many_pay_at_once_and_one_gets_through(connect, double, order, card):
    client = connect()
    session = client.v1.checkout.sessions.create(order())

    def pay(_):
        try:
            return double.pay(session.id, card()) is None
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(pay, range(8))) == 1
    assert len(client.v1.events.list({"type": "charge.succeeded"}).data) == 1


def test_many_workers_send_each_event_once(connect, double, order, card, receiver):
    for _ in range(4):
        double.pay(connect().v1.checkout.sessions.create(order()).id, card())
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda _: double.deliver_due(receiver), range(6))) == 12
    assert len({body for _, body, _ in receiver.got}) == 12


def test_a_session_expires_once_however_many_look(connect, double, order, clock, receiver):
    session = connect().v1.checkout.sessions.create(order())
    clock.forward(days=1)
    with ThreadPoolExecutor(6) as pool:
        seen = list(pool.map(lambda _: double.session(session.id)["status"], range(6)))
    assert seen == ["expired"] * 6
    assert len(connect().v1.events.list({"type": "checkout.session.expired"}).data) == 1

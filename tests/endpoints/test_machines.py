"""What machines ask: Stripe's webhook and the health check."""

import json
from typing import Any

import pytest
import stripe
from sqlalchemy import event
from starlette.testclient import TestClient

from tests.domain.payments.till import Delivery, Till
from tests.site.served import Served, front_end
from tests.world import World
from toolfy_portal.domain.payments.models import InboxState
from toolfy_portal.site.routes import site

SIZE = 1_000_000


@pytest.fixture
def served(world: World, tmp_path) -> Served:
    return Served(world, Till(world), site(front_end(tmp_path / "built"), ()))


@pytest.fixture
def stripes_server(served: Served) -> TestClient:
    """Posts as Stripe does: no origin, no cookies."""
    visitor = served.visitor("54.187.174.169")
    del visitor.headers["origin"]
    return visitor


@pytest.fixture
def told(served: Served) -> Delivery:
    """The event of a payment that was made."""
    served.till.pay(served.till.press_pay())
    return next(each for each in served.till.deliveries() if each.kind == "checkout.session.completed")


def post(client: TestClient, delivery: Delivery, **changes: Any) -> Any:
    asked = {"content": delivery.body, "headers": dict(delivery.headers)} | changes
    return client.post(f"/hooks/stripe/{delivery.url.rsplit('/', 1)[1]}", **asked)


def signed(served: Served, body: str, seconds: int = 0, secret: str = "") -> dict[str, str]:
    at = int(served.world.clock.now().timestamp()) - seconds
    secret = secret or served.till.account(served.world.a)[1]
    return {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=at)}


def test_a_true_webhook_is_on_disk_when_it_is_answered_r15(
    served: Served, stripes_server: TestClient, told: Delivery
) -> None:
    for _ in range(4):
        assert post(stripes_server, told).status_code == 200
    assert [(each.state, each.body) for each in served.till.inbox()] == [(InboxState.NEW, told.body.decode())]
    assert served.till.invoice().paid_minor == 0  # the worker's part
    served.till.work()
    served.till.paid_once()


def test_a_webhook_that_is_not_stripes_stores_nothing_r15_a38(
    served: Served, stripes_server: TestClient, told: Delivery
) -> None:
    body = told.body.decode()
    true = told.headers["Stripe-Signature"]
    theirs = served.till.account(served.world.b)[1]
    live = json.dumps(json.loads(body) | {"livemode": True})
    cases: dict[str, tuple[dict[str, Any], int]] = {
        "wrong signature": ({"headers": {"Stripe-Signature": true[:-4] + "0000"}}, 401),
        "another account's secret": ({"headers": signed(served, body, secret=theirs)}, 401),
        "v0 only": ({"headers": {"Stripe-Signature": true.replace("v1=", "v0=")}}, 401),
        "301 s old": ({"headers": signed(served, body, seconds=301)}, 401),
        "301 s ahead": ({"headers": signed(served, body, seconds=-301)}, 401),
        "one added space": ({"content": body + " "}, 401),
        "no header": ({"headers": {}}, 401),
        "garbage": ({"content": b"\xff\x00garbage"}, 401),
        "signed garbage": ({"content": "garbage", "headers": signed(served, "garbage")}, 400),
        "live event on a test account": ({"content": live, "headers": signed(served, live)}, 400),
        "more than 1 MB": ({"content": b"x" * (SIZE + 1)}, 413),
        "more than 1 MB, in parts": ({"content": (b"x" * 1000 for _ in range(1001))}, 413),
    }
    before = served.dump()
    for name, (changes, status) in cases.items():
        assert post(stripes_server, told, **changes).status_code == status, name
    assert stripes_server.post("/hooks/stripe/unknown", content=told.body, headers=told.headers).status_code == 404
    theirs_path = f"/hooks/stripe/{served.till.account(served.world.b)[2]}"
    assert stripes_server.post(theirs_path, content=told.body, headers=told.headers).status_code == 401
    assert served.dump() == before


def test_a_large_true_webhook_is_taken(served: Served, stripes_server: TestClient, told: Delivery) -> None:
    body = json.dumps(json.loads(told.body) | {"padding": "x" * (SIZE - 20_000)})
    assert post(stripes_server, told, content=body, headers=signed(served, body)).status_code == 200


def test_300_seconds_old_is_young_enough(served: Served, stripes_server: TestClient, told: Delivery) -> None:
    headers = signed(served, told.body.decode(), seconds=300)
    assert post(stripes_server, told, headers=headers).status_code == 200


def test_a_database_that_takes_no_writes_never_says_200_r17_a47(
    served: Served, stripes_server: TestClient, told: Delivery
) -> None:
    engine = served.world.portal.runtime.engine

    def read_only(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "checkout", read_only)
    assert post(stripes_server, told).status_code == 503
    event.remove(engine, "checkout", read_only)
    engine.dispose()
    assert served.till.inbox() == []
    assert post(stripes_server, told).status_code == 200


def test_webhooks_are_posted_and_nothing_else(served: Served, stripes_server: TestClient) -> None:
    path = f"/hooks/stripe/{served.till.account(served.world.a)[2]}"
    assert stripes_server.get(path).status_code in {404, 405}
    assert stripes_server.put(path).status_code in {404, 405}


def test_ready_once_the_database_answers(served: Served, stripes_server: TestClient) -> None:
    answer = stripes_server.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True


def test_not_ready_without_its_tables(served: Served, stripes_server: TestClient) -> None:
    with served.world.portal.runtime.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("ALTER TABLE business RENAME TO elsewhere")
    answer = stripes_server.get("/healthz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert "sqlite" not in answer.text.lower()

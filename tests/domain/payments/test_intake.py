"""Webhooks that come together are stored together, and each has an answer of its own."""

import json
from dataclasses import replace

import pytest
import stripe
from sqlalchemy import event

from tests.domain.payments import till as tills
from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.domain.payments import intake
from toolfy_portal.domain.payments.intake import Delivery, receive


def came(delivery: tills.Delivery) -> Delivery:
    return Delivery(delivery.url.rsplit("/", 1)[1], delivery.body, delivery.headers["Stripe-Signature"])


@pytest.fixture
def told(till: Till) -> list[Delivery]:
    """What Stripe says of one payment."""
    till.pay(till.press_pay())
    return [came(each) for each in till.deliveries()]


def test_one_that_is_refused_keeps_no_other_out_a38(till: Till, told: list[Delivery]) -> None:
    first, second, *_ = told
    batch = [
        replace(first, signature=first.signature[:-4] + "0000"),
        first,
        replace(first, public_id="unknown"),
        replace(first, public_id=till.account(till.world.b)[2]),
        first,
        second,
    ]
    refusals = receive(till.gateway, batch)
    assert [refusal.status if refusal else 200 for refusal in refusals] == [401, 200, 404, 401, 200, 200]
    assert {each.body for each in till.inbox()} == {first.body.decode(), second.body.decode()}
    assert till.inbox(till.world.b) == []


def test_all_of_a_batch_go_in_one_commit_and_repeats_in_none(till: Till, world: World, told: list[Delivery]) -> None:
    commits: list[str] = []
    engine = world.portal.runtime.engine
    event.listen(engine, "commit", lambda _connection: commits.append("commit"))
    assert receive(till.gateway, told) == [None] * len(told)
    assert (len(commits), len(till.inbox())) == (1, len(told))
    assert receive(till.gateway, told) == [None] * len(told)
    assert (len(commits), len(till.inbox())) == (1, len(told))


def test_what_could_not_be_stored_is_not_said_to_be_i6(till: Till, world: World, told: list[Delivery]) -> None:
    engine = world.portal.runtime.engine

    def read_only(connection, _record, _proxy) -> None:
        connection.execute("PRAGMA query_only = ON")

    receive(till.gateway, told[:1])
    event.listen(engine, "checkout", read_only)
    refusals = receive(till.gateway, told)
    event.remove(engine, "checkout", read_only)
    engine.dispose()
    assert {refusal and refusal.status for refusal in refusals} == {503}
    assert len(till.inbox()) == 1


@pytest.mark.parametrize(("name", "longest"), [("id", intake.LONGEST_ID), ("type", intake.LONGEST_KIND)])
def test_no_event_is_too_long_for_its_place(till: Till, told: list[Delivery], name: str, longest: int) -> None:
    def as_long_as(length: int) -> Delivery:
        body = json.dumps(json.loads(told[0].body) | {name: "x" * length})
        at, secret = int(till.world.clock.now().timestamp()), till.account(till.world.a)[1]
        signature = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=at)
        return replace(told[0], body=body.encode(), signature=signature)

    refusals = receive(till.gateway, [as_long_as(longest), as_long_as(longest + 1)])
    assert [refusal and refusal.status for refusal in refusals] == [None, 400]

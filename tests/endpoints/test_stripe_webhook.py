"""Many webhooks at once: each waits for the commit that its event is in."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.domain.payments.till import Delivery, Till
from tests.world import World
from toolfy_portal.endpoints import stripe_webhook
from toolfy_portal.endpoints.stripe_webhook import StripeWebhooks


@pytest.fixture
def told(world: World) -> list[Delivery]:
    till = Till(world)
    till.pay(till.press_pay())
    return till.deliveries()


@pytest.fixture
async def client():
    app = Starlette(routes=[Route("/hooks/stripe/{public_id}", StripeWebhooks().answer, methods=["POST"])])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        yield client


async def post(client: httpx.AsyncClient, delivery: Delivery, **headers: str) -> int:
    path = f"/hooks/stripe/{delivery.url.rsplit('/', 1)[1]}"
    return (await client.post(path, content=delivery.body, headers={**delivery.headers, **headers})).status_code


async def test_those_that_wait_go_together_and_none_is_answered_before_its_commit_i6(
    world: World, told: list[Delivery], client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    go = threading.Event()
    real = stripe_webhook.receive

    def held(gateway, deliveries: Sequence[object]):
        batches.append(len(deliveries))
        go.wait(10)
        return real(gateway, deliveries)

    monkeypatch.setattr(stripe_webhook, "receive", held)
    posts = [asyncio.create_task(post(client, each)) for each in [*told, *told]]
    forged = asyncio.create_task(post(client, told[0], **{"Stripe-Signature": "t=1,v1=0"}))
    done, _ = await asyncio.wait([*posts, forged], timeout=0.3)
    assert not done
    go.set()
    assert await asyncio.gather(*posts, forged) == [200] * len(posts) + [401]
    assert (sum(batches), len(batches) <= 2) == (len(posts) + 1, True)
    with sqlite3.connect(world.portal.runtime.engine.url.database) as db:  # as somebody else sees it
        stored = {body for (body,) in db.execute("select body from inboxevent where state = 'new'")}
    assert stored == {each.body.decode() for each in told}


async def test_a_fault_is_no_200_and_the_next_are_taken(
    told: list[Delivery], client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(stripe_webhook, "receive", lambda *_: 1 / 0)
        assert await asyncio.gather(*(post(client, each) for each in told)) == [500] * len(told)
    assert await asyncio.gather(*(post(client, each) for each in told)) == [200] * len(told)


async def test_who_hangs_up_keeps_nobody_else_waiting(
    told: list[Delivery], client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, real = threading.Event(), stripe_webhook.receive
    monkeypatch.setattr(stripe_webhook, "receive", lambda *given: go.wait(10) and real(*given))
    gone, stays = (asyncio.create_task(post(client, told[0])) for _ in range(2))
    await asyncio.sleep(0.1)
    gone.cancel()
    go.set()
    assert await asyncio.wait_for(stays, 10) == 200

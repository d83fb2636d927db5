"""What mail services tell of messages is noted once, only ever upwards, and stands in the document's history."""

import base64
import hmac
import json
import time
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests import factories
from tests.world import World
from toolfy_portal.adapters.email_resend import ResendNews
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.endpoints.mail_news import resend_news

SECRET = "whsec_" + base64.b64encode(b"a secret of the endpoint's own").decode()


def sent(world: World, **given) -> str:
    document = world.a.document()
    with begin(world.a.system) as uow:
        about = {"kind": "invoice", "state": MessageState.SENT, "provider_id": "re_1", "to": "h@mail.example"}
        customer = world.a.customers[0]
        return uow.add(factories.outbox_message(document, uow.now, customer_id=customer, **(about | given))).id


def told(kind: str, message_id: str = "", **data) -> bytes:
    tags = {"message": message_id} if message_id else {}
    return json.dumps({"type": f"email.{kind}", "data": {"email_id": "re_1", "tags": tags, **data}}).encode()


def post(world: World, body: bytes, *, secret: str = SECRET, ago: int = 0) -> int:
    world.portal.mail_news = ResendNews(SECRET)
    at = str(int(time.time()) - ago)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"msg_1.{at}.".encode() + body, sha256)).decode()
    headers = {"svix-id": "msg_1", "svix-timestamp": at, "svix-signature": f"v1,{signature}"}
    site = TestClient(Starlette(routes=[Route("/hooks/resend", resend_news, methods=["POST"])]))
    return site.post("/hooks/resend", content=body, headers=headers).status_code


def message(world: World, message_id: str) -> OutboxMessage:
    with reading(world.a.staff) as uow:
        return uow.get(OutboxMessage, message_id)


def history(world: World) -> list[str]:
    with reading(world.a.staff) as uow:
        lines = activity.history(uow, world.a.document())
        return [line.summary for line in lines if line.kind.startswith("Message")]


def test_delivered_is_noted_once(world: World):
    sent_id = sent(world)
    for _ in range(2):
        assert post(world, told("delivered")) == 200
    assert message(world, sent_id).state is MessageState.DELIVERED
    assert message(world, sent_id).delivered_at == world.clock.now()
    assert history(world) == ["Delivered to h@mail.example"]


@pytest.mark.parametrize("kind", ["opened", "clicked"])
def test_opened_means_delivered_and_is_no_view(world: World, kind: str):
    sent_id = sent(world)
    post(world, told(kind))
    assert message(world, sent_id).state is MessageState.DELIVERED
    with reading(world.a.staff) as uow:
        assert "DocumentViewed" not in {line.kind for line in activity.history(uow, world.a.document())}


def test_news_come_in_any_order(world: World):
    sent_id = sent(world)
    for kind in ("complained", "delivered", "sent", "opened"):
        assert post(world, told(kind)) == 200
    assert message(world, sent_id).state is MessageState.BOUNCED
    assert message(world, sent_id).error == "it was marked as spam"
    assert history(world) == ["Not delivered to h@mail.example: it was marked as spam"]


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        ({"type": "Permanent", "subType": "NoEmail"}, "there is no such address"),
        ({"type": "Permanent", "subType": "MailboxFull"}, "their mailbox is full"),
        ({"type": "Permanent", "subType": "SomethingNew"}, "their mail server refused it"),
        ("not an object", "their mail server refused it"),
    ],
)
def test_a_bounce_says_why_in_plain_words(world: World, detail, why: str):
    sent_id = sent(world)
    assert post(world, told("bounced", bounce=detail)) == 200
    assert (message(world, sent_id).state, message(world, sent_id).error) == (MessageState.BOUNCED, why)


def test_news_faster_than_the_answer_find_the_message_by_our_own_id(world: World):
    sent_id = sent(world, provider_id="", state=MessageState.QUEUED)
    post(world, told("delivered", sent_id))
    assert message(world, sent_id).state is MessageState.DELIVERED


@pytest.mark.parametrize(("secret", "ago"), [("whsec_" + base64.b64encode(b"other").decode(), 0), (SECRET, 3600)])
def test_what_is_not_signed_lately_with_our_secret_changes_nothing(world: World, secret: str, ago: int):
    sent_id = sent(world)
    assert post(world, told("bounced"), secret=secret, ago=ago) == 401
    assert message(world, sent_id).state is MessageState.SENT


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b'{"type": "email.delivered", "data": 3}', b"\xff"])
def test_signed_nonsense_is_refused(world: World, body: bytes):
    assert post(world, body) == 401


def test_news_of_what_we_never_sent_is_answered(world: World):
    assert post(world, told("delivered")) == 200
    assert post(world, json.dumps({"type": "contact.created", "data": {}}).encode()) == 200

"""What Twilio tells becomes a state of the message, or an opt-out; what others tell becomes nothing."""

import base64
import hashlib
import hmac

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests import factories
from tests.world import World
from toolfy_portal.adapters.sms_twilio import TwilioSender
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.notifications.models import Channel, MessageState, OutboxMessage, TextOptOut
from toolfy_portal.site.routes import site

NUMBER = "+447700900482"


@pytest.fixture
def client(world: World) -> TestClient:
    world.portal.texts = TwilioSender("AC1", "token", "+15005550006", "")
    for tenant in (world.a, world.b):
        with begin(tenant.system) as uow:
            about = {"channel": Channel.SMS, "to": NUMBER, "state": MessageState.SENT}
            made = factories.outbox_message(tenant.document(), uow.now, provider_id=f"SM{tenant.letter}", **about)
            uow.add(made)
    app: Starlette = site(world.portal.settings.front_end, ())
    return TestClient(app)


def tell(client: TestClient, world: World, form: dict[str, str], token: str = "token") -> int:
    text = f"{world.portal.settings.public_url}/hooks/twilio" + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()
    return client.post("/hooks/twilio", data=form, headers={"X-Twilio-Signature": signature}).status_code


def message(world: World, letter: str = "a") -> OutboxMessage:
    with reading(getattr(world, letter).staff) as uow:
        found = uow.first(select(OutboxMessage).where(OutboxMessage.provider_id == f"SM{letter}"))
        assert found
        return found


def opted_out(world: World) -> list[bool]:
    found: list[bool] = []
    for tenant in (world.a, world.b):
        with reading(tenant.staff) as uow:
            found.append(uow.first(select(TextOptOut).where(TextOptOut.number == NUMBER)) is not None)
    return found


def test_delivered_is_the_last_word(client: TestClient, world: World) -> None:
    assert tell(client, world, {"MessageSid": "SMa", "MessageStatus": "delivered"}) == 200
    told = message(world)
    assert (told.state, told.delivered_at) == (MessageState.DELIVERED, world.clock.now())
    assert tell(client, world, {"MessageSid": "SMa", "MessageStatus": "undelivered", "ErrorCode": "30003"}) == 200
    assert message(world).state is MessageState.DELIVERED
    assert message(world, "b").state is MessageState.SENT


def test_what_failed_says_why(client: TestClient, world: World) -> None:
    tell(client, world, {"MessageSid": "SMa", "MessageStatus": "undelivered", "ErrorCode": "30003"})
    told = message(world)
    assert (told.state, told.error) == (MessageState.FAILED, "The phone can't be reached.")


def test_stop_and_start_count_for_every_business_that_texted_the_number(client: TestClient, world: World) -> None:
    for word in ("STOP", " stop.", "Unsubscribe"):
        assert tell(client, world, {"From": NUMBER, "Body": word}) == 200
    assert opted_out(world) == [True, True]
    tell(client, world, {"From": NUMBER, "Body": "When do you come?"})
    assert opted_out(world) == [True, True]
    tell(client, world, {"From": NUMBER, "Body": "START"})
    assert opted_out(world) == [False, False]
    tell(client, world, {"From": "+447700900999", "Body": "STOP"})
    assert opted_out(world) == [False, False]


def test_others_are_not_believed(client: TestClient, world: World) -> None:
    assert tell(client, world, {"From": NUMBER, "Body": "STOP"}, token="guess") == 401
    assert client.post("/hooks/twilio", data={"From": NUMBER, "Body": "STOP"}).status_code == 401
    assert tell(client, world, {"MessageSid": "SMa", "MessageStatus": "delivered"}, token="guess") == 401
    assert opted_out(world) == [False, False]
    assert message(world).state is MessageState.SENT

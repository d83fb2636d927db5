"""The outbox is read by those who may copy links, and what went wrong goes out again as a message of its own."""

from dataclasses import replace

import pytest

from tests.domain.test_sending_documents import send
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.notifications import outbox
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.notifications.outbox import Show


def bounced(world: World) -> str:
    message_id = send(world).id
    with begin(world.a.system) as uow:
        uow.get(OutboxMessage, message_id).state = MessageState.BOUNCED
    return message_id


def again(world: World, message_id: str, to: str = "right@firm.example") -> OutboxMessage:
    with begin(world.a.staff) as uow:
        return outbox.send_again(uow, message_id, to)


def test_the_same_mail_goes_to_the_corrected_address(world: World):
    old = bounced(world)
    new = again(world, old)
    with reading(world.a.staff) as uow:
        was = outbox.read(uow, old)
    assert (was.state, new.state, new.to) == (MessageState.BOUNCED, MessageState.QUEUED, "right@firm.example")
    assert (new.html(running().keys), new.subject) == (was.html(running().keys), was.subject)
    assert new.dedupe != was.dedupe
    assert (new.link_id, new.attaches_pdf, new.tries) == (was.link_id, True, 0)


def test_pressed_twice_it_goes_once_and_later_once_more(world: World):
    old = bounced(world)
    first = again(world, old)
    assert again(world, old).id == first.id
    with begin(world.a.system) as uow:
        uow.get(OutboxMessage, first.id).state = MessageState.SENT
    assert again(world, old).id != first.id


def test_what_is_still_waiting_is_not_sent_twice(world: World):
    with pytest.raises(Conflict):
        again(world, send(world).id)


def test_a_link_that_was_replaced_is_not_sent_again(world: World):
    old = bounced(world)
    with begin(world.a.staff) as uow:
        links.regenerate(uow, world.a.document())
    with pytest.raises(Conflict, match="no longer works"):
        again(world, old)


def test_a_wrong_address_is_said_at_its_field(world: World):
    with pytest.raises(InvalidField) as refused:
        again(world, bounced(world), "right@")
    assert refused.value.field == "to"


def test_technicians_read_nothing(world: World):
    message_id = send(world).id
    with reading(replace(world.a.staff, role=Role.TECHNICIAN)) as uow:
        with pytest.raises(Forbidden):
            outbox.read(uow, message_id)
        with pytest.raises(Forbidden):
            outbox.page_of(uow, Show.ALL, "", 1)


def test_another_business_s_message_is_out_of_reach(world: World):
    message_id = send(world).id
    with reading(world.b.staff) as uow:
        with pytest.raises(NotFound):
            outbox.read(uow, message_id)
        assert all(each.message.business_id == world.b.business_id for each in outbox.page_of(uow, Show.ALL, "", 1)[0])


def test_it_is_searched_and_narrowed_down(world: World):
    message_id = bounced(world)

    def found(show: Show, search: str) -> list[str]:
        with reading(world.a.staff) as uow:
            return [each.message.id for each in outbox.page_of(uow, show, search, 1)[0]]

    assert found(Show.ALL, "")[0] == message_id
    assert found(Show.FAILED, "") == [message_id]
    assert found(Show.ALL, "DESK@firm") == [message_id]
    assert message_id in found(Show.ALL, "a-01")
    assert message_id not in found(Show.WAITING, "")
    assert found(Show.ALL, "%") == []

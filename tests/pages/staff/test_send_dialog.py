"""Send to Customer: the dialog sends what was read, once, and keeps the link to itself."""

import pytest
from sqlmodel import select

from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business, Plan
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.invoice.sending import SendState

WORDS = {"turn": "0", "subject": "Invoice A-01", "message": "Hello", "text": "Here it is:", "pdf": "on"}


@pytest.fixture(autouse=True)
def _on_pro(world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).plan = Plan.PRO
        uow.get(Customer, world.a.customers[0]).phone = "07700 900482"


async def opened(house: House, cookie: str, invoice_id: str) -> Tab:
    tab = house.tab(f"/staff/invoices/{invoice_id}", cookie)
    await tab.send(SendState.open)
    return tab


def form(world: World, **more: str) -> dict[str, str]:
    return {**WORDS, f"email-{world.a.customers[0]}": "on", f"phone-{world.a.customers[0]}": "on", **more}


def queued(world: World) -> list[str]:
    with reading(world.a.staff) as uow:
        found = uow.all(select(OutboxMessage).where(OutboxMessage.sent_by != ""))
        return sorted(f"{each.channel} {each.to}" for each in found)


async def test_it_begins_with_the_words_and_the_people(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    state = await tab.state(SendState)
    assert state.shown.about == "A-01 for Customer a0, £100.00"
    assert (state.shown.by_email[0].address, state.shown.by_email[0].is_chosen) == ("customer0@a.example", True)
    assert state.shown.by_text[0].address == "07700 900482"
    assert "A-01" in state.shown.subject
    assert state.text.whole.endswith(f"http://localhost:8000/p/{'•' * 12}")
    assert state.text.counted.endswith("characters, sent as 1 text")
    await tab.send(SendState.measure, words="Żółw " * 20)
    assert (await tab.state(SendState)).text.counted.endswith(
        "sent as 3 texts, because of a character outside the basic alphabet"
    )


async def test_an_overdue_invoice_is_reminded_of(house: House, world: World, cookie_a: str) -> None:
    shown = (await (await opened(house, cookie_a, world.a.document("overdue"))).state(SendState)).shown
    assert "overdue" in shown.subject
    assert "reminder" in shown.text


async def test_it_is_sent_once_and_tells_honestly(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(SendState.choose, way="texts", is_on=True)
    await tab.send(SendState.start)
    assert (await tab.state(SendState)).busy
    for _ in range(2):
        await tab.send(SendState.send, form=form(world))
    state = await tab.state(SendState)
    assert (state.done, state.failed, state.busy) == (1, "", False)
    assert queued(world) == ["email customer0@a.example", "sms +447700900482"]
    kept = "Kept in the outbox, not sent: customer0@a.example and 07700 900482. This portal has no provider yet."
    assert (await tab.state(Notices)).text == kept
    assert world.a.link().token not in tab.received


async def test_only_the_ways_that_are_chosen_are_used(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(SendState.send, form=form(world, other_number="nonsense"))
    assert queued(world) == ["email customer0@a.example"]


async def test_what_is_wrong_stands_at_its_field(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(SendState.send, form=form(world, other_email="nobody"))
    state = await tab.state(SendState)
    assert (state.wrong, state.done) == ("other_email", 0)
    assert queued(world) == []
    await tab.send(SendState.send, form=form(world, subject=" "))
    assert (await tab.state(SendState)).wrong == "subject"
    await tab.send(SendState.send, form=WORDS)
    state = await tab.state(SendState)
    assert (state.wrong, state.failed) == ("to", "Choose who gets it.")


async def test_sending_again_at_once_asks_first(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(SendState.send, form=form(world))
    await tab.send(SendState.open)
    await tab.send(SendState.send, form=form(world, turn="1"))
    state = await tab.state(SendState)
    assert (state.asks, state.done) == (True, 1)
    await tab.send(SendState.send, form=form(world, turn="1"))
    state = await tab.state(SendState)
    assert (state.asks, state.done) == (False, 2)
    assert len(queued(world)) == 2


async def test_a_free_business_is_refused_whatever_the_browser_sends(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).plan = Plan.FREE
    tab = await opened(house, cookie_a, world.a.document())
    assert not (await tab.state(SendState)).shown.has_texts
    await tab.send(SendState.choose, way="texts", is_on=True)
    await tab.send(SendState.send, form=form(world))
    assert "part of Pro and Unlimited" in (await tab.state(SendState)).failed
    assert queued(world) == []


async def test_another_business_s_invoice_is_out_of_reach(
    house: House, world: World, cookie_a: str, cookie_b: str
) -> None:
    stranger = await opened(house, cookie_b, world.a.document())
    assert (await stranger.state(SendState)).shown.about == ""
    await stranger.send(SendState.send, form=form(world))
    tab = await opened(house, cookie_b, world.b.document())
    tab.path = f"/staff/invoices/{world.a.document()}"
    await tab.send(SendState.send, form=form(world))
    assert queued(world) == []
    assert not [canary for canary in world.a.canaries if canary in stranger.received + tab.received]


async def test_nobody_sends_without_a_session(house: House, world: World) -> None:
    tab = await opened(house, "", world.a.document())
    await tab.send(SendState.send, form=form(world))
    assert tab.redirects == ["/staff/sign-in"] * 2
    assert queued(world) == []


async def test_the_ways_are_those_three(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(SendState.choose, way="done", is_on=True)
    assert (await tab.state(SendState)).done == 0

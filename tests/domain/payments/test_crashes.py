"""The process dies at the worst moments, comes back, and the invoice is paid once."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.domain.payments.till import Killed, Till
from tests.world import World
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import attempts, inbox, ledger
from toolfy_portal.domain.payments.models import AttemptState, InboxState

Break = Callable[[Till, pytest.MonkeyPatch], None]


def _before(name: str) -> Break:
    def breaks(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
        def dies(*_asked: Any) -> None:
            raise Killed

        monkeypatch.setattr(till.gateway, name, dies)

    return breaks


def _after(name: str) -> Break:
    def breaks(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
        real = getattr(till.gateway, name)

        def dies(*asked: Any) -> None:
            real(*asked)
            raise Killed

        monkeypatch.setattr(till.gateway, name, dies)

    return breaks


def _in(module: Any, name: str) -> Break:
    def breaks(_till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
        def dies(*_asked: Any) -> None:
            raise Killed

        monkeypatch.setattr(module, name, dies)

    return breaks


def _after_commit(topic: str) -> Break:
    """Pages and the worker are rung after the commit: what is on disk stays there."""

    def breaks(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
        live, real = till.world.portal.runtime.live, till.world.portal.runtime.live.publish
        named = till.world.a.document() if topic == "invoice" else topic

        def dies(topics: Any) -> None:
            if named in topics:
                raise Killed
            real(topics)

        monkeypatch.setattr(live, "publish", dies)

    return breaks


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(_before("create_checkout"), id="after intent"),
        pytest.param(_after("create_checkout"), id="after create"),
        pytest.param(_after_commit("invoice"), id="after the session is stored"),
    ],
)
def test_killed_while_pay_was_pressed_a46(till: Till, breaks: Break) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        breaks(till, monkeypatch)
        with pytest.raises(Killed):
            till.press_pay()
    till.pay(till.press_pay())
    till.work()
    till.paid_once()
    assert len(till.attempts()) == 1
    assert till.sessions() == 1


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(_after("find_checkout"), id="after fetch"),
        pytest.param(_in(ledger, "recount"), id="after the ledger line"),
        pytest.param(_in(links, "keep_for_records"), id="before the messages"),
        pytest.param(_in(inbox, "settle"), id="before posting"),
        pytest.param(_after_commit("invoice"), id="after commit"),
        pytest.param(_after_commit("outbox"), id="after commit, with messages waiting"),
    ],
)
def test_killed_while_a_webhook_was_worked_a46(till: Till, breaks: Break) -> None:
    till.pay(till.press_pay())
    for delivery in till.deliveries():
        till.receive(delivery)
    with pytest.MonkeyPatch.context() as monkeypatch:
        breaks(till, monkeypatch)
        with pytest.raises(Killed):
            till.work()
    till.recover()
    till.paid_once()
    assert {event.state for event in till.inbox()} == {InboxState.DONE}


def test_killed_between_storing_a_webhook_and_answering_r16(till: Till) -> None:
    till.pay(till.press_pay())
    for delivery in till.deliveries():
        with pytest.MonkeyPatch.context() as monkeypatch:
            _after_commit(attempts.TOPIC)(till, monkeypatch)
            with pytest.raises(Killed):
                till.receive(delivery)
        till.receive(delivery)  # no answer: Stripe tells again
    assert len(till.inbox()) == 3
    till.work()
    till.paid_once()


def test_the_gateway_is_down_for_a_while_and_nothing_is_lost(till: Till) -> None:
    till.pay(till.press_pay())
    for delivery in till.deliveries():
        till.receive(delivery)

    def down(*_asked: Any) -> None:
        raise GatewayError("Stripe can't be reached right now.", again=True)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(till.gateway, "find_checkout", down)
        till.work()
    assert {(event.state, event.tries) for event in till.inbox()} == {(InboxState.NEW, 1)}
    assert {event.error for event in till.inbox()} == {"Stripe can't be reached right now."}
    till.recover()
    till.paid_once()


@pytest.mark.usefixtures("errors_are_expected")
def test_an_event_that_cannot_be_worked_keeps_no_other_waiting(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    for delivery in till.deliveries():
        till.receive(delivery)
    first = till.inbox()[0].body
    real = till.gateway.translate

    def translate(body: str) -> Any:
        if body == first:
            raise RuntimeError("no idea")
        return real(body)

    till.gateway.translate = translate
    till.work()
    till.paid_once()
    for _ in range(inbox.MAX_TRIES):
        world.clock.forward(hours=2)
        till.work()
    stuck = [event for event in till.inbox() if event.state is InboxState.PARKED]
    assert [(event.body, event.error) for event in stuck] == [(first, "It can't be worked: see the log")]


def test_an_attempt_stripe_will_never_make_is_given_up(till: Till, world: World) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        _before("create_checkout")(till, monkeypatch)
        with pytest.raises(Killed):
            till.press_pay()
    world.clock.forward(minutes=45)  # too late for a checkout that would end in 15 minutes
    till.work()
    assert [each.state for each in till.attempts()] == [AttemptState.ABANDONED]
    till.pay(till.press_pay())
    till.work()
    till.paid_once()


def test_an_old_attempt_without_a_session_does_not_keep_the_customer_from_paying(till: Till, world: World) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        _before("create_checkout")(till, monkeypatch)
        with pytest.raises(Killed):
            till.press_pay()
    world.clock.forward(minutes=45)
    till.pay(till.press_pay())
    till.work()
    till.paid_once()
    assert sorted(each.state for each in till.attempts()) == ["abandoned", "succeeded"]


def test_nothing_is_shared_with_the_other_business(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    till.work()
    with reading(world.b.system):
        assert till.invoice(tenant=world.b).paid_minor == 0
    assert till.ledger(world.b.document(), world.b) == []

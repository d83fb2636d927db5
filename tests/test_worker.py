"""The worker: everything that waits is done, an error in one thing keeps nothing else waiting, and it stops."""

import logging
import time
from collections.abc import Callable

import pytest

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.email import Email, SendError
from toolfy_portal.core.errors import Invalid
from toolfy_portal.domain.notifications.models import MessageState
from toolfy_portal.domain.payments.attempts import TOPIC
from toolfy_portal.worker import FLOOD, FLOOD_SECONDS, IDLE_SECONDS, Worker


@pytest.fixture
def till(world: World) -> Till:
    return Till(world)


def until(done: Callable[[], bool], seconds: float = 20) -> float:
    """Wait for it; return how long it took."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds
        time.sleep(0.01)
    return time.monotonic() - began


def test_one_round_does_all_that_waits(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    worker = Worker(world.portal)
    assert worker.work_once() > 0  # delivered, worked, posted, sent
    till.paid_once()
    assert {mail.state for mail in till.mails()} == {MessageState.CAPTURED}
    assert worker.work_once() == 0


def test_a_payment_wakes_it(till: Till, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolfy_portal.worker.IDLE_SECONDS", 60)
    assert IDLE_SECONDS <= 1
    worker = Worker(world.portal)
    started = till.press_pay()
    worker.start()
    time.sleep(0.2)  # it found nothing and sleeps for a minute
    till.pay(started)
    try:
        until(lambda: till.invoice().paid_minor == 10000)
        until(lambda: {mail.state for mail in till.mails()} == {MessageState.CAPTURED})
    finally:
        worker.stop()
    till.paid_once()
    assert not worker._thread.is_alive()


def test_after_the_stop_it_does_nothing_more(till: Till, world: World) -> None:
    worker = Worker(world.portal)
    worker.start()
    worker.stop()
    till.pay(till.press_pay())
    time.sleep(0.1)
    assert till.invoice().paid_minor == 0


@pytest.mark.parametrize("error", [RuntimeError("a bug"), Invalid("in words")])
@pytest.mark.parametrize("step", ["_demo", "_inbox", "_reconcile"])
def test_an_error_in_one_step_keeps_no_other_waiting(
    till: Till, world: World, caplog: pytest.LogCaptureFixture, step: str, error: Exception
) -> None:
    class Broken(Worker):
        pass

    def fails(_self: Worker) -> int:
        raise error

    setattr(Broken, step, fails)
    Broken(world.portal).work_once()
    assert {mail.state for mail in till.mails(world.a.document("paid"))} == {MessageState.CAPTURED}
    told = [record.levelname for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == ["ERROR" if isinstance(error, RuntimeError) else "WARNING"]


def test_a_webhook_that_is_refused_is_delivered_again(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    till.double.knobs.wrong_secret = True
    till.work()
    assert till.inbox() == []
    till.double.knobs.wrong_secret = False
    world.clock.forward(seconds=2)
    till.work()
    till.paid_once()


def test_a_stand_in_that_dates_back_is_refused_until_it_does_not(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    till.double.knobs.back_date = 301
    till.work()
    assert till.inbox() == []
    till.double.knobs.back_date = 0
    world.clock.forward(seconds=2)
    till.work()
    till.paid_once()


class Post:
    """A sender that fails as long as it is told to."""

    captures = False
    per_second = 0.0

    def __init__(self, *, again: bool) -> None:
        self.again, self.works, self.tried = again, False, list[str]()

    def send(self, message: Email) -> str:
        self.tried.append(message.id)
        if not self.works:
            raise SendError("no luck", again=self.again)
        return "provider-id"


def paid(till: Till, world: World, sender: Post) -> Worker:
    till.work()  # what the world was planted with
    world.portal.mail = sender
    till.pay(till.press_pay())
    return Worker(world.portal)


def test_a_message_waits_longer_after_each_try_and_goes_out_in_the_end(
    till: Till, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    sender = Post(again=True)
    worker = paid(till, world, sender)
    worker.work_once()
    waits: list[float] = []
    for _ in range(3):
        mail = till.mails()[0]
        assert (mail.state, mail.error) == (MessageState.QUEUED, "no luck")
        waits.append((mail.due_at - world.clock.now()).total_seconds())
        world.clock.forward(seconds=waits[-1] - 1)
        tried = len(sender.tried)
        worker.work_once()
        assert len(sender.tried) == tried  # not before its time
        world.clock.forward(seconds=1)
        worker.work_once()
    assert waits == [10, 20, 40]
    sender.works = True
    world.clock.forward(hours=1)
    worker.work_once()
    for mail in till.mails():
        assert (mail.state, mail.provider_id, mail.error) == (MessageState.SENT, "provider-id", "")
        assert mail.sent_at == world.clock.now()
    assert len(set(sender.tried)) == 2  # the same id at each try


@pytest.mark.parametrize(("again", "tries"), [(True, 10), (False, 1)])
def test_a_message_fails_after_ten_tries_or_at_once_for_good(till: Till, world: World, again: bool, tries: int) -> None:
    sender = Post(again=again)
    worker = paid(till, world, sender)
    for _ in range(15):
        worker.work_once()
        world.clock.forward(hours=1, seconds=1)
    assert {(mail.state, mail.tries, mail.error) for mail in till.mails()} == {(MessageState.FAILED, tries, "no luck")}
    assert len(sender.tried) == 2 * tries
    till.paid_once()  # the money is in all the same


def test_a_sender_that_died_is_followed_by_another_when_its_lease_ends(till: Till, world: World) -> None:
    class Dies(Post):
        def send(self, message: Email) -> str:
            raise KeyboardInterrupt

    worker = paid(till, world, Dies(again=True))
    with pytest.raises(KeyboardInterrupt):
        worker.work_once()
    world.portal.mail = second = Post(again=True)
    second.works = True
    worker.work_once()
    assert len(second.tried) == 1  # the one that nobody had begun
    world.clock.forward(seconds=121)
    worker.work_once()
    assert len(second.tried) == 2
    assert {mail.state for mail in till.mails()} == {MessageState.SENT}


def test_it_stands_back_from_a_flood_and_then_works_it(till: Till, world: World) -> None:
    worker = Worker(world.portal)
    worker.start()
    try:
        for _ in range(FLOOD):
            world.portal.runtime.live.publish([TOPIC])
        started = time.monotonic()
        till.pay(till.press_pay())
        until(lambda: till.invoice().paid_minor == 10000)
        assert time.monotonic() - started > FLOOD_SECONDS / 2
    finally:
        worker.stop()
    till.paid_once()

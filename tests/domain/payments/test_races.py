"""Many at once, on both databases: one checkout, one payment, one message."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.email import Email
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.notifications.models import MessageState
from toolfy_portal.domain.notifications.sending import send_due
from toolfy_portal.domain.payments import desk, inbox, intake, ledger
from toolfy_portal.domain.payments.checkout import Started, sync
from toolfy_portal.domain.payments.models import AttemptState, InboxState
from toolfy_portal.worker import Worker

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)

MANY = 8


def at_once(what: Callable[[], Any], times: int = MANY) -> list[Any]:
    """Do it in as many threads, all starting together; an error in one is raised."""
    gate = threading.Barrier(times)

    def one() -> Any:
        gate.wait()
        return what()

    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(one) for _ in range(times)]]


def test_eight_people_press_pay_and_one_checkout_opens_r19_a42(till: Till) -> None:
    started = at_once(till.press_pay)
    assert len({each.url for each in started}) == 1
    assert len(till.attempts()) == 1
    assert till.history().count("PaymentStarted") == 1


def test_eight_workers_and_everybody_asking_pay_once(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    for delivery in till.deliveries():
        till.receive(delivery)
    attempt_id, worker = till.attempts()[0].id, Worker(world.portal)

    def anybody() -> None:
        sync(world.a.system, till.gateway, attempt_id)
        while worker.work_once():
            pass

    at_once(anybody)
    till.paid_once()
    assert {mail.tries for mail in till.mails()} == {1}


def test_the_same_webhook_eight_times_at_once_is_one_event_r15(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    till.pay(till.press_pay())
    delivery = till.deliveries()[0]

    def slow_id(prefix: str) -> str:  # all have looked before the first has stored
        time.sleep(0.1)
        return new_id(prefix)

    monkeypatch.setattr(intake, "new_id", slow_id)
    at_once(lambda: till.receive(delivery))
    assert len(till.inbox()) == 1


def test_two_workers_claim_an_event_once(till: Till) -> None:
    till.pay(till.press_pay())
    till.receive(next(each for each in till.deliveries() if each.kind == "checkout.session.completed"))
    asked: list[str] = []
    real = till.gateway.find_checkout

    def find(account, session_id):
        asked.append(session_id)
        return real(account, session_id)

    till.gateway.find_checkout = find
    at_once(lambda: inbox.work_inbox(till.gateway))
    assert len(asked) == 1
    assert [event.state for event in till.inbox()] == [InboxState.DONE]
    till.work()
    till.paid_once()


def test_two_workers_send_a_message_once(till: Till) -> None:
    class Slow:
        captures = False
        per_second = 0.0

        def __init__(self) -> None:
            self.sent: list[str] = []

        def send(self, message: Email) -> str:
            self.sent.append(message.id)
            return "sent"

    till.pay(till.press_pay())
    for delivery in till.deliveries():
        till.receive(delivery)
    inbox.work_inbox(till.gateway)
    sender = Slow()
    at_once(lambda: send_due(sender, "Portal <portal@localhost>"))
    assert len(sender.sent) == len(set(sender.sent))
    assert {mail.id for mail in till.mails()} < set(sender.sent)  # the planted invoices have receipts, too
    assert {mail.state for mail in till.mails()} == {MessageState.SENT}


def test_a_slow_answer_to_create_does_not_undo_a_payment(till: Till, world: World) -> None:
    """Stripe's answer to Pay is stored after the payment was: the attempt stays paid, and is not looked at for ever."""
    real = till.gateway.create_checkout

    def create(*asked):
        opened = real(*asked)
        till.gateway.create_checkout = real
        till.pay(Started(opened.url, ""))
        for delivery in till.deliveries():
            till.receive(delivery)
        till.work()
        return opened

    till.gateway.create_checkout = create
    with pytest.raises(Conflict, match="paid already"):
        till.press_pay()
    till.paid_once()
    assert [each.state for each in till.attempts()] == [AttemptState.SUCCEEDED]


def test_two_pay_while_the_balance_changes(till: Till, world: World) -> None:
    old = till.press_pay()
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).total_minor = 8000
    started = at_once(till.press_pay)
    assert len({each.url for each in started}) == 1
    assert started[0].url != old.url
    assert sorted(each.state for each in till.attempts()) == ["open", "superseded"]


def test_two_kinds_of_money_at_once_are_both_counted(till: Till, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    till.pay(till.press_pay())
    attempt, real = till.attempts()[0], ledger.recount

    def slow(uow: Any, invoice: Invoice) -> None:  # summed, not yet committed: whoever comes now must wait
        real(uow, invoice)
        time.sleep(0.4)

    def cash() -> None:
        with begin(world.a.staff) as uow:
            desk.record_payment(uow, world.a.document(), 300, desk.Method.CASH, uow.now.date(), "")

    monkeypatch.setattr(ledger, "recount", slow)
    both = iter([lambda: sync(world.a.system, till.gateway, attempt.id), cash])
    at_once(lambda: next(both)(), times=2)
    assert till.invoice().paid_minor == 10300 == sum(entry.amount_minor for entry in till.ledger())


def test_the_database_itself_keeps_a_second_live_checkout_away(till: Till, world: World) -> None:
    till.press_pay()
    first = till.attempts()[0]
    twin = {"id": new_id("att"), "public_id": new_id("pub"), "key": new_id("key"), "session_id": None}
    with pytest.raises(Conflict), begin(world.a.system) as uow:
        uow.add(type(first)(**first.model_dump() | twin))

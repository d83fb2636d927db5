"""Messages are written with their cause, once, and sent at least once."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from tests import factories
from tests.world import World
from toolfy_portal.adapters.email import Attachment, Email, MailFolder, SendError
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.turns import take_turn
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.alerts import mailing
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.notifications.sending import MAX_TRIES, send_due
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import PaymentAccount

SENDER = "Portal <portal@example.com>"


@pytest.fixture(autouse=True)
def _empty_outbox(world: World, tmp_path) -> None:
    mailing.mail_new()
    send_due(MailFolder(tmp_path / "earlier"), SENDER)


def pay(world: World, amount: int = 10000, ref: str = "pi_1") -> None:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document(), lock=True)
        account = uow.get(PaymentAccount, world.a.account_id)
        ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, amount, uow.now, ref=ref))
    mailing.mail_new()


def outbox(kind: str) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.state == MessageState.QUEUED)
    return [message for (message,) in look(found.order_by(OutboxMessage.created_at))]


@dataclass
class Post:
    """A sender that fails as often as it is told to."""

    failures: list[SendError] = field(default_factory=list)
    sent: list[Email] = field(default_factory=list)
    captures: bool = False
    per_second: float = 0

    def send(self, message: Email) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return f"provider-{len(self.sent)}"


def test_a_payment_thanks_the_customer_and_tells_the_business(world: World):
    pay(world, 4000)
    [receipt] = outbox("receipt")
    assert receipt.to == "customer0@a.example"
    assert receipt.subject == "Receipt RCT-0005 for invoice A-01"
    assert "£40.00" in receipt.text(running().keys)
    assert "£60.00" in receipt.text(running().keys)
    assert world.a.link().token in receipt.text(running().keys)
    assert "This was a test. No money moved." in receipt.text(running().keys)
    [told] = outbox("staff_paid")
    assert told.to == "hello@fernhill.example"
    assert "£40.00 paid on invoice A-01" in told.text(running().keys)
    assert not [
        canary for canary in world.b.canaries if canary in receipt.text(running().keys) + told.text(running().keys)
    ]


def test_the_same_payment_told_twice_makes_one_message(world: World):
    pay(world)
    pay(world)
    assert len(outbox("receipt")) == 1
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).paid_minor == 10000


def test_a_customer_without_an_address_leaves_a_line_instead(world: World):
    with begin(world.a.system) as uow:
        uow.get(Customer, world.a.customers[0]).email = ""
    pay(world)
    assert outbox("receipt") == []
    with reading(world.a.staff) as uow:
        lines = [entry.summary for entry in activity.history(uow, world.a.document())]
    assert "Not sent, the customer has no e-mail address: Receipt RCT-0005 for invoice A-01" in lines


def test_a_business_without_an_address_gets_none(world: World):
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).email = ""
    pay(world)
    assert outbox("staff_paid") == []
    assert len(outbox("receipt")) == 1


def test_names_cant_put_html_into_a_message(world: World):
    with begin(world.a.system) as uow:
        uow.get(Customer, world.a.customers[0]).name = "<script>alert(1)</script>"
    pay(world)
    [told] = outbox("staff_paid")
    assert "<script>" not in told.html(running().keys)
    assert "&lt;script&gt;" in told.html(running().keys)


def test_asking_for_a_fresh_link_twice_sends_one(world: World, clock):
    clock.forward(days=31)
    for _ in range(2):
        with begin(world.a.system) as uow:
            links.ask_fresh(uow, world.a.link().access.link_id)
            current = links.current(uow, world.a.document())
            assert current is not None
            token = links.token_of(uow, current)
    [message] = outbox("fresh_link")
    assert token in message.text(running().keys)
    assert message.to == "customer0@a.example"


def test_sending(world: World, clock):
    pay(world)
    post = Post()
    assert send_due(post, SENDER) == 2
    assert send_due(post, SENDER) == 0
    assert {each.to for each in post.sent} == {"customer0@a.example", "hello@fernhill.example"}
    assert {each.reply_to for each in post.sent} == {"hello@fernhill.example"}
    with reading(world.a.staff) as uow:
        [receipt] = uow.all(select(OutboxMessage).where(OutboxMessage.id == post.sent[0].id))
    assert (receipt.state, receipt.sent_at, receipt.error) == (MessageState.SENT, clock.now(), "")
    assert receipt.provider_id == "provider-1"


def test_a_failure_is_tried_again_later_with_the_same_id(world: World, clock):
    pay(world)
    post = Post(failures=[SendError("busy", again=True), SendError("busy", again=True)])
    send_due(post, SENDER)
    assert post.sent == []
    assert send_due(post, SENDER) == 0
    waiting = {message.id for message in outbox("receipt") + outbox("staff_paid")}
    clock.forward(seconds=10)
    send_due(post, SENDER)
    assert {each.id for each in post.sent} == waiting


def test_a_hopeless_message_is_given_up(world: World, clock):
    pay(world)
    hopeless, busy = SendError("no such address", again=False), [SendError("busy", again=True)] * MAX_TRIES
    post = Post(failures=[hopeless, *busy])
    for _ in range(MAX_TRIES):
        send_due(post, SENDER)
        clock.forward(hours=2)
    with reading(world.a.staff) as uow:
        failed = uow.all(select(OutboxMessage).where(OutboxMessage.state == MessageState.FAILED))
    assert {(message.tries, message.error) for message in failed} == {(1, "no such address"), (MAX_TRIES, "busy")}
    assert post.sent == []


def test_a_sender_that_died_is_followed_by_another_after_two_minutes(world: World, clock):
    pay(world)

    class Dies(Post):
        def send(self, message: Email) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(Dies(), SENDER)
    post = Post()
    send_due(post, SENDER)
    assert len(post.sent) == 1  # the other message; the one in hand is leased
    clock.forward(minutes=2)
    send_due(post, SENDER)
    assert len(post.sent) == 2


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyError("id"), UnicodeError("odd")])
def test_no_error_of_a_transport_keeps_other_messages_waiting(world: World, clock, error: Exception):
    pay(world)

    class Odd(Post):
        def send(self, message: Email) -> str:
            if message.to == "customer0@a.example":
                raise error
            return super().send(message)

    post = Odd()
    send_due(post, SENDER)
    assert [each.to for each in post.sent] == ["hello@fernhill.example"]
    [waiting] = outbox("receipt")
    assert (waiting.tries, waiting.due_at > clock.now()) == (1, True)


def test_what_cant_be_sent_stands_in_the_history(world: World):
    pay(world)
    send_due(Post(failures=[SendError("no such address", again=False)] * 2), SENDER)
    with reading(world.a.staff) as uow:
        lines = [entry.summary for entry in activity.history(uow, world.a.document())]
    assert "Not sent to customer0@a.example: no such address" in lines
    assert sum("Not sent" in line for line in lines) == 1  # the team's own mail is no part of the document's history


def test_files_are_asked_for_when_it_is_sent(world: World):
    pay(world)
    file = Attachment("INV-1.pdf", "application/pdf", b"%PDF")
    post = Post()
    send_due(post, SENDER, lambda access, message, html: (file,) if message.kind == "receipt" else ())
    assert [(each.to, each.attachments) for each in post.sent] == [
        ("customer0@a.example", (file,)),
        ("hello@fernhill.example", ()),
    ]


def test_a_document_that_is_gone_fails_its_message_in_words(world: World):
    pay(world)

    def gone(access, message, html):
        raise NotFound("We couldn't find that.")

    send_due(Post(), SENDER, gone)
    with reading(world.a.staff) as uow:
        failed = uow.all(select(OutboxMessage).where(OutboxMessage.state == MessageState.FAILED))
    assert {message.error for message in failed} == {"We couldn't find that."}


def test_the_pace_is_kept_by_all_together(world: World, monkeypatch: pytest.MonkeyPatch):
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    pay(world)
    send_due(Post(per_second=4), SENDER)
    assert waits == [0, 0.25]
    assert [take_turn("mail", 4) for _ in range(2)] == [0.5, 0.75]  # another process


def test_one_that_is_begun_again_and_again_is_given_up(world: World, clock):
    pay(world)
    with begin(world.a.system) as uow:
        for message in uow.all(select(OutboxMessage).where(OutboxMessage.state == MessageState.QUEUED)):
            message.tries = MAX_TRIES
    post = Post()
    send_due(post, SENDER)
    assert post.sent == []
    assert outbox("receipt") == []

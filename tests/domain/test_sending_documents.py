"""A document is mailed to whom staff chose, in the words they read, and the history says so."""

import pytest
from sqlalchemy import select

from tests.world import World
from toolfy_portal.core.errors import Conflict, InvalidField, NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.businesses.models import BillingTerms, OnlinePayments
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.notifications.documents import preview_document, send_document, suggest
from toolfy_portal.domain.notifications.models import MailKind, MessageState, OutboxMessage


def send(world: World, state: str = "due", **changes) -> OutboxMessage:
    document = world.a.document(state)
    said = {"to": "desk@firm.example", "subject": "Your invoice", "message": "Hello.\n\nHere it is.\nSoon."} | changes
    with begin(world.a.staff) as uow:
        link = links.current(uow, document)
        assert link is not None
        return send_document(uow, document, link=link, **said)


def test_what_was_previewed_is_what_is_queued(world: World):
    with reading(world.a.staff) as uow:
        link = links.current(uow, world.a.document())
        shown = preview_document(
            uow, world.a.document(), subject="Your invoice", message="Hello.\n\nHere it is.\nSoon.", link=link
        )
    sent = send(world)
    keys = running().keys
    assert (sent.subject, sent.text(keys), sent.html(keys)) == (shown.subject, shown.text, shown.html)
    assert (sent.to, sent.sent_by, sent.attaches_pdf) == ("desk@firm.example", "Ellie Marsh", True)
    assert (sent.state, sent.kind, sent.link_id) == (MessageState.QUEUED, "invoice", world.a.link().access.link_id)
    assert world.a.link().token in shown.html
    assert "Here it is.<br />Soon." in shown.html
    assert "£100.00" in shown.html
    assert "Pay Now" in shown.html


def test_the_history_names_the_receiver_and_the_sender(world: World):
    send(world)
    with reading(world.a.staff) as uow:
        [line] = [each for each in activity.history(uow, world.a.document()) if each.kind == "DocumentMailed"]
    assert (line.summary, line.actor) == ("Emailed to desk@firm.example", "Ellie Marsh")


def test_the_same_press_twice_sends_once(world: World):
    assert send(world, dedupe="press-1").id == send(world, dedupe="press-1").id
    with reading(world.a.staff) as uow:
        assert len(uow.all(select(OutboxMessage).where(OutboxMessage.to == "desk@firm.example"))) == 1
        told = [each for each in activity.history(uow, world.a.document()) if each.kind == "DocumentMailed"]
    assert len(told) == 1


def test_a_preview_without_a_link_holds_no_token(world: World):
    with reading(world.a.staff) as uow:
        shown = preview_document(uow, world.a.document(), subject="Hi", message="Hello")
    assert "/portal/" not in shown.html + shown.text
    assert "Pay Now" in shown.html


def test_it_begins_with_the_wording_filled_in(world: World):
    with reading(world.a.staff) as uow:
        words = suggest(uow, world.a.document("overdue"), MailKind.OVERDUE)
    assert words.subject == "Invoice A-03 is overdue"
    assert words.message.startswith("Hello Customer a0,\n\nInvoice A-03 was due on 18 November 2026, and £100.00 is")


@pytest.mark.parametrize(
    ("state", "button"), [("due", "Pay Now"), ("paid", "View invoice"), ("void", "View invoice"), ("draft", "")]
)
def test_pay_now_stands_only_where_something_can_be_paid(world: World, state: str, button: str):
    with reading(world.a.staff) as uow:
        shown = preview_document(uow, world.a.document(state), subject="Hi", message="Hello")
    assert ("Pay Now" in shown.html, "View invoice" in shown.html) == (button == "Pay Now", button == "View invoice")


def test_without_online_payments_there_is_no_pay_now(world: World):
    with begin(world.a.system) as uow:
        for terms in uow.all(select(BillingTerms)):
            terms.online_payments = OnlinePayments.NONE
    with reading(world.a.staff) as uow:
        assert "Pay Now" not in preview_document(uow, world.a.document(), subject="Hi", message="Hello").html


@pytest.mark.parametrize(
    ("field", "typed"),
    [("to", "hannah"), ("to", "a@b.example, c@d.example"), ("subject", " "), ("message", "\n"), ("subject", "x" * 151)],
)
def test_what_cant_be_sent_is_said_at_its_field(world: World, field: str, typed: str):
    with pytest.raises(InvalidField) as refused:
        send(world, **{field: typed})
    assert refused.value.field == field


def test_a_draft_is_not_sent(world: World):
    with begin(world.a.staff) as uow:
        link = links.current(uow, world.a.document())
        assert link is not None
        with pytest.raises(Conflict):
            send_document(uow, world.a.document("draft"), to="a@b.example", subject="Hi", message="Hi", link=link)


def test_another_business_s_document_is_out_of_reach(world: World):
    with reading(world.a.staff) as uow, pytest.raises(NotFound):
        preview_document(uow, world.b.document(), subject="Hi", message="Hello")


def test_what_people_typed_is_shown_as_text(world: World):
    sent = send(world, subject="<b>Hi</b>", message="<script>alert(1)</script> & {nobody} {customer}")
    html = sent.html(running().keys)
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {nobody} Customer a0" in html
    assert "<script>alert(1)</script> & {nobody} Customer a0" in sent.text(running().keys)

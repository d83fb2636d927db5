"""Mails say what the business wants them to say, and what can't be filled in is refused when it is saved."""

from dataclasses import replace

import pytest

from tests.domain.test_notifications import outbox, pay
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.notifications import wording
from toolfy_portal.domain.notifications.documents import preview_document
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.samples import sample
from toolfy_portal.domain.notifications.wording import STANDARD, Wording


def save(world: World, kind: MailKind, subject: str, message: str) -> None:
    with begin(world.a.staff) as uow:
        wording.save_wording(uow, kind, Wording(subject, message))


def test_the_business_s_own_words_go_out(world: World):
    save(world, MailKind.RECEIPT, "Danke, {customer}: {receipt}", "Wir haben {amount} erhalten.\r\n\r\nOffen: {left}")
    pay(world, 4000)
    receipt = outbox("receipt")[-1]
    assert receipt.subject == "Danke, Customer a0: RCT-0005"
    assert "Wir haben £40.00 erhalten.\n\nOffen: £60.00" in receipt.text(running().keys)


def test_other_businesses_keep_theirs(world: World):
    save(world, MailKind.INVOICE, "Mine", "Mine")
    with reading(world.b.staff) as uow:
        assert wording.wording(uow, MailKind.INVOICE) == STANDARD[MailKind.INVOICE].wording


def test_back_to_the_default(world: World):
    save(world, MailKind.INVOICE, "Mine", "Mine")
    with begin(world.a.staff) as uow:
        assert wording.is_own(uow, MailKind.INVOICE)
        wording.back_to_standard(uow, MailKind.INVOICE)
    with reading(world.a.staff) as uow:
        assert wording.wording(uow, MailKind.INVOICE) == STANDARD[MailKind.INVOICE].wording
        assert not wording.is_own(uow, MailKind.INVOICE)


@pytest.mark.parametrize(
    ("subject", "message", "field", "words"),
    [
        ("Hi {custmer}", "Hello", "subject", "We don’t know {custmer}. You can use {customer}, "),
        ("Hi", "Receipt {receipt}", "message", "We don’t know {receipt}."),
        ("Hi {customer", "Hello", "subject", "A { or } is left open."),
        ("Hi", "Hello }", "message", "A { or } is left open."),
        ("Hi", "Hello {}", "message", "A { or } is left open."),
        (" ", "Hello", "subject", "Write a subject."),
        ("Hi", "\n ", "message", "Write a message."),
        ("x" * 151, "Hello", "subject", "Keep the subject to 150 characters."),
    ],
)
def test_what_cant_be_filled_in_is_said_at_its_field(world: World, subject: str, message: str, field: str, words: str):
    with pytest.raises(InvalidField) as refused:
        save(world, MailKind.INVOICE, subject, message)
    assert refused.value.field == field
    assert refused.value.message.startswith(words)


@pytest.mark.parametrize("kind", MailKind)
def test_our_own_words_can_be_filled_in(kind: MailKind):
    assert wording.checked(kind, STANDARD[kind].wording) == STANDARD[kind].wording


def test_technicians_change_nothing(world: World):
    technician = replace(world.a.staff, role=Role.TECHNICIAN)
    with begin(technician) as uow:
        with pytest.raises(Forbidden):
            wording.save_wording(uow, MailKind.INVOICE, Wording("Hi", "Hi"))
        with pytest.raises(Forbidden):
            wording.save_announcement(uow, is_on=True, text="Hi")
        with pytest.raises(Forbidden):
            sample(uow, MailKind.INVOICE, Wording("Hi", "Hi"))


def test_the_announcement_stands_in_invoice_mails_once_it_is_on(world: World):
    def shown() -> str:
        with reading(world.b.staff) as uow:
            return preview_document(uow, world.b.document(), subject="Hi", message="Hello").html

    assert "canary-b-announcement" not in shown()
    with begin(world.b.staff) as uow:
        wording.save_announcement(uow, is_on=True, text="See it <online>")
    assert "See it &lt;online&gt;" in shown()


@pytest.mark.parametrize("kind", MailKind)
def test_a_sample_of_every_mail(world: World, kind: MailKind):
    with reading(world.a.staff) as uow:
        made = sample(uow, kind, STANDARD[kind].wording)
    assert "{" not in made.subject + made.text
    assert "£" in made.text or kind is MailKind.FRESH_LINK
    assert "/portal/" not in made.html

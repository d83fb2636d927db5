"""Sending an invoice to its customer: by mail and text, to several people, once."""

from dataclasses import replace

import pytest
from sqlmodel import select

from tests.world import World
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.businesses.models import Business, Plan
from toolfy_portal.domain.customers.models import Contact, Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import ShortLink
from toolfy_portal.domain.notifications.dispatch import Sending, SentJustNow, hand_over_text, send
from toolfy_portal.domain.notifications.models import Channel, OutboxMessage, TextOptOut
from toolfy_portal.domain.notifications.texting import NoTexts, queue_text
from toolfy_portal.domain.sign_in.links import by_link
from toolfy_portal.domain.sign_in.short_links import by_code

MOBILE = "+447700900482"
WORDS = Sending("snd_1", subject="Invoice", message="Here it is.", text="Here it is:")


@pytest.fixture(autouse=True)
def _on_pro(world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).plan = Plan.PRO
        uow.get(Customer, world.a.customers[0]).phone = "07700 900482"


def sent(world: World, document: str, **chosen: object) -> list[OutboxMessage]:
    with begin(world.a.staff) as uow:
        return send(uow, document, replace(WORDS, **chosen))


def to_customer(world: World) -> dict[str, tuple[str, ...]]:
    return {"by_email": (world.a.customers[0],), "by_text": (world.a.customers[0],)}


def texts_of(world: World, messages: list[OutboxMessage]) -> list[str]:
    with reading(world.a.staff) as uow:
        return [each.text(uow.keys) for each in messages]


def titles(world: World, document: str) -> list[str]:
    with reading(world.a.staff) as uow:
        return [entry.summary for entry in activity.history(uow, document)]


def test_it_goes_by_mail_and_by_text_with_a_short_link(world: World):
    mail, text = sent(world, world.a.document(), **to_customer(world), attaches_pdf=True)
    assert (mail.channel, mail.to, mail.attaches_pdf) == (Channel.EMAIL, "customer0@a.example", True)
    assert (text.channel, text.to, text.sent_by) == (Channel.SMS, MOBILE, "Ellie Marsh")
    [mailed, texted] = texts_of(world, [mail, text])
    assert world.a.link().token in mailed
    words, _, code = texted.rpartition("/p/")
    assert words == "Here it is: http://localhost:8000"
    assert by_code(code) == ("invoice", world.a.link().token)
    assert {"Emailed to customer0@a.example", "Texted to 07700 900482"} <= set(titles(world, world.a.document()))


def test_sending_again_keeps_the_link_and_gives_it_thirty_days(world: World, clock):
    sent(world, world.a.document(), **to_customer(world))
    clock.forward(days=20)
    _, text = sent(world, world.a.document(), **to_customer(world), key="snd_2")
    clock.forward(days=29)
    assert by_link("invoice", world.a.link().token) == world.a.link().access
    with reading(world.a.staff) as uow:
        assert len(uow.all(select(ShortLink).where(ShortLink.link_id == world.a.link().access.link_id))) == 1
        assert by_code(text.text(uow.keys)[-12:])[1] == world.a.link().token


def test_sending_again_within_the_minute_asks(world: World, clock):
    document = world.a.document()
    sent(world, document, **to_customer(world))
    with pytest.raises(SentJustNow, match=r"07700 900482 and customer0@a\.example less than a minute ago"):
        sent(world, document, **to_customer(world), key="snd_2")
    assert len(sent(world, document, **to_customer(world), key="snd_2", again=True)) == 2
    clock.forward(seconds=61)
    assert len(sent(world, document, **to_customer(world), key="snd_3")) == 2


def test_a_draft_is_issued_first_and_stays_one_if_it_cant_be_sent(world: World):
    draft = world.a.document("draft")
    with pytest.raises(InvalidField, match="Choose who gets it"):
        sent(world, draft)
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, draft).status is InvoiceStatus.DRAFT
    sent(world, draft, **to_customer(world))
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, draft).status is InvoiceStatus.ISSUED


def test_a_void_invoice_is_not_sent(world: World):
    with pytest.raises(Conflict, match="is void"):
        sent(world, world.a.document("void"), **to_customer(world))


def test_texts_need_the_plan_also_where_nobody_asked_the_dialog(world: World):
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).plan = Plan.FREE
    with pytest.raises(NoTexts):
        sent(world, world.a.document(), **to_customer(world))
    with begin(world.a.system) as uow:
        link = links.current(uow, world.a.document())
        assert link
        with pytest.raises(Forbidden, match="part of Pro and Unlimited"):
            queue_text(uow, link, MOBILE, "Hello", kind="invoice", dedupe="raw")
    with pytest.raises(NoTexts), begin(world.a.staff) as uow:
        hand_over_text(uow, world.a.document(), replace(WORDS, **to_customer(world)))
    with reading(world.a.staff) as uow:
        assert uow.first(select(OutboxMessage).where(OutboxMessage.channel == Channel.SMS)) is None


def test_whoever_answered_stop_gets_no_text_of_this_business(world: World):
    with begin(world.a.system) as uow:
        uow.add(TextOptOut(id="opt_1", number=MOBILE, at=uow.now))
    with pytest.raises(Conflict, match="07700 900482 answered STOP"):
        sent(world, world.a.document(), **to_customer(world))


def test_contacts_get_the_customers_link_and_strangers_their_own(world: World):
    with begin(world.a.staff) as uow:
        given = {"customer_id": world.a.customers[0], "name": "Ruth", "role": "Bookkeeper", "email": "ruth@a.example"}
        uow.add(Contact(id="con_1", **given))
    chosen = {"by_email": ("con_1",), "other_email": "partner@mail.example", "other_number": MOBILE}
    ruth, text, partner = sorted(sent(world, world.a.document(), **chosen), key=lambda each: each.to)[::-1]
    ruth, text, partner = (next(e for e in (ruth, text, partner) if w in e.to) for w in ("ruth", "+44", "partner"))
    assert ruth.link_id == world.a.link().access.link_id
    with reading(world.a.staff) as uow:
        assert {link.id: link.email for link in others.working(uow, world.a.document())} == {
            partner.link_id: "partner@mail.example",
            text.link_id: "",
        }
    again = sent(world, world.a.document(), other_email="partner@mail.example", key="snd_2", again=True)
    assert [each.link_id for each in again] == [partner.link_id]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"other_email": "nobody"}, "other_email"),
        ({"other_number": "0117 496 0171"}, "other_number"),
        ({"other_number": MOBILE, "text": "  "}, "text"),
        ({"other_number": MOBILE, "text": "x" * 640}, "text"),
        ({"other_email": "a@b.example", "subject": ""}, "subject"),
        ({"other_email": "a@b.example", "message": " "}, "message"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(world: World, chosen, field: str):
    with pytest.raises(InvalidField) as refused:
        sent(world, world.a.document(), **{"by_email": (world.a.customers[0],)} | chosen)
    assert refused.value.field == field
    with reading(world.a.staff) as uow:
        assert uow.first(select(OutboxMessage).where(OutboxMessage.sent_by != "")) is None


def test_only_the_invoices_own_contacts_can_be_chosen(world: World):
    for stranger in (world.a.customers[1], world.b.customers[0], new_id("con")):
        with pytest.raises(NotFound):
            sent(world, world.a.document(), by_email=(stranger,))
    with pytest.raises(NotFound):
        sent(world, world.b.document(), **to_customer(world))


def test_a_text_is_handed_to_ones_own_phone(world: World):
    with begin(world.a.staff) as uow:
        number, text = hand_over_text(uow, world.a.document(), replace(WORDS, by_text=(world.a.customers[0],)))
    assert number == MOBILE
    assert by_code(text[-12:])[1] == world.a.link().token
    assert titles(world, world.a.document())[0] == "Text to 07700 900482 opened in Messages"

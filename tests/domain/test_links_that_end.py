"""Renewing, replacing and switching off: what an old link still does, and who gets a new one."""

from datetime import timedelta

import pytest

from tests.domain.payments.till import Till
from tests.world import Link, World
from toolfy_portal.core.errors import Conflict, Expired, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import Lifetime, LinkKind, LinkScope, OnceSettled, PortalLink
from toolfy_portal.domain.payments import desk
from toolfy_portal.domain.payments.models import AttemptState
from toolfy_portal.domain.sign_in.links import LinkExpired, LinkReplaced, LinkRevoked, by_link


def token_now(world: World, state: str = "due") -> str:
    with reading(world.a.staff) as uow:
        link = links.current(uow, world.a.document(state))
        assert link is not None
        return links.token_of(uow, link)


def expires_at(world: World, state: str = "due"):
    with reading(world.a.staff) as uow:
        link = links.current(uow, world.a.document(state))
        return link and link.expires_at


def test_resending_keeps_the_secret_and_gives_thirty_days_more(world: World, clock, link_a: Link):
    clock.forward(days=20)
    with begin(world.a.staff) as uow:
        assert links.resend(uow, world.a.document()).id == link_a.access.link_id
    assert expires_at(world) == clock.now() + timedelta(days=30)
    clock.forward(days=29)
    assert by_link("invoice", link_a.token) == link_a.access
    (mail,) = [mail for mail in Till(world).mails() if mail.kind == "invoice"]
    assert mail.to == "customer0@a.example"
    assert link_a.token in mail.text(world.portal.runtime.keys)


def test_resending_an_expired_link_makes_a_new_one_and_the_old_one_stays_expired(world: World, clock, link_a: Link):
    clock.forward(days=31)
    with begin(world.a.staff) as uow:
        fresh = links.resend(uow, world.a.document())
    assert fresh.id != link_a.access.link_id
    with pytest.raises(LinkExpired):
        by_link("invoice", link_a.token)


def test_a_link_that_is_kept_isnt_cut_short_by_resending(world: World):
    with begin(world.a.staff) as uow:
        links.resend(uow, world.a.document("paid"))
    assert expires_at(world, "paid") is None


def test_who_switched_a_link_off_has_to_make_a_new_one(world: World, link_a: Link):
    document = world.a.document()
    with begin(world.a.staff) as uow:
        links.revoke(uow, document)
    with pytest.raises(LinkRevoked):
        by_link("invoice", link_a.token)
    for refused in (links.resend, links.copy):
        with pytest.raises(Conflict, match="Make a new one in Portal Settings"), begin(world.a.staff) as uow:
            refused(uow, document)
    with pytest.raises(NotFound, match="off already"), begin(world.a.staff) as uow:
        links.revoke(uow, document)
    with begin(world.a.staff) as uow:
        links.ensure(uow, LinkKind.INVOICE, document, world.a.customers[0])
    assert by_link("invoice", token_now(world)).document_id == document
    with pytest.raises(LinkRevoked):
        by_link("invoice", link_a.token)


def test_an_older_link_of_the_same_invoice_dies_with_the_one_that_is_switched_off(world: World, clock, link_a: Link):
    clock.forward(days=31)
    with begin(world.a.staff) as uow:
        links.renew(uow, world.a.document())
        links.revoke(uow, world.a.document())
    with pytest.raises(LinkRevoked):
        by_link("invoice", link_a.token)
    with begin(world.a.system) as uow:
        links.ask_fresh(uow, link_a.access.link_id)
    with reading(world.a.staff) as uow:
        assert links.current(uow, world.a.document()) is None


def test_a_replaced_link_is_revoked_once_the_one_after_it_is(world: World, link_a: Link):
    with begin(world.a.staff) as uow:
        links.regenerate(uow, world.a.document())
    with pytest.raises(LinkReplaced) as told:
        by_link("invoice", link_a.token)
    assert told.value.link_id == link_a.access.link_id
    with begin(world.a.staff) as uow:
        links.revoke(uow, world.a.document())
    with pytest.raises(LinkRevoked):
        by_link("invoice", link_a.token)


@pytest.mark.parametrize("days", [0, 31])
def test_who_holds_a_replaced_link_is_sent_the_one_that_works(world: World, clock, link_a: Link, days: int):
    with begin(world.a.staff) as uow:
        links.regenerate(uow, world.a.document())
    clock.forward(days=days)
    for _ in range(2):
        with begin(world.a.system) as uow:
            links.ask_fresh(uow, link_a.access.link_id)
    (mail,) = [mail for mail in Till(world).mails() if mail.kind == "fresh_link"]
    assert token_now(world) in mail.text(world.portal.runtime.keys)
    assert by_link("invoice", token_now(world)).document_id == world.a.document()


def test_who_lost_the_message_gets_another_on_another_day(world: World, clock, link_a: Link):
    clock.forward(days=31)
    for _ in range(2):
        with begin(world.a.system) as uow:
            links.ask_fresh(uow, link_a.access.link_id)
        clock.forward(days=1)
    assert [mail.kind for mail in Till(world).mails()] == ["fresh_link"] * 2


def test_money_that_is_given_back_ends_a_link_in_its_usual_time(world: World, clock):
    till = Till(world)
    paid = world.a.document("paid")
    with begin(world.a.staff) as uow:
        assert links.current(uow, paid).expires_at is None
        desk.record_payment(uow, world.a.document(), 10000, desk.Method.CASH, uow.now.date(), "")
    assert expires_at(world) is None
    with begin(world.a.staff) as uow:
        desk.undo(uow, till.ledger()[0].id)
    assert expires_at(world) == clock.now() + timedelta(days=30)


@pytest.mark.parametrize(
    ("once_settled", "left"), [(OnceSettled.YEAR, 365), (OnceSettled.SAME, 30), (OnceSettled.KEEP, None)]
)
def test_how_long_a_paid_invoice_stays_is_up_to_the_business(world: World, clock, once_settled, left):
    with begin(world.a.staff) as uow:
        links.set_time(uow, world.a.document(), Lifetime.DAYS_30, once_settled)
        desk.record_payment(uow, world.a.document(), 10000, desk.Method.CASH, uow.now.date(), "")
    assert expires_at(world) == (None if left is None else clock.now() + timedelta(days=left))


@pytest.mark.parametrize(("due_in", "days"), [(60, 91), (3, 34), (-20, 30), (300, 120), (None, 30)])
def test_a_link_may_outlive_the_due_day_c4(world: World, clock, due_in: int | None, days: int):
    with begin(world.a.staff) as uow:
        invoice = uow.get(Invoice, world.a.document())
        invoice.due_on = None if due_in is None else uow.now.date() + timedelta(days=due_in)
        links.set_time(uow, invoice.id, Lifetime.AFTER_DUE, OnceSettled.KEEP)
    left = expires_at(world) - clock.now()
    assert days - 1 < left / timedelta(days=1) <= days


def test_how_long_it_works_passes_on_to_the_next_link(world: World, clock):
    with begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).due_on = uow.now.date() + timedelta(days=60)
        links.set_time(uow, world.a.document(), Lifetime.AFTER_DUE, OnceSettled.YEAR)
        fresh = links.regenerate(uow, world.a.document())
    assert (fresh.lifetime, fresh.once_settled) == (Lifetime.AFTER_DUE, OnceSettled.YEAR)
    assert fresh.expires_at > clock.now() + timedelta(days=89)


def test_an_expired_link_isnt_brought_back_by_choosing_a_longer_time(world: World, clock):
    clock.forward(days=31)
    with pytest.raises(Conflict, match="Resend it first"), begin(world.a.staff) as uow:
        links.set_time(uow, world.a.document(), Lifetime.AFTER_DUE, OnceSettled.KEEP)


@pytest.mark.parametrize("end", [links.regenerate, links.revoke])
def test_an_open_checkout_ends_with_the_link_that_began_it(world: World, link_a: Link, end):
    till = Till(world)
    started = till.press_pay()
    with begin(world.a.staff) as uow:
        end(uow, world.a.document())
    till.work()
    assert [attempt.state for attempt in till.attempts()] == [AttemptState.SUPERSEDED]
    with pytest.raises(Conflict, match="closed"):
        till.pay(started)
    with pytest.raises(Expired):
        till.press_pay()


@pytest.mark.parametrize("end", [links.regenerate, links.revoke])
def test_money_that_was_faster_than_the_end_of_its_link_is_booked(world: World, end):
    till = Till(world)
    assert till.pay(till.press_pay()) is None
    with begin(world.a.staff) as uow:
        end(uow, world.a.document())
    till.work()
    till.paid_once()


def test_a_checkout_that_another_link_began_stays_open(world: World):
    till = Till(world)
    with begin(world.a.staff) as uow:
        link = others.give(uow, world.a.document(), "Jane", "", LinkScope.PAY, 30)
    started = till.press_pay()
    with begin(world.a.staff) as uow:
        others.revoke(uow, world.a.document(), link.id)
    till.work()
    assert till.pay(started) is None


def test_two_who_make_a_document_s_first_link_at_once_get_the_same(world: World):
    with begin(world.a.staff) as uow:
        uow.delete(uow.get(PortalLink, world.a.link().access.link_id))
    with begin(world.a.staff) as uow:
        one = links.ensure(uow, LinkKind.INVOICE, world.a.document(), world.a.customers[0])
        other = links.ensure(uow, LinkKind.INVOICE, world.a.document(), world.a.customers[0])
    assert one.id == other.id

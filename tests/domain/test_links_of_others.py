"""Links for others than the customer: their own secret, scope and end, and no influence on the customer's."""

from datetime import timedelta

import pytest

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import Lifetime, LinkScope, OnceSettled, PortalLink
from toolfy_portal.domain.payments import checkout
from toolfy_portal.domain.sign_in.links import LinkReplaced, LinkRevoked, by_link
from toolfy_portal.views.invoices import show_invoice


def give(world: World, name: str = "Jane Doe", scope: LinkScope = LinkScope.VIEW, days: int = 30, email: str = ""):
    with begin(world.a.staff) as uow:
        link = others.give(uow, world.a.document(), name, email, scope, days)
        return link, links.token_of(uow, link)


def test_it_opens_the_document_with_a_secret_of_its_own(world: World, clock):
    link, token = give(world, " Jane  Doe ", LinkScope.PAY, 7)
    assert token != world.a.link().token
    about = (world.a.business_id, world.a.customers[0], world.a.document(), link.id)
    assert by_link("invoice", token) == DocumentAccess(*about, may_pay=True)
    assert (link.recipient, link.expires_at) == ("Jane Doe", clock.now() + timedelta(days=7))
    with reading(world.a.staff) as uow:
        assert links.current(uow, world.a.document()).id == world.a.link().access.link_id
    assert Till(world).history().count("LinkGiven") == 1


def test_it_ends_no_later_than_the_customer_s(world: World, clock):
    clock.forward(days=10)
    link, _ = give(world, days=120)
    assert link.expires_at == clock.now() + timedelta(days=20)
    with begin(world.a.staff) as uow:
        links.set_time(uow, world.a.document(), Lifetime.DAYS_30, OnceSettled.SAME)
        uow.get(PortalLink, link.id).expires_at = uow.now + timedelta(days=90)
        uow.flush()
        links.set_time(uow, world.a.document(), Lifetime.DAYS_30, OnceSettled.SAME)
    with reading(world.a.staff) as uow:
        assert uow.get(PortalLink, link.id).expires_at == clock.now() + timedelta(days=30)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recipient": " "}, "recipient"),
        ({"recipient": "x" * 81}, "recipient"),
        ({"email": "jane"}, "email"),
        ({"email": "j@" + "x" * 250 + ".de"}, "email"),
        ({"days": 0}, "days"),
        ({"days": 121}, "days"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, given, field):
    about = {"recipient": "Jane", "email": "", "scope": LinkScope.VIEW, "days": 30, **given}
    with pytest.raises(InvalidField) as told, begin(world.a.staff) as uow:
        others.give(uow, world.a.document(), **about)
    assert told.value.field == field


def test_one_person_has_one_link(world: World, clock):
    give(world, days=1)
    with pytest.raises(InvalidField, match="has a link already"):
        give(world, "jane doe")
    clock.forward(days=1)
    give(world)


def test_no_link_for_a_draft_or_out_of_reach_or_beside_one_that_is_off(world: World):
    for document, error in ((world.a.document("draft"), Conflict), (world.b.document(), NotFound)):
        with pytest.raises(error), begin(world.a.staff) as uow:
            others.give(uow, document, "Jane", "", LinkScope.VIEW, 30)
    with begin(world.a.staff) as uow:
        links.revoke(uow, world.a.document())
    with pytest.raises(Conflict, match="switched off"):
        give(world)


def test_switching_it_off_ends_it_alone(world: World):
    link, token = give(world)
    _, other = give(world, "Joe")
    with begin(world.a.staff) as uow:
        others.revoke(uow, world.a.document(), link.id)
    with pytest.raises(LinkRevoked):
        by_link("invoice", token)
    assert by_link("invoice", other)
    assert by_link("invoice", world.a.link().token)
    for again in (others.revoke, others.copy):
        with pytest.raises(NotFound), begin(world.a.staff) as uow:
            again(uow, world.a.document(), link.id)


def test_the_customer_s_own_link_isnt_reached_as_somebody_else_s(world: World):
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        others.revoke(uow, world.a.document(), world.a.link().access.link_id)
    link, _ = give(world)
    with pytest.raises(NotFound), begin(world.b.staff) as uow:
        others.copy(uow, world.a.document(), link.id)
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        others.copy(uow, world.a.document("overdue"), link.id)


@pytest.mark.parametrize(("with_others", "works"), [(False, True), (True, False)])
def test_the_customer_s_link_goes_with_or_without_the_others(world: World, with_others: bool, works: bool):
    _, token = give(world)
    with begin(world.a.staff) as uow:
        links.revoke(uow, world.a.document(), with_others=with_others)
    if works:
        assert by_link("invoice", token)
    else:
        with pytest.raises(LinkRevoked):
            by_link("invoice", token)


def test_regenerating_the_customer_s_leaves_it_working_r4(world: World):
    _, token = give(world)
    with begin(world.a.staff) as uow:
        links.regenerate(uow, world.a.document())
    assert by_link("invoice", token)
    with pytest.raises(LinkReplaced):
        by_link("invoice", world.a.link().token)


def test_copying_it_gives_its_secret_and_leaves_a_line(world: World):
    link, token = give(world)
    with begin(world.a.staff) as uow:
        assert others.copy(uow, world.a.document(), link.id) == token
    assert "Link for Jane Doe copied" in Till(world).summaries()


def test_who_may_only_look_sees_no_way_to_pay_and_the_server_refuses(world: World):
    _, token = give(world)
    access = by_link("invoice", token)
    with reading(access) as uow:
        shown = show_invoice(uow, access.document_id)
    assert (shown.panel.is_payable, shown.panel.part.least, shown.panel.fine) == (False, "", "")
    assert (shown.bank, shown.transfer.today) == ([], "")
    assert shown.panel.amount == "£100.00"
    with pytest.raises(Forbidden, match="can’t be paid"):
        checkout.start_checkout(access, world.portal.gateway)
    assert Till(world).attempts() == []


def test_who_may_pay_pays(world: World):
    _, token = give(world, scope=LinkScope.PAY)
    till = Till(world)
    assert till.pay(checkout.start_checkout(by_link("invoice", token), till.gateway)) is None
    till.work()
    till.paid_once()


@pytest.mark.parametrize(("email", "sent"), [("jane@mail.example", ["jane@mail.example"]), ("", [])])
def test_a_fresh_one_goes_to_its_own_person(world: World, clock, email: str, sent: list[str]):
    link, _ = give(world, days=2, email=email)
    clock.forward(days=3)
    with begin(world.a.system) as uow:
        links.ask_fresh(uow, link.id)
    mails = Till(world).mails()
    assert [mail.to for mail in mails] == sent
    assert world.a.link().token not in "".join(mail.text(world.portal.runtime.keys) for mail in mails)
    with reading(world.a.staff) as uow:
        (fresh,) = others.working(uow, world.a.document())
        assert (fresh.recipient, fresh.scope) == ("Jane Doe", LinkScope.VIEW)
        assert fresh.expires_at == clock.now() + timedelta(days=2)


def test_no_fresh_one_once_the_customer_s_is_off(world: World, clock):
    link, _ = give(world, days=2)
    with begin(world.a.staff) as uow:
        links.revoke(uow, world.a.document())
    clock.forward(days=3)
    with begin(world.a.system) as uow:
        links.ask_fresh(uow, link.id)
    with reading(world.a.staff) as uow:
        assert others.working(uow, world.a.document()) == []

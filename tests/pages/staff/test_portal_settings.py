"""Portal Settings: what they show of each link, what staff do with them, and that no secret comes along."""

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.payments.till import Till
from tests.pages.tabs import House, Tab, signed_in
from tests.world import PASSWORD, World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkScope, OnceSettled, PortalLink
from toolfy_portal.domain.sign_in.links import LinkReplaced, LinkRevoked, by_link
from toolfy_portal.pages.staff.invoice.page import invoice_page
from toolfy_portal.pages.staff.invoice.portal import PortalState
from toolfy_portal.pages.staff.invoice.state import InvoiceState

JANE = {"recipient": "Jane Doe", "email": "jane@mail.example", "scope": "view", "days": "7"}


async def opened(house: House, cookie: str, world: World, state: str = "due") -> Tab:
    tab = house.tab(f"/staff/invoices/{world.a.document(state)}", cookie)
    await tab.send(InvoiceState.load)
    return tab


async def portal(tab: Tab) -> Any:
    await tab.send(InvoiceState.refresh)
    return (await tab.state(InvoiceState)).shown.portal


def tokens(world: World) -> list[str]:
    with reading(world.a.system) as uow:
        every = links.of_document(uow, world.a.document())
        return [links.token_of(uow, link) for link in every if link.token_encrypted]


def test_the_dialogs_render_with_the_words_of_the_help_article() -> None:
    written = str(invoice_page().render())
    for words in (
        *("Portal Settings", "Current portal link", "Resend", "Regenerate Link", "Regenerate and resend"),
        "Regenerating breaks any previously sent links. You",
    ):
        assert words in written


async def test_what_they_show_of_a_working_link_s38_s42_s83(house: House, world: World, clock) -> None:
    with begin(world.a.link().access) as uow:
        links.viewed(uow, b"phone")
    clock.forward(days=3, hours=-1)
    shown = await portal(await opened(house, signed_in(world.a, PASSWORD), world))
    assert shown.about == "A-01 for Customer a0"
    assert (shown.state, shown.warning) == ("on", "")
    assert [(fact.label, fact.lines[0]) for fact in shown.facts] == [
        ("Created", "24 Nov, 10:00"),
        ("Expires", "24 Dec, 27 days left"),
        ("Viewed by a person", "1, last on 24 Nov"),
    ]
    assert (shown.opened, shown.first_name) == ("Last viewed on 24 Nov", "Customer")


async def test_a_link_that_ends_before_the_invoice_is_due_is_warned_of_c4(
    house: House, world: World, cookie_a: str
) -> None:
    with begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).due_on = uow.now.date() + timedelta(days=45)
    tab = await opened(house, cookie_a, world)
    assert (await portal(tab)).warning.startswith("This link ends before the invoice is due on 8 Jan")
    await tab.send(PortalState.set_time, form={"lifetime": "after_due", "once_settled": "year"})
    shown = await portal(tab)
    assert (shown.warning, shown.lifetime, shown.once_settled) == ("", "after_due", "year")
    assert (await tab.state(PortalState)).said == "Saved."


async def test_resending_queues_the_mail_with_the_same_link(house: House, world: World, clock) -> None:
    clock.forward(days=20)
    tab = await opened(house, signed_in(world.a, PASSWORD), world)
    await tab.send(PortalState.resend)
    assert (await tab.state(PortalState)).said.startswith("Sent.")
    assert (await portal(tab)).facts[1].lines == ["13 Jan 2027, 30 days left"]
    assert [mail.kind for mail in Till(world).mails()] == ["invoice"]


@pytest.mark.parametrize(("resend", "kinds"), [(False, []), (True, ["invoice"])])
async def test_regenerating_replaces_the_link_and_sends_it_if_asked_s43_s46(
    house: House, world: World, cookie_a: str, resend: bool, kinds: list[str]
) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.regenerate, resend=resend)
    with pytest.raises(LinkReplaced):
        by_link("invoice", world.a.link().token)
    assert [mail.kind for mail in Till(world).mails()] == kinds
    [old] = (await portal(tab)).old
    assert old.title == f"{world.a.link().token[:4]}…"
    assert old.text == "Created today at 10:00, regenerated today at 10:00"


async def test_switching_off_and_coming_back(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.revoke, everybody=False)
    shown = await portal(tab)
    assert (shown.state, shown.address, shown.old[0].text) == (
        *("off", ""),
        "Created today at 10:00, switched off today at 10:00",
    )
    assert (await tab.state(InvoiceState)).shown.link.hint == links.SWITCHED_OFF
    await tab.send(PortalState.resend)
    assert "switched off" in (await tab.state(PortalState)).failed
    await tab.send(PortalState.make)
    assert (await portal(tab)).state == "on"
    with pytest.raises(LinkRevoked):
        by_link("invoice", world.a.link().token)


async def test_a_link_for_somebody_else_is_made_shown_and_switched_off_s110(
    house: House, world: World, cookie_a: str
) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.give, form=JANE)
    [jane] = (await portal(tab)).others
    assert (jane.title, jane.email) == ("Jane Doe, can look", "jane@mail.example")
    assert jane.text == "1 Dec, 7 days left, not viewed yet"
    token = tokens(world)[0]
    with begin(by_link("invoice", token)) as uow:
        links.viewed(uow, b"laptop")
    shown = await portal(tab)
    assert shown.others[0].text == "1 Dec, 7 days left, viewed 1 time"
    assert shown.facts[2].lines == ["Not yet"]
    await tab.send(PortalState.revoke_other, link_id=jane.id)
    shown = await portal(tab)
    assert (shown.others, shown.old[0].title) == ([], f"{token[:4]}…, for Jane Doe")
    assert (await tab.state(PortalState)).given == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({**JANE, "recipient": ""}, "recipient"),
        ({**JANE, "email": "jane"}, "email"),
        ({**JANE, "days": "a"}, "days"),
        ({**JANE, "days": "1000000000000"}, "days"),
        ({**JANE, "days": "²"}, "days"),
        ({}, "days"),
        ({"recipient": ["x"], "days": 7}, "days"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    house: House, world: World, cookie_a: str, form: dict[str, Any], field: str
) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.give, form=form)
    state = await tab.state(PortalState)
    assert (state.wrong, state.given, state.said) == (field, 0, "")
    assert state.failed
    await tab.send(PortalState.open)
    assert ((await tab.state(PortalState)).wrong, (await tab.state(PortalState)).failed) == ("", "")


async def test_a_time_that_isnt_offered_is_refused(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.set_time, form={"lifetime": "for ever", "once_settled": "keep"})
    assert (await tab.state(PortalState)).failed == "Choose how long the link works."


async def test_no_secret_comes_along(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world)
    await tab.send(PortalState.give, form=JANE)
    await tab.send(PortalState.regenerate, resend=True)
    await portal(tab)
    assert len(tokens(world)) == 2
    assert not [token for token in [*tokens(world), world.a.link().token] if token[:8] in tab.received]


async def test_without_an_address_on_file_there_is_nothing_to_send_to(
    house: House, world: World, cookie_a: str
) -> None:
    with begin(world.a.staff) as uow:
        uow.get(Customer, world.a.customers[0]).email = ""
    assert not (await portal(await opened(house, cookie_a, world))).has_email


@pytest.mark.parametrize("whose", ["nobody", "another business"])
async def test_nobody_else_touches_the_links(house: House, world: World, cookie_b: str, clock, whose: str) -> None:
    with begin(world.a.staff) as uow:
        link_id = others.give(uow, world.a.document(), "Jane", "", LinkScope.VIEW, 30).id
    tab = house.tab(f"/staff/invoices/{world.a.document()}", cookie_b if whose == "another business" else "")
    clock.forward(hours=1)
    for handler, given in (
        *((PortalState.resend, {}), (PortalState.regenerate, {"resend": True}), (PortalState.make, {})),
        *((PortalState.revoke, {"everybody": True}), (PortalState.revoke_other, {"link_id": link_id})),
        *((PortalState.give, {"form": JANE}),),
        (PortalState.set_time, {"form": {"lifetime": "after_due", "once_settled": "year"}}),
    ):
        await tab.send(handler, **given)
    with reading(world.a.staff) as uow:
        both = links.of_document(uow, world.a.document())
        assert [link.revoked_at for link in both] == [None, None]
        assert uow.get(PortalLink, world.a.link().access.link_id).once_settled is OnceSettled.KEEP
    assert Till(world).mails() == []

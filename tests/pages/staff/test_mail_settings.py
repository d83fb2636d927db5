"""Templates and outbox: what the office sees and changes, and what never reaches a browser."""

from tests.domain.test_outbox import bounced
from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.notifications import wording
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.outbox import Show
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.staff.settings.outbox import outbox_page
from toolfy_portal.pages.staff.settings.outbox_state import OutboxState
from toolfy_portal.pages.staff.settings.templates import templates_page
from toolfy_portal.pages.staff.settings.templates_state import TemplatesState

TEMPLATES, OUTBOX = "/staff/settings/templates", "/staff/settings/outbox"


def test_the_pages_render() -> None:
    written = str(outbox_page().render()) + str(templates_page().render())
    for words in ("No messages yet", "Nothing matches", "Back to default", "Plain text", "srcDoc", "Announcement"):
        assert words in written


async def test_the_outbox_lists_messages_and_no_links(house: House, world: World, cookie_a: str) -> None:
    bounced(world)
    tab = house.tab(OUTBOX, cookie_a)
    await tab.send(OutboxState.load)
    await tab.send(OutboxState.filter, only=Show.FAILED.value)
    [row] = (await tab.state(OutboxState)).shown.rows
    assert (row.receiver, row.pill.word, row.what, row.number) == ("desk@firm.example", "Came back", "Invoice", "A-01")
    assert not [link.token for link in world.a.links.values() if link.token in tab.received]
    assert "Here it is" not in tab.received


async def test_technicians_are_sent_to_the_office(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = house.tab(OUTBOX, cookie_a)
    for state in (OutboxState, TemplatesState):
        await tab.send(state.load)
        assert (await tab.state(state)).is_refused
    assert "customer0@" not in tab.received
    await tab.send(TemplatesState.save, form={"subject": "Mine", "message": "Mine"})
    with reading(world.a.staff) as uow:
        assert not wording.is_own(uow, MailKind.INVOICE)


async def test_what_is_typed_shows_beside_it_and_is_kept_when_saved(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(TEMPLATES, cookie_a)
    await tab.send(TemplatesState.load)
    await tab.send(TemplatesState.type_subject, text="For {customer}")
    await tab.send(TemplatesState.type_message, text="<b>Hello</b>")
    await tab.send(TemplatesState.show_in, theme="dark")
    state = await tab.state(TemplatesState)
    assert state.preview.subject == "For Alex Morgan"
    assert "&lt;b&gt;Hello&lt;/b&gt;" in state.preview.html
    assert "@media all" in state.preview.html
    await tab.send(TemplatesState.save, form={"subject": "For {who}", "message": "Hi"})
    state = await tab.state(TemplatesState)
    assert (state.wrong, state.error[:23]) == ("subject", "We don’t know {who}. Yo")
    assert state.version == 1  # what was typed stays
    await tab.send(TemplatesState.save, form={"subject": "For {customer}", "message": "Hi"})
    state = await tab.state(TemplatesState)
    assert (state.wrong, state.shown.subject, state.shown.is_own, state.version) == ("", "For {customer}", True, 2)
    await tab.send(TemplatesState.back)
    assert not (await tab.state(TemplatesState)).shown.is_own


async def test_the_announcement_is_switched_on(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(TEMPLATES, cookie_a)
    await tab.send(TemplatesState.load)
    assert not (await tab.state(TemplatesState)).news.is_on
    await tab.send(TemplatesState.announce, form={"is_on": "on", "announcement": ""})
    assert (await tab.state(TemplatesState)).wrong == "announcement"
    await tab.send(TemplatesState.announce, form={"is_on": "on", "announcement": "Look online"})
    state = await tab.state(TemplatesState)
    assert (state.news.is_on, "Look online" in state.preview.html) == (True, True)


async def test_what_no_page_of_ours_sends_changes_nothing(house: House, cookie_a: str) -> None:
    tab = house.tab(TEMPLATES, cookie_a)
    await tab.send(TemplatesState.load)
    await tab.send(TemplatesState.choose, kind="password")
    await tab.send(TemplatesState.show_in, theme="<script>")
    state = await tab.state(TemplatesState)
    assert (state.shown.kind, state.theme) == ("invoice", "light")

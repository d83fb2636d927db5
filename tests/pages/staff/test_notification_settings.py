"""Settings of notifications at their page: mine, the business's, and what a form may not say."""

from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.alerts import choices
from toolfy_portal.domain.alerts.choices import Whose
from toolfy_portal.domain.alerts.models import Mode
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.settings.notifications import notifications_page
from toolfy_portal.pages.staff.settings.notifications_state import NotificationsState

PAGE = "/staff/settings/notifications"


def modes(world: World, whose: Whose) -> dict[Topic, Mode]:
    with reading(world.a.staff) as uow:
        return dict(choices.chosen(uow, whose).modes)


def test_the_page_renders() -> None:
    written = str(notifications_page().render())
    for words in ("At once", "Daily digest", "E-mails to the business", "Hour of the digest", "skeleton"):
        assert words in written
    assert "bound method" not in written  # a field named like a method of Reflex's vars


async def test_each_form_says_where_it_goes(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(PAGE, cookie_a)
    await tab.send(NotificationsState.load)
    shown = (await tab.state(NotificationsState)).shown
    assert (shown.mine.address, shown.business.address) == ("ellie@a.example", "hello@fernhill.example")
    assert {topic.mode for topic in shown.mine.topics} == {"off"}
    assert [topic.name for topic in shown.business.topics if topic.mode == "now"] == [
        "payment", "problem", "transfer", "late_fee"
    ]  # fmt: skip


async def test_saving_one_leaves_the_other(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(PAGE, cookie_a)
    await tab.send(NotificationsState.load)
    await tab.send(NotificationsState.save_mine, form={"view": "digest", "payment": "now", "digest_hour": "17"})
    state = await tab.state(NotificationsState)
    assert state.shown.mine.hour == "17"
    assert (modes(world, Whose.MINE)[Topic.VIEW], modes(world, Whose.MINE)[Topic.PAYMENT]) == (Mode.DIGEST, Mode.NOW)
    assert modes(world, Whose.BUSINESS)[Topic.VIEW] is Mode.OFF
    await tab.send(NotificationsState.save_business, form={"payment": "off", "digest_hour": "8"})
    assert modes(world, Whose.BUSINESS)[Topic.PAYMENT] is Mode.OFF
    assert modes(world, Whose.BUSINESS)[Topic.PROBLEM] is Mode.NOW
    assert modes(world, Whose.MINE)[Topic.PAYMENT] is Mode.NOW


async def test_what_no_field_sends_changes_nothing(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(PAGE, cookie_a)
    before = modes(world, Whose.MINE)
    for form in ({"view": "digest", "digest_hour": "24"}, {"view": "now"}, {"view": "x", "digest_hour": "8"}):
        await tab.send(NotificationsState.save_mine, form=form)
    assert modes(world, Whose.MINE) == before
    assert (await tab.state(Notices)).text


async def test_a_technician_chooses_of_what_they_may_hear(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = house.tab(PAGE, cookie_a)
    await tab.send(NotificationsState.load)
    shown = (await tab.state(NotificationsState)).shown
    assert [topic.name for topic in shown.mine.topics] == ["view", "link", "message"]
    assert not shown.has_business
    await tab.send(NotificationsState.save_business, form={"payment": "off", "digest_hour": "8"})
    assert (await tab.state(Notices)).tone == "neg"
    assert modes(world, Whose.BUSINESS)[Topic.PAYMENT] is Mode.NOW


async def test_nobody_chooses_without_a_session(house: House) -> None:
    tab = house.tab(PAGE, "staff=made-up")
    await tab.send(NotificationsState.load)
    await tab.send(NotificationsState.save_mine, form={"view": "now", "digest_hour": "8"})
    assert tab.redirects == ["/staff/sign-in"] * 2

"""E-mails about alerts: to whom they were wanted by, once, and one digest a day whatever happened meanwhile."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests.domain.alerts.test_alerts import colleague, fail
from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.alerts import choices, mailing
from toolfy_portal.domain.alerts.choices import Wanted, Whose, digest_after
from toolfy_portal.domain.alerts.models import Mode
from toolfy_portal.domain.alerts.topics import Topic
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import desk
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.team.models import Staff

BUSINESS = "hello@fernhill.example"


def want(access: StaffAccess, modes: Mapping[Topic, Mode], hour: int = 8, whose: Whose = Whose.MINE) -> None:
    with begin(access) as uow:
        choices.choose(uow, whose, Wanted(modes, hour))


def mails(kind: str = "") -> list[OutboxMessage]:
    found = [mail for (mail,) in look(select(OutboxMessage)) if mail.kind.startswith("staff_")]
    return [mail for mail in found if not kind or mail.kind == kind]


def digests() -> list[str]:
    assert {mail.to for mail in mails("staff_digest")} <= {"owner@a.example"}
    return [mail.text(running().keys) for mail in mails("staff_digest")]


@pytest.fixture(autouse=True)
def _nothing_waits(world: World) -> None:
    while mailing.mail_new():
        pass
    with begin(world.a.system) as uow:
        for mail in uow.all(select(OutboxMessage)):
            uow.delete(mail)
    with begin(world.b.system) as uow:
        for mail in uow.all(select(OutboxMessage)):
            uow.delete(mail)


def pay(world: World) -> None:
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document(), 4000, Method.CASH, uow.now.date(), "")


def test_until_somebody_chooses_the_business_hears_of_money_at_once(world: World) -> None:
    colleague(world)
    pay(world)
    fail(world)
    assert mailing.mail_new() == 2
    [mail] = mails()
    assert (mail.to, mail.kind, mail.subject) == (BUSINESS, "staff_paid", "Customer a0: £40.00 paid on invoice A-01")
    text = mail.text(running().keys)
    assert "Left to pay: £60.00" in text
    assert f"/staff/invoices/{world.a.document()}" in text
    assert "/staff/settings/notifications" in text


def test_whoever_wants_it_gets_it_once_but_not_about_their_own_deeds(world: World) -> None:
    dan = colleague(world)
    for access in (dan, world.a.staff):
        want(access, {Topic.PAYMENT: Mode.NOW, Topic.FAILED: Mode.NOW})
    want(dan, {Topic.PAYMENT: Mode.OFF}, whose=Whose.BUSINESS)
    pay(world)
    while mailing.mail_new():
        pass
    assert {mail.to for mail in mails()} == {"owner@a.example"}
    fail(world)
    mailing.mail_new()
    assert sorted(mail.to for mail in mails("staff_alert")) == ["ellie@a.example", "owner@a.example"]


def test_technicians_are_not_written_to_about_money(world: World) -> None:
    technician = colleague(world, Role.TECHNICIAN)
    want(technician, dict.fromkeys(Topic, Mode.NOW))
    fail(world)
    with begin(world.a.link().access) as uow:
        links.viewed(uow, b"a phone")
    mailing.mail_new()
    assert [(mail.to, mail.subject) for mail in mails()] == [
        ("technician@a.example", "Customer a0: Viewed by the customer")
    ]
    with pytest.raises(Forbidden):
        want(technician, {}, whose=Whose.BUSINESS)


def test_who_became_a_technician_or_left_hears_no_more(world: World) -> None:
    dan = colleague(world)
    want(dan, {Topic.FAILED: Mode.NOW, Topic.VIEW: Mode.NOW})
    for change in ({"role": Role.TECHNICIAN}, {"is_active": False}):
        with begin(world.a.system) as uow:
            for name, value in change.items():
                setattr(uow.get(Staff, dan.staff_id), name, value)
        fail(world)
        mailing.mail_new()
    assert mails() == []


def test_a_digest_tells_all_that_happened_once(world: World) -> None:
    dan = colleague(world)
    want(dan, {Topic.FAILED: Mode.DIGEST, Topic.PAYMENT: Mode.DIGEST})
    fail(world)  # at 10:00, after today's hour
    world.clock.forward(hours=21)
    pay(world)
    mailing.mail_new()
    assert mailing.write_digests() == 0
    world.clock.forward(hours=1, minutes=1)
    assert mailing.write_digests() == 1
    [text] = digests()
    assert "Customer a0: £40.00 paid on invoice A-01" in text
    assert "24 Nov, 10:00 · Payment didn't go through" in text
    assert mailing.write_digests() == 0
    world.clock.forward(days=1)
    assert mailing.write_digests() == 1
    assert len(digests()) == 1  # nothing happened: nothing is sent


def test_after_being_down_for_days_there_is_one(world: World) -> None:
    dan = colleague(world)
    want(dan, {Topic.FAILED: Mode.DIGEST})
    fail(world)
    world.clock.forward(days=2)
    fail(world)
    world.clock.forward(days=3)
    assert mailing.write_digests() == 1
    [text] = digests()
    assert text.count("Payment didn't go through") == 2
    assert mailing.write_digests() == 0


def test_what_happens_while_a_digest_is_written_is_in_the_next(world: World) -> None:
    dan = colleague(world)
    want(dan, {Topic.FAILED: Mode.DIGEST})
    world.clock.forward(hours=22, minutes=1)
    fail(world)
    mailing.write_digests()
    assert digests() == []
    world.clock.forward(days=1)
    mailing.write_digests()
    assert len(digests()) == 1


def test_switched_off_means_off(world: World) -> None:
    dan = colleague(world)
    want(dan, {Topic.FAILED: Mode.DIGEST})
    want(dan, {Topic.FAILED: Mode.OFF})
    fail(world)
    world.clock.forward(days=2)
    assert (mailing.write_digests(), mails()) == (0, [])


def test_the_hour_is_where_the_business_is_also_as_the_clocks_change() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert digest_after(before, 8, "Europe/London").astimezone(UTC) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert digest_after(before, 8, "America/New_York").astimezone(UTC) == datetime(2026, 3, 29, 12, tzinfo=UTC)
    at_one = digest_after(before, 1, "Europe/London")  # 01:00 doesn't exist on that night
    assert at_one.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(InvalidField):
        want(world.a.staff, {}, 24)
    with reading(world.a.staff) as uow:
        assert choices.chosen(uow, Whose.MINE).digest_hour == 8


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_several_workers_write_each_once(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    want(world.a.staff, {Topic.FAILED: Mode.NOW, Topic.VIEW: Mode.DIGEST})
    with begin(world.a.link().access) as uow:
        links.viewed(uow, b"a phone")
    for _ in range(5):
        fail(world)
    world.clock.forward(days=1)
    steps = [mailing.mail_new, mailing.write_digests] * 4
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda step: step(), steps))
    assert (len(mails("staff_alert")), len(mails("staff_digest"))) == (5, 1)

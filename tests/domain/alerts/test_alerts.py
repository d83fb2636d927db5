"""Alerts: written with their cause, read by each person for themselves, by role, and forgotten after 90 days."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.world import World
from toolfy_portal.core.access import PersonAccess, Role, StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.alerts import service as alerts
from toolfy_portal.domain.alerts.models import Alert, AlertRead
from toolfy_portal.domain.alerts.topics import ABOUT
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import desk
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.events import PaymentFailed
from toolfy_portal.reactions import ON

DECLINED = "The card was declined."


def colleague(world: World, role: Role = Role.OWNER) -> StaffAccess:
    person = factories.person(email=f"{role.value}@a.example", name="Dan")
    with begin(PersonAccess(person.id)) as own:
        own.add(person)
    with begin(world.a.system) as uow:
        staff = uow.add(factories.staff(person, role=role))
    return StaffAccess(world.a.business_id, staff.id, role, "Dan")


def fail(world: World, document: str = "") -> None:
    with begin(world.a.system) as uow:
        uow.record(PaymentFailed(subject_id=document or world.a.document(), reason=DECLINED))


def titles(access: StaffAccess) -> list[str]:
    with reading(access) as uow:
        return [alert.title for alert, is_read in alerts.newest(uow, 20) if not is_read]


def unread(access: StaffAccess) -> int:
    with reading(access) as uow:
        return alerts.unread_count(uow)


def settled(world: World) -> None:
    """Begin with nothing unread."""
    for tenant in (world.a, world.b):
        with begin(tenant.staff) as uow:
            alerts.read_all(uow)


def test_every_alert_is_about_a_topic() -> None:
    assert {event for event, reactions in ON.items() if alerts.tell in reactions} == set(ABOUT)


def test_what_happens_is_told_to_the_business_s_staff_alone(world: World) -> None:
    settled(world)
    fail(world)
    assert titles(world.a.staff) == [f"Payment didn't go through. {DECLINED}"]
    assert (unread(world.a.staff), unread(world.b.staff)) == (1, 0)


def test_a_rolled_back_cause_leaves_no_alert(world: World) -> None:
    settled(world)

    def broken() -> None:
        with begin(world.a.system) as uow:
            uow.record(PaymentFailed(subject_id=world.a.document(), reason=DECLINED))
            uow.get(Invoice, "inv_none")

    with pytest.raises(NotFound):
        broken()
    assert titles(world.a.staff) == []


def test_nobody_hears_of_what_they_did_themselves(world: World) -> None:
    dan = colleague(world)
    settled(world)
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document(), 4000, Method.CASH, uow.now.date(), "")
    assert titles(world.a.staff) == []
    assert titles(dan) == ["£40.00 paid on invoice A-01"]


def test_technicians_hear_of_no_money(world: World) -> None:
    technician = colleague(world, Role.TECHNICIAN)
    fail(world)
    with begin(world.a.link().access) as uow:
        links.viewed(uow, b"a phone")
    assert titles(technician) == ["Viewed by the customer"]
    with reading(world.a.system) as uow:
        money = uow.all(select(Alert.id).where(Alert.kind == "PaymentFailed"))[0]
    with pytest.raises(NotFound), begin(technician) as uow:
        alerts.read(uow, money)


def test_the_first_look_alone_is_told(world: World) -> None:
    settled(world)
    for phone in (b"one", b"two", b"one"):
        with begin(world.a.link().access) as uow:
            assert links.viewed(uow, phone)
        world.clock.forward(minutes=31)
    assert titles(world.a.staff) == ["Viewed by the customer"]


def test_who_joins_later_is_not_told_of_before(world: World) -> None:
    fail(world)
    assert titles(colleague(world)) == []


def test_each_person_reads_for_themselves(world: World) -> None:
    dan = colleague(world)
    settled(world)
    fail(world)
    fail(world)
    with reading(dan) as uow:
        [(first, _), _] = alerts.newest(uow, 20)
    for _ in range(2):
        with begin(dan) as uow:
            alerts.read(uow, first.id)
    assert (unread(dan), unread(world.a.staff)) == (1, 2)
    with begin(dan) as uow:
        alerts.read_all(uow)
    assert (unread(dan), unread(world.a.staff)) == (0, 2)


def test_nobody_reads_another_business_s(world: World) -> None:
    fail(world)
    with reading(world.a.system) as uow:
        alert_id = uow.all(select(Alert.id).where(Alert.kind == "PaymentFailed"))[0]
    with pytest.raises(NotFound), begin(world.b.staff) as uow:
        alerts.read(uow, alert_id)


def test_they_are_kept_for_90_days(world: World) -> None:
    fail(world)
    with begin(world.a.staff) as uow:
        alerts.read_all(uow)
    world.clock.forward(days=89)
    alerts.forget_old()
    assert [row for row in look(select(Alert)) if row[0].kind == "PaymentFailed"]
    fail(world)
    world.clock.forward(days=1, seconds=1)
    assert alerts.forget_old() > 0
    assert [alert.at for (alert,) in look(select(Alert))] == [world.clock.now() - timedelta(days=1, seconds=1)]
    assert look(select(AlertRead)) == []


def test_money_taken_by_card_is_said_to_be_a_test(world: World) -> None:
    with begin(world.a.system) as uow:
        found = uow.all(select(Alert).where(Alert.kind == "InvoicePaid"))
    assert {alert.is_test for alert in found if alert.title.startswith("£")} == {True}

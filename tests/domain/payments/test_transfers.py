"""A customer says that a transfer is on its way: noted once, told to staff, and it moves no money."""

from datetime import date, timedelta

import pytest

from tests.domain.payments.test_races import at_once
from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.alerts import mailing
from toolfy_portal.domain.payments import desk, transfers
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import TransferNotice

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
YESTERDAY = date(2026, 11, 23)


def tell(world: World, day: date | None = None, note: str = "", state: str = "due") -> None:
    with begin(world.a.system) as uow:
        transfers.tell(uow, world.a.document(state), day, note)


def notice(world: World) -> TransferNotice | None:
    with reading(world.a.link().access) as uow:
        return transfers.open_notice(uow, world.a.document())


def test_it_is_noted_once_and_told_to_staff(till: Till, world: World) -> None:
    before = till.invoice()
    tell(world, YESTERDAY, "  from  my sister ")
    tell(world, None, "again")
    found = notice(world)
    assert found
    assert (found.day, found.note, found.at) == (YESTERDAY, "from my sister", world.clock.now())
    assert till.history().count("TransferTold") == 1
    mailing.mail_new()
    told = [mail.subject for mail in till.mails()]
    assert [each for each in told if "Customer says they sent a bank transfer for invoice A-01" in each]
    after = till.invoice()
    assert (after.total_minor, after.paid_minor, after.balance) == (before.total_minor, 0, before.balance)
    assert till.ledger() == []


def test_told_eight_times_at_once_is_one_notice(till: Till, world: World) -> None:
    at_once(lambda: tell(world))
    assert till.history().count("TransferTold") == 1


@pytest.mark.parametrize("days", [-1, 61])
def test_a_day_that_can_not_be(till: Till, world: World, days: int) -> None:
    with pytest.raises(InvalidField, match="day on which you sent it") as wrong:
        tell(world, world.clock.now().date() - timedelta(days=days))
    assert wrong.value.field == "day"
    assert notice(world) is None


def test_a_note_that_is_too_long(till: Till, world: World) -> None:
    with pytest.raises(InvalidField, match="under 200"):
        tell(world, note="n" * 201)


@pytest.mark.parametrize("state", ["paid", "void", "draft"])
def test_nothing_is_to_pay(till: Till, world: World, state: str) -> None:
    with pytest.raises(Conflict):
        tell(world, state=state)


def test_it_ends_when_staff_record_money(till: Till, world: World) -> None:
    tell(world)
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document(), 4000, Method.TRANSFER, YESTERDAY, "")
    assert notice(world) is None


def test_a_part_by_card_leaves_it_and_the_rest_ends_it(till: Till, world: World) -> None:
    tell(world, state="partly_paid")
    link = world.a.link("partly_paid")
    with reading(link.access) as uow:
        assert transfers.open_notice(uow, link.access.document_id)
    till.pay(till.press_pay(link))
    till.work()
    with reading(link.access) as uow:
        assert transfers.open_notice(uow, link.access.document_id) is None


def test_staff_dismiss_it_and_the_customer_can_tell_again(till: Till, world: World) -> None:
    tell(world)
    first = notice(world)
    assert first
    for _ in range(2):
        with begin(world.a.staff) as uow:
            transfers.dismiss(uow, first.id)
    assert notice(world) is None
    assert till.history().count("TransferDismissed") == 1
    tell(world)
    assert notice(world)


def test_who_may_dismiss_it(till: Till, world: World) -> None:
    tell(world)
    found = notice(world)
    assert found
    with pytest.raises(NotFound), begin(world.b.staff) as uow:
        transfers.dismiss(uow, found.id)
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    with pytest.raises(Forbidden), begin(technician) as uow:
        transfers.dismiss(uow, found.id)
    assert notice(world)

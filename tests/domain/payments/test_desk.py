"""What staff record by hand, and what that does to a checkout that is open at the same time."""

from datetime import date, timedelta

import pytest

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.events import InvoiceAmended
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import checkout, desk
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import LedgerEntry

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def record(world: World, amount: int, day: date | None = None, access: StaffAccess | None = None) -> LedgerEntry:
    with begin(access or world.a.staff) as uow:
        day = day or uow.now.date()
        return desk.record_payment(uow, world.a.document(), amount, Method.TRANSFER, day, " Ref 1042 ")


def signed(till: Till) -> list[tuple[str, int]]:
    return [(str(entry.kind), entry.amount_minor) for entry in till.ledger()]


def test_a_transfer_is_recorded_with_its_receipt_and_undone(till: Till, world: World) -> None:
    entry = record(world, 10000)
    till.work()
    assert (entry.made_by, entry.note, entry.method) == (world.a.staff.name, "Ref 1042", "Bank transfer")
    assert till.invoice().balance.minor == 0
    assert sorted(mail.kind for mail in till.mails()) == ["receipt", "staff_paid"]
    with begin(world.a.staff) as uow:
        desk.undo(uow, entry.id)
    assert signed(till) == [("manual", 10000), ("manual_undone", -10000)]
    assert (till.invoice().balance.minor, till.invoice().settled_at) == (10000, None)
    with pytest.raises(Conflict, match="undone already"), begin(world.a.staff) as uow:
        desk.undo(uow, entry.id)


def test_what_can_not_be_recorded(till: Till, world: World) -> None:
    with pytest.raises(Invalid, match="amount"):
        record(world, 0)
    with pytest.raises(Invalid, match="hasn't come"):
        record(world, 100, world.clock.now().date() + timedelta(days=2))
    with pytest.raises(Forbidden):
        record(world, 100, access=StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN))
    with pytest.raises(NotFound):
        record(world, 100, access=world.b.staff)
    with pytest.raises(Conflict, match="isn't open"), begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document("void"), 100, Method.CASH, uow.now.date(), "")
    assert till.ledger() == []


def test_marked_as_paid_while_the_checkout_is_open_closes_it_at_stripe(till: Till, world: World) -> None:
    started = till.press_pay()
    record(world, 10000)
    till.work()
    assert till.double.session(started.url.rsplit("/", 1)[1])["status"] == "expired"
    assert [attempt.state for attempt in till.attempts()][-1] == "superseded"
    assert signed(till) == [("manual", 10000)]


def test_marked_as_paid_too_late_shows_as_overpaid(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    record(world, 10000)
    till.work()
    assert sorted(signed(till)) == [("manual", 10000), ("payment", 10000)]
    assert (till.invoice().balance.minor, till.invoice().overpaid.minor) == (0, 10000)
    assert till.history().count("InvoiceOverpaid") == 1
    assert [mail.kind for mail in till.mails()].count("staff_alert") == 1


def test_a_write_off_gives_up_the_rest(till: Till, world: World) -> None:
    record(world, 4000)
    with begin(world.a.staff) as uow:
        desk.write_off(uow, world.a.document(), "Moved away")
    assert signed(till) == [("manual", 4000), ("write_off", 6000)]
    assert till.invoice().balance.minor == 0
    with pytest.raises(Conflict, match="Nothing is owed"), begin(world.a.staff) as uow:
        desk.write_off(uow, world.a.document(), "Again")


def test_credit_notes_are_numbered_and_may_leave_money_to_give_back(till: Till, world: World) -> None:
    record(world, 10000)
    with begin(world.a.staff) as uow:
        first = desk.credit(uow, world.a.document(), 2500, "Scratched")
        second = desk.credit(uow, world.a.document(), 500, "Late")
    assert (first.method, second.method) == ("Credit note CN-0001", "Credit note CN-0002")
    assert till.invoice().overpaid.minor == 3000
    with pytest.raises(Invalid, match="up to"), begin(world.a.staff) as uow:
        desk.credit(uow, world.a.document(), 10001, "Too much")


def part_payments(world: World, percent: int) -> None:
    with begin(world.a.system) as uow:
        terms = profile(uow).terms
        terms.takes_part_payments, terms.least_percent = True, percent


def test_a_part_is_paid_inside_the_rules(till: Till, world: World) -> None:
    access = world.a.link().access
    with pytest.raises(Invalid, match="Please pay £100"):
        checkout.start_checkout(access, till.gateway, 5000)
    part_payments(world, 25)
    with pytest.raises(Invalid, match=r"between £25.00 and £100.00"):
        checkout.start_checkout(access, till.gateway, 2499)
    with pytest.raises(Invalid):
        checkout.start_checkout(access, till.gateway, 10001)
    deposit = checkout.start_checkout(access, till.gateway, 2500)
    till.pay(deposit)
    till.work()
    assert (till.invoice().paid_minor, till.invoice().balance.minor) == (2500, 7500)
    till.pay(till.press_pay())  # the rest
    till.work()
    assert signed(till) == [("payment", 2500), ("payment", 7500)]


def test_another_amount_closes_the_open_checkout(till: Till, world: World) -> None:
    part_payments(world, 10)
    whole = till.press_pay()
    part = checkout.start_checkout(world.a.link().access, till.gateway, 3000)
    assert part.url != whole.url
    assert till.double.session(whole.url.rsplit("/", 1)[1])["status"] == "expired"
    assert checkout.start_checkout(world.a.link().access, till.gateway, 3000) == part


def test_a_void_invoice_closes_its_checkout_and_says_what_to_give_back(till: Till, world: World) -> None:
    record(world, 4000)
    started = till.press_pay()
    with begin(world.a.staff) as uow:
        editing.void(uow, world.a.document(), "Wrong customer")
    till.work()
    assert till.double.session(started.url.rsplit("/", 1)[1])["status"] == "expired"
    assert (till.invoice().overpaid.minor, till.invoice().settled_at) == (4000, None)
    assert till.history().count("InvoiceOverpaid") == 1


def test_an_amended_invoice_closes_its_checkout_and_may_be_settled(till: Till, world: World) -> None:
    record(world, 4000)
    started = till.press_pay()
    with begin(world.a.staff) as uow:
        invoice = uow.get(Invoice, world.a.document(), lock=True)
        invoice.total_minor, invoice.revision = 4000, 2
        about = {"subject_id": invoice.id, "customer_id": invoice.customer_id, "number": invoice.number}
        uow.record(InvoiceAmended(**about, revision=2, before=Money(10000, "GBP"), total=invoice.total))
    till.work()
    assert till.double.session(started.url.rsplit("/", 1)[1])["status"] == "expired"
    assert till.invoice().settled_at is not None

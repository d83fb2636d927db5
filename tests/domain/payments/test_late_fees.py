"""The late fee: once, only when nothing is on its way, on the business's day, and gone with one click."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from tests import factories
from tests.domain.payments.test_races import at_once
from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business, LateFee
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.models import Invoice, InvoiceRevision
from toolfy_portal.domain.payments import desk, late_fees, transfers
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import Dispute, PaymentAccount
from toolfy_portal.worker import LATE_FEES_EVERY, Worker

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def charge(world: World, **terms: object) -> None:
    """Switch business A's late fee on: £12 a week ago, unless said otherwise."""
    usual = {"late_fee_kind": LateFee.AMOUNT, "late_fee_minor": 1200, "late_fee_since": date(2026, 11, 1)}
    with begin(world.a.system) as uow:
        for name, value in (usual | terms).items():
            setattr(profile(uow).terms, name, value)


def late(till: Till) -> Invoice:
    """The overdue invoice: over £100.00, due six days ago."""
    return till.invoice(till.world.a.document("overdue"))


def waive(world: World, access: StaffAccess | None = None, reason: str = "They rang us") -> None:
    with begin(access or world.a.staff) as uow:
        late_fees.waive(uow, world.a.document("overdue"), reason)


def test_an_overdue_invoice_gets_it_once(till: Till, world: World) -> None:
    charge(world)
    till.work()
    till.work()
    world.clock.forward(days=40)
    till.work()
    invoice = late(till)
    assert (invoice.late_fee_minor, invoice.total_minor, invoice.balance.minor) == (1200, 11200, 11200)
    history = till.history(invoice.id)
    assert history.count("LateFeeAdded") == 1
    assert "Customer a0: Late fee of £12.00 added to invoice A-03" in [
        mail.subject for mail in till.mails(invoice.id) if mail.kind == "staff_alert"
    ]
    [told] = [mail for mail in till.mails(invoice.id) if mail.kind == "late_fee"]
    words = told.text(world.portal.runtime.keys)
    assert told.to == "customer0@a.example"
    assert "Late fee: £12.00" in words
    assert "Left to pay: £112.00" in words


def test_only_what_is_issued_overdue_and_unpaid_gets_it(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    charged = [
        state for state in ("due", "partly_paid", "paid", "void") if till.invoice(world.a.document(state)).late_fee_at
    ]
    assert charged == []
    assert till.invoice(world.b.document("overdue"), world.b).late_fee_at is None  # their own terms have none
    world.clock.forward(days=15)
    late_fees.add_due()
    charged = [
        state for state in ("due", "partly_paid", "paid", "void") if till.invoice(world.a.document(state)).late_fee_at
    ]
    assert charged == ["due", "partly_paid"]


def test_a_percentage_is_of_what_is_left_rounded_half_up(till: Till, world: World) -> None:
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document("overdue"), 3990, Method.CASH, uow.now.date(), "")
    charge(world, late_fee_kind=LateFee.PERCENT, late_fee_percent=Decimal("2.5"))
    late_fees.add_due()
    assert late(till).late_fee_minor == 150  # 60.10 × 2.5 % = 1.5025
    assert late(till).paid_minor == 3990


@pytest.mark.parametrize(("grace", "is_charged"), [(5, True), (6, False)])
def test_grace_days_are_whole_days_after_the_due_day(till: Till, world: World, grace: int, is_charged: bool) -> None:
    charge(world, late_fee_grace_days=grace)  # due on the 18th, today is the 24th
    late_fees.add_due()
    assert (late(till).late_fee_at is not None) is is_charged


def test_the_day_is_the_business_s(till: Till, world: World) -> None:
    charge(world, late_fee_grace_days=6)
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).timezone = "Pacific/Kiritimati"  # it is the 25th there
    late_fees.add_due()
    assert late(till).late_fee_at is not None


@pytest.mark.parametrize(
    "terms", [{"late_fee_since": date(2026, 11, 19)}, {"late_fee_since": None}, {"late_fee_kind": LateFee.NONE}]
)
def test_what_was_due_before_it_was_switched_on_gets_none(till: Till, world: World, terms: dict[str, object]) -> None:
    charge(world, **terms)
    late_fees.add_due()
    assert late(till).late_fee_at is None


def test_an_amount_is_not_asked_in_another_currency(till: Till, world: World) -> None:
    charge(world)
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).currency = "EUR"
    late_fees.add_due()
    assert late(till).late_fee_at is None


def test_money_on_its_way_holds_it(till: Till, world: World) -> None:
    charge(world)
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document("overdue")).processing_minor = 4000  # a part, and the rest is late
    late_fees.add_due()
    assert late(till).late_fee_at is None


def test_a_fresh_transfer_notice_holds_it_for_a_week(till: Till, world: World) -> None:
    charge(world)
    with begin(world.a.system) as uow:
        transfers.tell(uow, world.a.document("overdue"), None, "")
    world.clock.forward(days=6)
    late_fees.add_due()
    assert late(till).late_fee_at is None
    world.clock.forward(days=1)
    late_fees.add_due()
    assert late(till).late_fee_at is not None


def test_an_open_dispute_holds_it_until_it_is_closed(till: Till, world: World) -> None:
    charge(world)
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document("overdue")), uow.get(PaymentAccount, world.a.account_id)
        dispute = uow.add(factories.dispute(invoice, account, uow.now, status="needs_response")).id
    late_fees.add_due()
    assert late(till).late_fee_at is None
    with begin(world.a.system) as uow:
        uow.get(Dispute, dispute).status = "lost"
    late_fees.add_due()
    assert late(till).late_fee_at is not None


def test_eight_workers_add_it_once(till: Till, world: World) -> None:
    charge(world)
    assert sum(at_once(late_fees.add_due)) == 2  # each of the two customers has one that is late
    assert late(till).total_minor == 11200
    assert till.history(late(till).id).count("LateFeeAdded") == 1


def test_the_worker_looks_at_once_and_then_every_ten_minutes(till: Till, world: World) -> None:
    worker = Worker(world.portal)
    worker.work_once()
    charge(world)
    worker.work_once()
    assert late(till).late_fee_at is None
    world.clock.forward(seconds=LATE_FEES_EVERY.total_seconds())
    worker.work_once()
    assert late(till).late_fee_at is not None


def test_the_open_checkout_is_closed_and_the_next_asks_for_all(till: Till, world: World) -> None:
    link = world.a.link("overdue")
    old = till.press_pay(link)
    charge(world)
    till.work()
    assert till.double.session(old.url.rsplit("/", 1)[1])["status"] == "expired"
    new = till.press_pay(link)
    assert till.double.session(new.url.rsplit("/", 1)[1])["amount_total"] == 11200
    till.pay(new)
    till.work()
    assert late(till).balance.minor == 0


def test_it_stands_in_a_revision_and_survives_an_edit(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    document = world.a.document("overdue")
    with begin(world.a.staff) as uow:
        draft = editing.draft_of(uow, document)
        line = draft.lines[0].__class__(name="Less work", unit_price=Decimal(80))
        editing.save(
            uow, document, draft.__class__(**{**_fields(draft), "lines": (line,)}), editing.state_of(uow, document)
        )
    invoice = late(till)
    assert (invoice.subtotal_minor, invoice.late_fee_minor, invoice.total_minor) == (8000, 1200, 9200)
    late_fees.add_due()
    assert late(till).late_fee_minor == 1200
    with reading(world.a.staff) as uow:
        mine = select(InvoiceRevision).where(InvoiceRevision.document_id == document).order_by(InvoiceRevision.number)
        revisions = [json.loads(each.snapshot) for each in uow.all(mine) if each.number < 99]
    assert [each.get("late_fee_minor") for each in revisions] == [0, 1200, 1200]
    assert [each["total_minor"] for each in revisions] == [10000, 11200, 9200]


def _fields(draft: object) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}  # pyright: ignore


def test_a_copy_has_no_fee(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    with begin(world.a.staff) as uow:
        copy = editing.duplicate(uow, world.a.document("overdue"))
        assert (copy.late_fee_minor, copy.total_minor, copy.late_fee_at) == (0, 10000, None)


def test_staff_take_it_back_and_it_does_not_come_again(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    waive(world)
    invoice = late(till)
    assert (invoice.late_fee_minor, invoice.total_minor, invoice.balance.minor) == (0, 10000, 10000)
    world.clock.forward(days=30)
    till.work()
    assert late(till).total_minor == 10000
    assert till.history(invoice.id).count("LateFeeWaived") == 1
    assert [mail.kind for mail in till.mails(invoice.id)].count("late_fee_waived") == 1
    with pytest.raises(Conflict, match="no late fee"):
        waive(world)


def test_taken_back_after_it_was_paid_it_is_owed_to_the_customer(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    till.pay(till.press_pay(world.a.link("overdue")))
    till.work()
    waive(world)
    assert (late(till).balance.minor, late(till).overpaid.minor) == (0, 1200)
    assert till.history(late(till).id).count("InvoiceOverpaid") == 1


def test_taken_back_when_all_else_is_paid_the_invoice_is_settled(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document("overdue"), 10000, Method.CASH, uow.now.date(), "")
    assert late(till).settled_at is None
    waive(world)
    assert (late(till).balance.minor, late(till).settled_at) == (0, world.clock.now())


def test_who_may_take_it_back_and_why(till: Till, world: World) -> None:
    charge(world)
    late_fees.add_due()
    with pytest.raises(InvalidField, match="few words"):
        waive(world, reason="  ")
    with pytest.raises(Forbidden):
        waive(world, StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN))
    with pytest.raises(NotFound):
        waive(world, world.b.staff)
    with begin(world.a.staff) as uow:
        editing.void(uow, world.a.document("overdue"), "Twice")
    with pytest.raises(Conflict):
        waive(world)
    assert late(till).late_fee_minor == 1200


def test_an_imported_invoice_keeps_how_it_came(till: Till, world: World) -> None:
    charge(world)
    document = world.a.document("overdue")
    with begin(world.a.system) as uow:
        for revision in uow.all(select(InvoiceRevision).where(InvoiceRevision.document_id == document)):
            uow.delete(revision)
    late_fees.add_due()
    with reading(world.a.staff) as uow:
        numbers = uow.all(select(InvoiceRevision.number).where(InvoiceRevision.document_id == document))
    assert sorted(numbers) == [1, 2]
    assert late(till).due_on == world.clock.now().date() - timedelta(days=6)

"""Money that goes back: refunds from our screen and from Stripe's, disputes, overpayments; each counted once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.payments import ledger, refunds
from toolfy_portal.domain.payments.models import Attempt, Dispute, LedgerEntry, Refund, UnmatchedPayment
from toolfy_portal.stripe_double.server import Fault

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def paid(till: Till) -> LedgerEntry:
    till.pay(till.press_pay())
    till.work()
    till.paid_once()
    return till.ledger()[0]


def signed(till: Till) -> list[tuple[str, int]]:
    return [(str(entry.kind), entry.amount_minor) for entry in till.ledger()]


def refunds_of(till: Till) -> list[Refund]:
    with reading(till.world.a.staff) as uow:
        return list(uow.all(select(Refund).where(Refund.document_id == till.world.a.document())))


def test_a_part_is_given_back_and_the_rest_later(till: Till, world: World) -> None:
    payment = paid(till)
    first = refunds.give_back(world.a.staff, till.gateway, payment.id, 4000, "A tap was missing")
    assert (first.state, first.made_by) == ("succeeded", world.a.staff.name)
    assert signed(till) == [("payment", 10000), ("refund", -4000)]
    invoice = till.invoice()
    assert (invoice.paid_minor, invoice.balance.minor, invoice.settled_at) == (6000, 4000, None)
    refunds.give_back(world.a.staff, till.gateway, payment.id, 6000)
    till.work()  # the webhooks say the same again
    assert signed(till) == [("payment", 10000), ("refund", -4000), ("refund", -6000)]
    assert till.history().count("PaymentRefunded") == 2
    assert [mail.kind for mail in till.mails()].count("refund") == 2
    with pytest.raises(Invalid, match="refunded already"):
        refunds.give_back(world.a.staff, till.gateway, payment.id, 1)


@pytest.mark.parametrize("amount", [0, -1, 10001])
def test_too_much_or_nothing_is_not_given_back(till: Till, world: World, amount: int) -> None:
    payment = paid(till)
    with pytest.raises(Invalid, match="up to £100"):
        refunds.give_back(world.a.staff, till.gateway, payment.id, amount)
    assert refunds_of(till) == []


def test_who_may_give_back(till: Till, world: World) -> None:
    payment = paid(till)
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    with pytest.raises(Forbidden):
        refunds.give_back(technician, till.gateway, payment.id, 100)
    with pytest.raises(NotFound):
        refunds.give_back(world.b.staff, till.gateway, payment.id, 100)
    assert signed(till) == [("payment", 10000)]


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.SERVER_ERROR])
def test_a_refund_whose_answer_is_lost_is_made_once(till: Till, world: World, fault: Fault) -> None:
    payment = paid(till)
    till.double.faults.extend([fault] * 3)  # the package asks three times
    with pytest.raises(GatewayError):
        refunds.give_back(world.a.staff, till.gateway, payment.id, 4000)
    world.clock.forward(days=2)  # Stripe has forgotten the idempotency key
    till.work()
    assert signed(till) == [("payment", 10000), ("refund", -4000)]
    assert [each.state for each in refunds_of(till)] == ["succeeded"]


def test_two_people_can_not_give_back_the_same_money(till: Till, world: World) -> None:
    payment = paid(till)
    till.double.faults.extend([Fault.LOST_BEFORE] * 3)
    with pytest.raises(GatewayError):
        refunds.give_back(world.a.staff, till.gateway, payment.id, 10000)
    with pytest.raises(Invalid):  # the first one is on disk
        refunds.give_back(world.a.staff, till.gateway, payment.id, 10000)


def test_a_refund_made_in_stripes_dashboard_arrives_here(till: Till) -> None:
    payment = paid(till)
    till.double.refund(payment.ref, 2500)
    till.work()
    assert signed(till) == [("payment", 10000), ("refund", -2500)]


def test_a_refund_of_which_no_webhook_told_is_found_within_the_hour(till: Till, world: World) -> None:
    payment = paid(till)
    till.double.knobs.drop = True
    till.double.refund(payment.ref, 2500)
    till.work()
    assert signed(till) == [("payment", 10000)]
    world.clock.forward(seconds=3601)
    till.work()
    assert signed(till) == [("payment", 10000), ("refund", -2500)]


def test_a_refund_that_comes_back_is_owed_again(till: Till) -> None:
    payment = paid(till)
    refund = till.double.refund(payment.ref, 10000)
    till.work()
    assert till.invoice().balance.minor == 10000
    till.double.fail_refund(refund["id"])
    till.work()
    assert signed(till) == [("payment", 10000), ("refund", -10000), ("refund_reversed", 10000)]
    assert till.invoice().balance.minor == 0
    assert till.history().count("RefundFailed") == 1


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_takes_the_money_and_may_bring_it_back(till: Till, world: World, won: bool) -> None:
    payment = paid(till)
    dispute = till.double.dispute(payment.ref)
    till.work()
    assert signed(till) == [("payment", 10000), ("dispute", -10000)]
    assert till.invoice().balance.minor == 10000
    with pytest.raises(Invalid):  # the bank has it
        refunds.give_back(world.a.staff, till.gateway, payment.id, 100)
    till.double.close_dispute(dispute["id"], won=won)
    till.work()
    back = [("dispute_won", 10000)] if won else []
    assert signed(till) == [("payment", 10000), ("dispute", -10000), *back]
    with reading(world.a.staff) as uow:
        [mine] = uow.all(select(Dispute).where(Dispute.document_id == world.a.document()))
    assert (mine.status, mine.reason) == ("won" if won else "lost", "fraudulent")
    assert mine.answer_by is not None
    assert mine.answer_by - mine.at == timedelta(days=9)
    assert (till.history().count("PaymentDisputed"), till.history().count("DisputeClosed")) == (1, 1)


def test_a_refund_that_overtakes_its_payment_is_counted_with_it(till: Till) -> None:
    started = till.press_pay()
    till.pay(started)
    with_intent = till.double.session(started.url.rsplit("/", 1)[1])["payment_intent"]
    till.double.refund(with_intent, 1000)
    for delivery in reversed(till.deliveries()):
        till.receive(delivery)
    till.work()
    assert sorted(signed(till)) == [("payment", 10000), ("refund", -1000)]


def test_money_that_fits_no_invoice_goes_back_whole_and_into_no_ledger(till: Till, world: World) -> None:
    started = till.press_pay()
    _ask_for(till, till.attempts()[-1].id, 9000)  # our own record says another amount than Stripe's
    till.pay(started)
    till.work()
    with reading(world.a.staff) as uow:
        [unmatched] = uow.all(select(UnmatchedPayment).where(UnmatchedPayment.document_id == world.a.document()))
    assert (unmatched.amount_minor, unmatched.state) == (10000, "open")
    refunds.give_back_unmatched(world.a.staff, till.gateway, unmatched.id)
    till.work()
    with reading(world.a.staff) as uow:
        assert uow.get(UnmatchedPayment, unmatched.id).state == "refunded"
    assert till.ledger() == []
    with pytest.raises(Conflict, match="given back already"):
        refunds.give_back_unmatched(world.a.staff, till.gateway, unmatched.id)


def _ask_for(till: Till, attempt_id: str, amount: int) -> None:
    with begin(till.world.a.system) as uow:
        uow.get(Attempt, attempt_id).amount_minor = amount


def test_each_payment_has_a_receipt_with_its_own_number(till: Till, world: World) -> None:
    payment = paid(till)
    with reading(world.a.link().access) as uow:
        receipts = ledger.receipts(uow, world.a.document())
    assert list(receipts) == [payment.id]
    assert receipts[payment.id].number == "RCT-0005"  # four invoices of this business were paid before

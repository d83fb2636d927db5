"""Our books against Stripe's: what was lost is found and booked once, and what is in order is called so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests import factories
from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.payments_movements import MovementKind
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Conflict, Forbidden
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import checking
from toolfy_portal.domain.payments.checking import Check
from toolfy_portal.domain.payments.comparing import Why
from toolfy_portal.domain.payments.models import Attempt, AttemptState, LedgerEntry, PaymentAccount
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.stripe_double.server import Fault

PAYMENT, REFUND, DISPUTE = MovementKind


@pytest.fixture(autouse=True)
def _a_month_later(world: World) -> None:
    """What the world was planted with never was at Stripe; it lies before the time that is checked."""
    world.clock.forward(days=40)


def check(world: World, days: int = 30, access: StaffAccess | None = None) -> Check:
    access = access or world.a.staff
    run = checking.start(access, days)
    while run.todo:
        run = checking.go_on(access, world.portal.accounts, run)
    return run


def found(run: Check) -> list[tuple[Why, MovementKind, int | None, int | None]]:
    return [(each.why, each.kind, each.gateway_minor, each.booked_minor) for each in run.differences]


def counts(run: Check) -> tuple[int, int, int]:
    return run.counted(PAYMENT), run.counted(REFUND), run.counted(DISPUTE)


def pay(till: Till, state: str = "due") -> str:
    """Pay by card; return the payment's id. Nothing of it is told to us before the worker runs."""
    started = till.press_pay(till.world.a.link(state))
    till.pay(started)
    till.world.clock.forward(seconds=2)  # a check ends with the second before it began
    return till.double.session(started.url.rsplit("/", 1)[1])["payment_intent"]


def lose(till: Till) -> None:
    """Nothing tells us: no webhook, no event, and nobody asks about the attempt again."""
    till.deliveries()
    with begin(till.world.a.system) as uow:
        for attempt in uow.all(select(Attempt).where(Attempt.document_id == till.world.a.document())):
            attempt.state, attempt.next_check_at = AttemptState.EXPIRED, None
        uow.get(PaymentAccount, till.world.a.account_id).events_until = uow.now + timedelta(hours=1)


def test_in_order(till: Till, world: World) -> None:
    intents = [pay(till), pay(till, "overdue")]
    till.work()
    till.double.refund(intents[0], 2500)
    dispute = till.double.dispute(intents[1])
    failed = till.double.refund(intents[0], 500)
    till.work()
    till.double.fail_refund(failed["id"])
    till.double.close_dispute(dispute["id"], won=True)
    till.work()
    world.clock.forward(seconds=2)
    run = check(world)
    assert (found(run), counts(run), run.others, run.faults) == ([], (2, 2, 1), 0, ())


@pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)
def test_a_payment_of_which_nothing_told_is_booked_once(till: Till, world: World) -> None:
    intent = pay(till)
    lose(till)
    till.work()
    assert till.ledger() == []
    run = check(world)
    assert found(run) == [(Why.NOT_BOOKED, PAYMENT, 10000, None)]
    assert (run.differences[0].document_id, run.differences[0].ref) == (world.a.document(), intent)
    done = checking.book(world.a.staff, till.gateway, run, intent)
    assert (done.differences, counts(done)) == ((), (1, 0, 0))
    till.work()
    till.paid_once()
    checking.book(world.a.staff, till.gateway, run, intent)  # somebody else, who had checked at the same time
    till.work()
    till.paid_once()
    assert found(check(world)) == []


def test_what_went_back_unseen_is_booked_with_one_press(till: Till, world: World) -> None:
    intent = pay(till)
    till.work()
    refund = till.double.refund(intent, 2500)
    till.double.dispute(intent, 1000)
    till.deliveries()
    world.clock.forward(seconds=2)
    run = check(world)
    assert found(run) == [(Why.NOT_BOOKED, REFUND, -2500, None), (Why.NOT_BOOKED, DISPUTE, -1000, None)]
    assert checking.book(world.a.staff, till.gateway, run, refund["id"]).differences == ()
    assert sorted(entry.amount_minor for entry in till.ledger()) == [-2500, -1000, 10000]


def test_a_refund_that_came_back_unseen_is_put_right(till: Till, world: World) -> None:
    intent = pay(till)
    till.work()
    refund = till.double.refund(intent, 2500)
    till.work()
    till.double.fail_refund(refund["id"])
    till.deliveries()
    world.clock.forward(seconds=2)
    run = check(world)
    assert found(run) == [(Why.OTHER_AMOUNT, REFUND, 0, -2500)]
    checking.book(world.a.staff, till.gateway, run, refund["id"])
    assert till.invoice().paid_minor == 10000


def test_a_refund_that_came_back_before_we_heard_of_it_is_in_order(till: Till, world: World) -> None:
    intent = pay(till)
    till.work()
    till.double.fail_refund(till.double.refund(intent, 2500)["id"])
    till.deliveries()
    world.clock.forward(seconds=2)
    assert found(check(world)) == []


def test_what_still_does_not_fit_is_not_called_booked(till: Till, world: World) -> None:
    intent = pay(till)
    till.work()
    refund = till.double.refund(intent, 2500)
    till.work()
    with begin(world.a.system) as uow:
        [line] = [entry for entry in till.ledger() if entry.ref == refund["id"]]
        uow.get(LedgerEntry, line.id).amount_minor = -1
    world.clock.forward(seconds=2)
    run = check(world)
    assert found(run) == [(Why.OTHER_AMOUNT, REFUND, -2500, -1)]
    with pytest.raises(Conflict, match="still doesn’t fit"):
        checking.book(world.a.staff, till.gateway, run, refund["id"])


def test_a_line_that_stripe_does_not_know_is_listed(till: Till, world: World) -> None:
    pay(till)
    till.work()
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document("overdue")), uow.get(PaymentAccount, world.a.account_id)
        at = uow.now - timedelta(days=1)
        uow.add(factories.ledger_entry(invoice, account, 777, at, ref="pi_made_up"))
        uow.add(factories.ledger_entry(invoice, account, 555, at - timedelta(days=90), ref="pi_before_that"))
        uow.add(factories.unmatched_payment(invoice, account, at, payment_intent="pi_put_aside", amount_minor=888))
    run = check(world)
    assert found(run) == [(Why.NOT_AT_GATEWAY, PAYMENT, None, 777), (Why.NOT_AT_GATEWAY, PAYMENT, None, 888)]
    with pytest.raises(Conflict):
        checking.book(world.a.staff, till.gateway, run, "pi_made_up")


def test_an_amount_that_is_not_stripe_s_is_listed(till: Till, world: World) -> None:
    intent = pay(till)
    till.work()
    with begin(world.a.system) as uow:
        uow.get(LedgerEntry, till.ledger()[0].id).amount_minor = 9999
    run = check(world)
    assert found(run) == [(Why.OTHER_AMOUNT, PAYMENT, 10000, 9999)]
    with pytest.raises(Conflict):
        checking.book(world.a.staff, till.gateway, run, intent)


def test_money_put_aside_is_in_order_and_so_is_giving_it_back(till: Till, world: World) -> None:
    started = till.press_pay()
    with begin(world.a.system) as uow:
        uow.get(Attempt, till.attempts()[-1].id).amount_minor = 9000
    till.pay(started)
    till.work()
    world.clock.forward(seconds=2)
    run = check(world)
    assert (found(run), run.unmatched, counts(run)) == ([], 1, (1, 0, 0))
    intent = till.double.session(started.url.rsplit("/", 1)[1])["payment_intent"]
    refund = till.double.refund(intent, 4000)
    till.deliveries()
    world.clock.forward(seconds=2)
    run = check(world)
    assert found(run) == [(Why.NOT_BOOKED, REFUND, -4000, None)]
    assert checking.book(world.a.staff, till.gateway, run, refund["id"]).differences == ()
    assert found(check(world)) == []


def test_declined_tries_and_what_is_not_ours_are_no_payments_of_ours(till: Till, world: World) -> None:
    started = till.press_pay()
    till.pay(started, "4000000000000002")
    till.pay(started)
    till.work()
    _somebody_elses(till)
    world.clock.forward(seconds=2)
    run = check(world)
    assert (found(run), counts(run), run.others) == ([], (1, 0, 0), 1)


def _somebody_elses(till: Till) -> None:
    """A payment of the account's other shop: it has no mark of ours."""
    key = till.account(till.world.a)[0]
    items = {"line_items[0][price_data][currency]": "gbp", "line_items[0][price_data][unit_amount]": "500"}
    items |= {"line_items[0][price_data][product_data][name]": "A mug", "line_items[0][quantity]": "1"}
    form = "&".join(
        f"{name}={value}" for name, value in {"mode": "payment", "success_url": "https://x.example/", **items}.items()
    )
    _, _, session = till.double.handle("POST", "/v1/checkout/sessions", {"authorization": f"Bearer {key}"}, form)
    till.double.pay(session["id"], Card("4242424242424242", 12, 2040, "123", "Somebody Else"))


def test_a_mark_that_no_checkout_has_is_listed_and_can_not_be_booked(till: Till, world: World) -> None:
    intent = pay(till)
    till.deliveries()
    with begin(world.a.system) as uow:
        uow.delete(uow.all(select(Attempt).where(Attempt.document_id == world.a.document()))[0])
    run = check(world)
    assert found(run) == [(Why.NO_CHECKOUT, PAYMENT, 10000, None)]
    with pytest.raises(Conflict):
        checking.book(world.a.staff, till.gateway, run, intent)


def test_a_key_that_was_replaced_shows_the_same_account_and_counts_nothing_twice(till: Till, world: World) -> None:
    pay(till)
    till.work()
    with begin(world.a.system) as uow:
        old = uow.get(PaymentAccount, world.a.account_id)
        copied = {"key_encrypted": old.key_encrypted, "mode": old.mode, "events_due_at": old.events_due_at}
        uow.add(factories.payment_account(uow.keys, **copied))
        old.is_active = False
    run = check(world)
    assert (found(run), counts(run), run.others) == ([], (1, 0, 0), 0)


def test_it_goes_page_by_page_and_holds_on_to_the_place(
    till: Till, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    intents = {pay(till), pay(till, "overdue"), pay(till, "partly_paid")}
    till.work()
    real = world.portal.accounts._stripe

    def one_at_a_time(account):
        client = real(account)
        whole = client.charges.list
        client.charges.list = lambda asked: whole({**asked, "limit": 1})
        return client

    monkeypatch.setattr(world.portal.accounts, "_stripe", one_at_a_time)
    run = checking.start(world.a.staff, 30)
    seen = []
    while run.todo and run.todo[0].kind is PAYMENT:
        run = checking.go_on(world.a.staff, world.portal.accounts, run)
        seen.append(len(run.seen))
    assert seen == [1, 2, 3]
    assert run.seen == intents


def test_a_key_that_is_refused_and_a_stripe_that_is_down_are_told_in_words(till: Till, world: World) -> None:
    pay(till)
    till.double.faults.extend([Fault.LOST_BEFORE] * 3)  # the package asks three times
    [told] = check(world).faults
    assert told == "Stripe can't be reached right now. Please try again in a minute."
    till.double.restrict(till.account(world.a)[0], {"rak_charge_read", "rak_payment_intent_read"})
    [told] = check(world).faults
    assert told == "This key may not do everything that is needed. Give it “Disputes: read” in Stripe and try again."
    till.double.revoke(till.account(world.a)[0])
    with begin(world.a.system) as uow:
        uow.get(PaymentAccount, world.a.account_id).key_hint = "rk_live_…1234"
    run = check(world)
    assert run.faults == ("rk_live_…1234: Stripe doesn't know this key. Copy it again; it may have been replaced.",)
    assert found(run) == []


def test_a_business_without_an_account_has_nothing_to_compare(till: Till) -> None:
    with pytest.raises(Conflict, match="doesn't take payments online yet"):
        checking.start(StaffAccess("biz_new", "stf_new", Role.OWNER), 30)


def test_who_may_check_and_of_which_business(till: Till, world: World) -> None:
    intent = pay(till)
    lose(till)
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    run = checking.start(world.a.staff, 30)
    for ask in (
        lambda: checking.start(technician, 30),
        lambda: checking.go_on(technician, world.portal.accounts, run),
        lambda: checking.book(technician, till.gateway, run, intent),
    ):
        with pytest.raises(Forbidden):
            ask()
    assert counts(check(world, access=world.b.staff)) == (0, 0, 0)
    with reading(world.a.staff) as uow:
        assert uow.first(select(LedgerEntry).where(LedgerEntry.ref == intent)) is None

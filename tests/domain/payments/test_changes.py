"""The invoice, the clock or the amount changes while a checkout is open: money is kept as it came, never guessed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stripe
from sqlalchemy import text

from tests.domain.payments.till import Delivery, Till
from tests.world import Tenant, World
from toolfy_portal.adapters.payments import Checkout, GatewayError
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments.accounts import open_account
from toolfy_portal.domain.payments.models import AccountMode, AttemptState, InboxState
from toolfy_portal.stripe_double.server import Fault


def bill(world: World, total_minor: int) -> None:
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).total_minor = total_minor


def session_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def test_a_changed_balance_retires_the_open_checkout_at_stripe(till: Till, world: World) -> None:
    old = till.press_pay()
    bill(world, 8000)
    new = till.press_pay()
    assert till.double.session(session_of(old.url))["status"] == "expired"
    assert till.double.session(session_of(new.url))["amount_total"] == 8000
    assert [each.state for each in till.attempts()] == [AttemptState.SUPERSEDED, AttemptState.OPEN]
    with pytest.raises(Conflict):
        till.pay(old)
    till.pay(new)
    till.work()
    assert [entry.amount_minor for entry in till.ledger()] == [8000]
    assert till.invoice().balance.minor == 0


def test_a_checkout_whose_answer_was_lost_is_retired_too(till: Till, world: World) -> None:
    till.double.faults.extend([Fault.LOST_AFTER] * 3)
    with pytest.raises(GatewayError):
        till.press_pay()
    bill(world, 8000)
    till.press_pay()
    retired, current = till.attempts()
    assert (retired.state, current.state) == (AttemptState.SUPERSEDED, AttemptState.OPEN)
    assert retired.session_id is not None
    assert till.double.session(retired.session_id)["status"] == "expired"


def test_an_edit_that_comes_after_the_payment_loses(till: Till, world: World) -> None:
    till.double.knobs.hold = True
    till.pay(till.press_pay())
    bill(world, 8000)
    with pytest.raises(Conflict, match="paid already"):
        till.press_pay()  # Stripe refuses to expire what was just paid
    assert [entry.amount_minor for entry in till.ledger()] == [10000]
    assert till.invoice().paid_minor == 10000  # all of it is kept; the balance is never below zero
    assert till.invoice().balance.minor == 0
    till.double.knobs.hold = False
    till.work()
    assert len(till.ledger()) == 1
    assert [each.state for each in till.attempts()] == [AttemptState.SUCCEEDED]


def test_a_raised_bill_after_the_payment_leaves_the_rest_to_pay(till: Till, world: World) -> None:
    till.double.knobs.hold = True
    till.pay(till.press_pay())
    bill(world, 15000)
    rest = till.press_pay()
    assert till.double.session(session_of(rest.url))["amount_total"] == 5000
    till.double.knobs.hold = False
    till.pay(rest)
    till.work()
    assert sorted(entry.amount_minor for entry in till.ledger()) == [5000, 10000]
    assert [mail.kind for mail in till.mails()].count("receipt") == 2


def test_a_checkout_about_to_run_out_is_replaced(till: Till, world: World) -> None:
    old = till.press_pay()
    world.clock.forward(minutes=56)
    new = till.press_pay()
    assert new.url != old.url
    assert till.double.session(session_of(old.url))["status"] == "expired"
    till.pay(new)
    till.work()
    till.paid_once()


def test_a_checkout_that_ran_out_is_closed_and_can_be_opened_anew(till: Till, world: World) -> None:
    till.press_pay()
    world.clock.forward(minutes=61)
    till.work()
    assert [each.state for each in till.attempts()] == [AttemptState.EXPIRED]
    till.pay(till.press_pay())
    till.work()
    till.paid_once()


def test_money_that_comes_for_a_given_up_attempt_is_still_posted(till: Till, world: World) -> None:
    till.double.knobs.hold = True
    till.pay(till.press_pay())
    with world.portal.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE attempt SET state = 'superseded' WHERE state = 'open'"))
    till.double.knobs.hold = False
    till.work()
    till.paid_once()


def test_money_for_a_void_invoice_is_recorded(till: Till, world: World) -> None:
    started = till.press_pay()
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).status = InvoiceStatus.VOID
    till.pay(started)
    till.work()
    assert [entry.amount_minor for entry in till.ledger()] == [10000]


@pytest.mark.parametrize("change", [{"amount_minor": 9999}, {"amount_minor": 10001}, {"currency": "EUR"}])
def test_another_amount_or_currency_is_not_posted_and_staff_see_it_a41(till: Till, change: dict[str, Any]) -> None:
    real = till.gateway.find_checkout

    def find(account: Any, session_id: str) -> Checkout:
        found = real(account, session_id)
        return replace(found, payment=found.payment and replace(found.payment, **change))

    till.gateway.find_checkout = find
    till.pay(till.press_pay())
    till.work()
    till.recover()
    assert till.ledger() == []
    assert till.invoice().paid_minor == 0
    assert [mail.kind for mail in till.mails()] == ["staff_alert"]
    assert till.history().count("PaymentUnmatched") == 1  # though three events told of it
    assert any("where £100.00 was asked for. It was not posted." in line for line in till.summaries())


def test_another_accounts_event_never_moves_our_invoice_a39(till: Till, world: World) -> None:
    ours = till.press_pay()
    theirs = till.press_pay(world.b.link())
    till.pay(theirs)
    told = [_renamed(delivery, till, world, ours.attempt, session_of(ours.url)) for delivery in till.deliveries()]
    for delivery in told:
        till.receive(delivery)
    till.work()
    for _ in range(13):
        world.clock.forward(hours=1, seconds=1)
        till.work()
    assert till.ledger() == []
    assert till.invoice().paid_minor == 0
    assert {event.state for event in till.inbox(world.b)} == {InboxState.PARKED}
    assert {event.error for event in till.inbox(world.b)} == {"No attempt of this account fits"}
    assert till.inbox(world.a) == [] or all(event.kind.endswith("expired") for event in till.inbox(world.a))


def test_not_even_another_account_of_the_same_business_a39(till: Till, world: World) -> None:
    ours = till.press_pay()
    till.pay(ours)
    told = till.deliveries()[0]
    with begin(world.a.system) as uow:
        other = open_account(uow, AccountMode.DEMO, "sk_test_other", till.account(world.a)[1])
    till.receive(told, other.public_id)
    till.work()
    assert [event.error for event in till.inbox()] == ["No attempt of this account fits"]
    assert till.ledger() == []


def _renamed(delivery: Delivery, till: Till, world: World, attempt: str, session_id: str) -> Delivery:
    """A true event of business B's account that names business A's attempt: B's owner can make such a session."""
    event = json.loads(delivery.body)
    event["data"]["object"]["metadata"] = {"attempt": attempt}
    is_session = event["data"]["object"]["object"] == "checkout.session"
    event["data"]["object"] |= {"id": session_id if is_session else "pi_ours", "payment_intent": None}
    return _signed(till, world.b, delivery.url, event)


def _signed(till: Till, tenant: Tenant, url: str, event: dict[str, Any]) -> Delivery:
    body, now = json.dumps(event), int(till.world.clock.now().timestamp())
    header = stripe.WebhookSignature.generate_signature_header(body, till.account(tenant)[1], timestamp=now)
    return Delivery(url, body.encode(), {"Stripe-Signature": header})


def test_events_of_other_shops_on_the_same_account_are_passed_over(till: Till, world: World) -> None:
    till.pay(till.press_pay())
    told = till.deliveries()[0]
    event = json.loads(told.body)
    event |= {"id": "evt_other_shop"}
    event["data"]["object"] |= {"id": "ch_other", "payment_intent": "pi_other", "metadata": {}}
    till.receive(_signed(till, world.a, told.url, event))
    till.work()
    assert [event.state for event in till.inbox()] == [InboxState.DONE]


def test_looking_is_not_changing(till: Till, world: World) -> None:
    """An open attempt is asked about each 45 seconds, until its hour is over; then never again."""
    asked: list[str] = []
    real = till.gateway.find_checkout

    def find(account: Any, session_id: str) -> Checkout:
        asked.append(session_id)
        return real(account, session_id)

    till.gateway.find_checkout = find
    till.press_pay()
    for _ in range(3):
        world.clock.forward(seconds=46)
        till.work()
    assert len(asked) == 3
    world.clock.forward(hours=1)
    till.work()
    asked.clear()
    world.clock.forward(hours=1)
    till.work()
    assert asked == []
    assert till.attempts()[0].expires_at == world.clock.now() - timedelta(hours=1, seconds=138)

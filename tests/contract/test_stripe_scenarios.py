"""Twelve scenarios through our adapter: what we hold of Stripe is held by the stand-in, and by Stripe itself.

With a `STRIPE_TEST_KEY` the same code also runs before Stripe's test mode. `double_stage` marks what can't be done
there by API.
"""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contract.stages import DoubleStage, Stage, order, payment_when
from toolfy_portal.adapters.payments import CheckoutStatus, GatewayError
from toolfy_portal.adapters.payments_account import PERMISSIONS, KeyRefusedError
from toolfy_portal.core.clock import SystemClock
from toolfy_portal.core.ids import new_token
from toolfy_portal.stripe_double.debits import BankAccount


def test_1_a_session_is_opened_and_the_same_key_gives_it_again(stage: Stage) -> None:
    asked, key = order(), new_token()
    opened = stage.gateway.create_checkout(stage.account, asked, key)
    assert (opened.status, opened.attempt, opened.is_live) == (CheckoutStatus.OPEN, asked.attempt, False)
    assert opened.url.startswith("http")
    assert opened.payment is None
    assert stage.gateway.create_checkout(stage.account, asked, key).session_id == opened.session_id
    assert stage.gateway.find_checkout(stage.account, opened.session_id) == opened


def test_2_the_same_key_with_another_order_is_refused_for_good(stage: Stage) -> None:
    asked, key = order(), new_token()
    stage.gateway.create_checkout(stage.account, asked, key)
    with pytest.raises(GatewayError) as refused:
        stage.gateway.create_checkout(stage.account, replace(asked, amount_minor=2600), key)
    assert not refused.value.again


def test_3_a_payment_by_card(stage: Stage) -> None:
    payment = stage.gateway.find_payment(stage.account, stage.pay("good"))
    assert (payment.status, payment.amount_minor, payment.currency) == ("succeeded", 2500, "GBP")
    assert (payment.method, payment.failure) == ("Visa ending 4242", "")
    assert (payment.refunds, payment.disputes) == ((), ())
    assert abs(SystemClock().now() - payment.at) < timedelta(minutes=5)


def test_3_a_session_that_was_paid_carries_its_payment(double_stage: DoubleStage) -> None:
    """Not in test mode: only the hosted page takes a session's card."""
    stage = double_stage
    payment = stage.gateway.find_payment(stage.account, stage.pay("good"))
    checkout = next(stage.gateway.translate(e.body) for e in events(stage) if e.session_id)
    paid = stage.gateway.find_checkout(stage.account, checkout.session_id)
    assert (paid.status, paid.payment) == (CheckoutStatus.COMPLETE, payment)
    assert paid.attempt == payment.attempt == checkout.attempt != ""


def test_4_declined_then_paid(stage: Stage) -> None:
    declined = stage.gateway.find_payment(stage.account, stage.pay("declined"))
    assert declined.status == "requires_payment_method"
    assert "declined" in declined.failure
    paid = stage.gateway.find_payment(stage.account, stage.pay("declined", "good"))
    assert (paid.status, paid.failure) == ("succeeded", "")


def test_5_an_open_session_is_closed_and_a_closed_one_stays_as_it_is(stage: Stage) -> None:
    opened = stage.gateway.create_checkout(stage.account, order(), new_token())
    assert stage.gateway.expire_checkout(stage.account, opened.session_id).status is CheckoutStatus.EXPIRED
    assert stage.gateway.expire_checkout(stage.account, opened.session_id).status is CheckoutStatus.EXPIRED
    with pytest.raises(GatewayError) as refused:
        stage.gateway.expire_checkout(stage.account, "cs_test_that_never_was")
    assert not refused.value.again


def test_6_refunds_in_part_then_the_rest_and_never_more(stage: Stage) -> None:
    intent = stage.pay("good")
    part = stage.gateway.refund(stage.account, intent, 1000, "GBP", mark := new_token())
    assert (part.amount_minor, part.currency, part.mark, part.moved) == (1000, "GBP", mark, True)
    again = stage.gateway.refund(stage.account, intent, 1000, "GBP", mark)
    assert again.refund_id == part.refund_id
    with pytest.raises(GatewayError) as refused:
        stage.gateway.refund(stage.account, intent, 1501, "GBP", new_token())
    assert not refused.value.again
    stage.gateway.refund(stage.account, intent, 1500, "GBP", new_token())
    with pytest.raises(GatewayError):
        stage.gateway.refund(stage.account, intent, 1, "GBP", new_token())
    refunds = stage.gateway.find_payment(stage.account, intent).refunds
    assert sorted(refund.amount_minor for refund in refunds) == [1000, 1500]


def test_7_a_payment_is_disputed(stage: Stage) -> None:
    (dispute,) = payment_when(stage, stage.pay("disputed"), lambda payment: bool(payment.disputes)).disputes
    assert (dispute.status, dispute.amount_minor, dispute.currency) == ("needs_response", 2500, "GBP")
    assert (dispute.took_money, dispute.is_won, dispute.reason) == (True, False, "fraudulent")
    assert dispute.answer_by is not None
    assert dispute.answer_by > dispute.at


@pytest.mark.parametrize(
    ("number", "status"), [("000123456789", "succeeded"), ("000111111116", "requires_payment_method")]
)
def test_8_a_bank_debit_is_under_way_until_the_bank_answers(
    double_stage: DoubleStage, number: str, status: str
) -> None:
    """Not in test mode: it depends on the account's country, and takes minutes there."""
    stage = double_stage
    asked = replace(order(currency="USD"), methods=("us_bank_account",))
    opened = stage.gateway.create_checkout(stage.account, asked, new_token())
    stage.double.debit(opened.session_id, BankAccount("us_bank_account", "110000000", number, "Ann Smith"))
    under_way = stage.gateway.find_checkout(stage.account, opened.session_id)
    assert under_way.status is CheckoutStatus.COMPLETE
    assert under_way.payment is not None
    assert under_way.payment.status == "processing"
    stage.double.settle(under_way.payment.intent_id)
    payment = stage.gateway.find_payment(stage.account, under_way.payment.intent_id)
    assert (payment.status, bool(payment.failure)) == (status, status != "succeeded")


def events(stage: Stage):
    return stage.gateway.events_since(stage.account, SystemClock().now() - timedelta(minutes=5))


def test_9_what_happened_is_listed_oldest_first(stage: Stage) -> None:
    opened = [stage.gateway.create_checkout(stage.account, order(), new_token()) for _ in range(2)]
    for checkout in opened:
        stage.gateway.expire_checkout(stage.account, checkout.session_id)
    mine = [checkout.session_id for checkout in opened]
    until = time.monotonic() + 30  # Stripe lists an event a moment after it happened
    while len(told := [each for each in events(stage) if each.session_id in mine]) < 2 and time.monotonic() < until:
        time.sleep(0.5)
    assert [each.session_id for each in told] == mine
    assert {each.kind for each in told} == {"checkout.session.expired"}
    assert [each.attempt for each in told] == [checkout.attempt for checkout in opened]
    assert all(replace(stage.gateway.translate(each.body), body=each.body) == each for each in told)


def test_10_less_than_the_least_amount_is_refused(stage: Stage) -> None:
    with pytest.raises(GatewayError, match="at least") as refused:
        stage.gateway.create_checkout(stage.account, order(29), new_token())
    assert not refused.value.again


def test_11_a_currency_that_stripe_does_not_know_is_refused(stage: Stage) -> None:
    with pytest.raises(GatewayError, match=r"(?i)currency: xxx") as refused:
        stage.gateway.create_checkout(stage.account, order(currency="XXX"), new_token())
    assert not refused.value.again


def test_12_an_account_is_checked_and_its_methods_are_told(stage: Stage) -> None:
    report = stage.keeper.check_account(stage.account)
    assert report.account_ref.startswith("acct_")
    assert "card" in report.methods
    assert report.gateway_time is not None
    assert abs(report.gateway_time - SystemClock().now()) < timedelta(minutes=2)


@pytest.mark.parametrize(("missing", "words"), [each for each in PERMISSIONS.items() if each[0] != "webhook_write"])
def test_12_a_key_that_lacks_a_permission_says_which(double_stage: DoubleStage, missing: str, words: str) -> None:
    """Not in test mode: a restricted key is made in the dashboard alone."""
    stage = double_stage
    needed = {f"rak_{name}" for name in PERMISSIONS}
    stage.double.restrict(stage.account.key, needed - {f"rak_{missing}"})
    with pytest.raises(KeyRefusedError) as refused:
        stage.keeper.check_account(stage.account)
    assert refused.value.permission == words
    stage.double.restrict(stage.account.key, needed)
    stage.keeper.check_account(stage.account)


def test_12_a_revoked_key_is_told_calmly(double_stage: DoubleStage) -> None:
    """Not in test mode: the key is still needed."""
    double_stage.double.revoke(double_stage.account.key)
    with pytest.raises(KeyRefusedError, match="doesn't know this key"):
        double_stage.keeper.check_account(double_stage.account)

"""Ways to pay: which are offered, what a charge says of a debit, and refunds that take days."""

import pytest
import stripe

from toolfy_portal.stripe_double.debits import BankAccount
from toolfy_portal.stripe_double.refusal import StripeRefusal

ACH = BankAccount("us_bank_account", "110000000", "000123456789", "Ann Smith")
BACS = BankAccount("bacs_debit", "108800", "00012345", "Ann Smith")
DAYS = {"days": 4}


def line(currency, amount=12_000):
    return [
        {
            "quantity": 1,
            "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": "Invoice INV-1042"}},
        }
    ]


@pytest.fixture
def debit(connect, double, order):
    """Pay a session from a bank account; the session as it is then."""

    def pay(account=ACH, currency="usd"):
        sessions = connect().v1.checkout.sessions
        session = sessions.create(order(line_items=line(currency)))
        assert double.pay(session.id, account) is None
        return sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})

    return pay


@pytest.mark.parametrize(
    ("account", "currency", "facts"),
    [
        (ACH, "usd", {"routing_number": "110000000", "last4": "6789", "bank_name": "STRIPE TEST BANK"}),
        (BACS, "gbp", {"sort_code": "108800", "last4": "2345"}),
    ],
)
def test_a_debit_is_under_way_for_four_days_and_then_paid(
    connect, double, clock, receiver, debit, account, currency, facts
):
    session = debit(account, currency)
    intent, charge = session.payment_intent, session.payment_intent.latest_charge
    assert (session.status, session.payment_status, session.url) == ("complete", "unpaid", None)
    assert (intent.status, intent.amount_received) == ("processing", 0)
    assert (charge.status, charge.paid, charge.balance_transaction) == ("pending", False, None)
    assert charge.payment_method_details.type == account.kind
    seen = charge.payment_method_details[account.kind]
    assert {name: seen[name] for name in facts} == facts
    double.deliver_due(receiver)
    assert receiver.types == ["charge.pending", "payment_intent.processing", "checkout.session.completed"]

    receiver.got.clear()
    clock.forward(days=4, seconds=-1)
    assert double.deliver_due(receiver) == 0
    clock.forward(seconds=1)
    double.deliver_due(receiver)
    assert receiver.types == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]
    paid = connect().v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.payment_status, paid.payment_intent.status) == ("paid", "succeeded")
    assert paid.payment_intent.amount_received == 12_000
    assert paid.payment_intent.latest_charge.paid
    assert double.deliver_due(receiver) == 0


def test_a_debit_under_way_cant_be_refunded_and_later_is_refunded_in_days(connect, double, clock, receiver, debit):
    refunds = connect().v1.refunds
    intent_id = debit().payment_intent.id
    with pytest.raises(stripe.InvalidRequestError):
        refunds.create({"payment_intent": intent_id})
    clock.forward(**DAYS)
    refund = refunds.create({"payment_intent": intent_id, "amount": 2_000})
    assert refund.status == "pending"
    assert connect().v1.charges.retrieve(refund.charge).amount_refunded == 2_000
    clock.forward(days=4, seconds=-1)
    assert refunds.retrieve(refund.id).status == "pending"
    clock.forward(seconds=1)
    assert refunds.retrieve(refund.id).status == "succeeded"
    double.deliver_due(receiver)
    assert [kind for kind in receiver.types if "refund" in kind] == [
        "refund.created",
        "charge.refunded",
        "refund.updated",
    ]


@pytest.mark.parametrize(
    ("currency", "params", "offered"),
    [
        ("usd", {}, ["card", "us_bank_account"]),
        ("gbp", {}, ["card", "bacs_debit"]),
        ("eur", {}, ["card"]),
        ("usd", {"allowed_payment_method_types": ["us_bank_account"]}, ["us_bank_account"]),
        ("usd", {"excluded_payment_method_types": ["us_bank_account"]}, ["card"]),
    ],
)
def test_what_is_offered_follows_currency_and_order(connect, order, currency, params, offered):
    session = connect().v1.checkout.sessions.create(order(line_items=line(currency), **params))
    assert session.payment_method_types == offered
    assert sorted(session.payment_method_options.to_dict()) == sorted(offered)


def test_verification_method_is_kept(connect, double, order):
    options = {"us_bank_account": {"verification_method": "instant"}}
    session = connect().v1.checkout.sessions.create(order(line_items=line("usd"), payment_method_options=options))
    assert session.payment_method_options.us_bank_account.verification_method == "instant"


def test_a_way_that_isnt_offered_takes_nothing(connect, double, order):
    session = connect().v1.checkout.sessions.create(order())
    for account in (ACH, BankAccount("bacs_debit", "108800", "99999999", "Ann")):
        with pytest.raises(StripeRefusal):
            double.pay(session.id, account)
    assert connect().v1.events.list().data == []
    assert double.session(session.id)["status"] == "open"

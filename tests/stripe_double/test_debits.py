"""Bank debits: complete but unpaid first, settled or sent back days later."""

import pytest

from toolfy_portal.core.errors import Conflict
from toolfy_portal.stripe_double.debits import BankAccount
from toolfy_portal.stripe_double.refusal import StripeRefusal
from toolfy_portal.stripe_double.server import StripeDouble

FAILING = [
    ("usd", "us_bank_account", "110000000", "000111111113", "account_closed"),
    ("usd", "us_bank_account", "110000000", "000111111116", "no_account"),
    ("usd", "us_bank_account", "110000000", "000222222227", "insufficient_funds"),
    ("gbp", "bacs_debit", "108800", "33333335", "debit_not_authorized"),
    ("gbp", "bacs_debit", "108800", "22222227", "insufficient_funds"),
]
ACH = BankAccount("us_bank_account", "110000000", "000123456789", "Ann Smith")
BACS = BankAccount("bacs_debit", "108800", "00012345", "Ann Smith")
SUBMITTED = ["charge.pending", "payment_intent.processing", "checkout.session.completed"]


@pytest.fixture
def opened(connect, order):
    def make(currency, **changes):
        line = {
            "quantity": 1,
            "price_data": {"currency": currency, "unit_amount": 12_000, "product_data": {"name": "Work"}},
        }
        return connect().v1.checkout.sessions.create(order(line_items=[line], **changes))

    return make


@pytest.mark.parametrize(("currency", "account"), [("usd", ACH), ("gbp", BACS)])
def test_a_debit_is_processing_until_its_day(double, connect, clock, receiver, opened, currency, account):
    session = opened(currency)
    double.debit(session.id, account)
    sessions = connect().v1.checkout.sessions
    expanded = {"expand": ["payment_intent.latest_charge"]}

    def stands():
        now = sessions.retrieve(session.id, expanded)
        intent = now.payment_intent
        return now.status, now.payment_status, intent.status, intent.amount_received, intent.latest_charge.status

    double.deliver_due(receiver)
    assert receiver.types == SUBMITTED
    clock.forward(days=4, seconds=-1)
    assert stands() == ("complete", "unpaid", "processing", 0, "pending")
    clock.forward(seconds=1)
    assert stands() == ("complete", "paid", "succeeded", 12_000, "succeeded")
    double.deliver_due(receiver)
    clock.forward(days=1)
    double.deliver_due(receiver)
    assert receiver.types[3:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


@pytest.mark.parametrize(("currency", "kind", "routing", "number", "code"), FAILING)
def test_a_debit_comes_back(double, connect, receiver, opened, currency, kind, routing, number, code):
    session = opened(currency)
    double.debit(session.id, BankAccount(kind, routing, number, "Ann Smith"))
    intent_id = connect().v1.checkout.sessions.retrieve(session.id).payment_intent
    double.settle(intent_id)
    intent = connect().v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", code)
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    now = connect().v1.checkout.sessions.retrieve(session.id)
    assert (now.status, now.payment_status) == ("complete", "unpaid")
    double.deliver_due(receiver)
    assert receiver.types[3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]
    with pytest.raises(StripeRefusal):
        double.settle(intent_id)


@pytest.mark.parametrize(
    ("currency", "changes", "account"),
    [
        ("gbp", {}, ACH),
        ("usd", {}, BACS),
        ("usd", {"allowed_payment_method_types": ["card"]}, ACH),
        ("usd", {"excluded_payment_method_types": ["us_bank_account"]}, ACH),
        ("usd", {}, BankAccount("us_bank_account", "110000000", "000123456780", "Ann Smith")),
    ],
)
def test_debits_that_cant_be_taken_leave_the_session_open(double, connect, opened, currency, changes, account):
    session = opened(currency, **changes)
    with pytest.raises(StripeRefusal):
        double.debit(session.id, account)
    assert connect().v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_debit_under_way_closes_the_page(double, opened, card):
    session = opened("usd")
    double.debit(session.id, ACH)
    with pytest.raises(Conflict):
        double.debit(session.id, ACH)
    with pytest.raises(Conflict):
        double.pay(session.id, card())


def test_a_demo_settles_sooner(engine, clock, connect, opened):
    session = opened("usd")
    StripeDouble(engine, clock, "https://portal.example", debit_seconds=60).debit(session.id, ACH)
    clock.forward(seconds=60)
    assert connect().v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_metadata_may_be_named_by_digits(connect, order):
    session = connect().v1.checkout.sessions.create(order(metadata={"1": "a", "7": "b"}))
    assert session.metadata.to_dict() == {"1": "a", "7": "b"}

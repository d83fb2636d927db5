"""Disputes: the bank takes the money at once, and gives it back if the business wins."""

import pytest
import stripe

from toolfy_portal.core.errors import NotFound
from toolfy_portal.stripe_double.refusal import StripeRefusal


@pytest.fixture
def intent(connect, double, order, card):
    """Return the paid intent of one session."""

    def pay(number="4242424242424242"):
        session = connect().v1.checkout.sessions.create(order())
        double.pay(session.id, card(number))
        return connect().v1.payment_intents.retrieve(
            connect().v1.checkout.sessions.retrieve(session.id).payment_intent, {"expand": ["latest_charge"]}
        )

    return pay


def dispute_events(double, receiver):
    double.deliver_due(receiver)
    return [kind for kind in receiver.types if "dispute" in kind]


@pytest.mark.parametrize(("won", "moved"), [(True, [-12_000, 12_000]), (False, [-12_000])])
def test_a_dispute_takes_the_money_until_it_is_won(stripe_client, double, receiver, intent, won, moved):
    paid = intent()
    made = double.dispute(paid.id, reason="product_not_received")
    opened = stripe_client.v1.disputes.retrieve(made["id"], {"expand": ["charge"]})
    assert (opened.status, opened.reason, opened.amount) == ("needs_response", "product_not_received", 12_000)
    assert opened.charge.disputed
    assert opened.payment_method_details.card.brand == "visa"
    with pytest.raises(StripeRefusal, match="charged back"):
        double.refund(paid.id)
    double.close_dispute(made["id"], won=won)
    closed = stripe_client.v1.disputes.retrieve(made["id"])
    assert closed.status == ("won" if won else "lost")
    assert [move.amount for move in closed.balance_transactions] == moved
    with pytest.raises(StripeRefusal, match="already"):
        double.close_dispute(made["id"], won=True)
    told = dispute_events(double, receiver)
    assert told[:2] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    assert sorted(told[2:]) == sorted(["charge.dispute.closed", *(["charge.dispute.funds_reinstated"] if won else [])])
    if won:
        assert double.refund(paid.id)["amount"] == 12_000
    else:
        with pytest.raises(StripeRefusal, match="charged back"):
            double.refund(paid.id)


def test_a_part_can_be_disputed_by_its_charge(connect, double, intent):
    charge = intent().latest_charge
    double.refund(charge.id, 2_000)
    for too_much in (10_001, 0, -1):
        with pytest.raises(StripeRefusal):
            double.dispute(charge.id, too_much)
    assert double.dispute(charge.id, 500)["amount"] == 500
    assert [found.amount for found in connect().v1.disputes.list({"charge": charge.id}).data] == [500]
    assert connect().v1.disputes.list({"payment_intent": "pi_other"}).data == []
    with pytest.raises(NotFound):
        double.dispute("pi_unknown")
    with pytest.raises(stripe.InvalidRequestError, match="No such dispute"):
        connect().v1.disputes.retrieve("dp_unknown")


def test_one_test_card_pays_and_is_disputed_at_once(connect, double, receiver, intent):
    paid = intent("4000000000000259")
    assert (paid.status, paid.latest_charge.disputed) == ("succeeded", True)
    assert [found.payment_intent for found in connect().v1.disputes.list().data] == [paid.id]
    double.deliver_due(receiver)
    assert receiver.types == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
    ]

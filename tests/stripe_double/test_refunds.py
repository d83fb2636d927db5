"""Money that goes back: whole, in parts, too much, twice; from the API and from the dashboard; and coming back."""

import pytest
import stripe

from toolfy_portal.core.errors import NotFound
from toolfy_portal.stripe_double.refusal import StripeRefusal


@pytest.fixture
def paid(connect, double, order, card):
    """Pay with a card; the charge."""

    def pay(number="4242424242424242"):
        session = connect().v1.checkout.sessions.create(order())
        double.pay(session.id, card(number))
        intent = connect().v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
        return intent.payment_intent.latest_charge

    return pay


def refund_events(double, receiver):
    double.deliver_due(receiver)
    return [kind for kind in receiver.types if "refund" in kind]


def test_parts_are_refunded_until_nothing_is_left(stripe_client, double, receiver, paid):
    refunds, charges = stripe_client.v1.refunds, stripe_client.v1.charges
    charge = paid()
    first = refunds.create({"payment_intent": charge.payment_intent, "amount": 5_000, "metadata": {"7": "a"}})
    assert (first.status, first.amount, first.currency, first.charge) == ("succeeded", 5_000, "gbp", charge.id)
    assert first.metadata["7"] == "a"
    assert first.destination_details.card.type == "refund"
    assert (charges.retrieve(charge.id).amount_refunded, charges.retrieve(charge.id).refunded) == (5_000, False)
    with pytest.raises(stripe.InvalidRequestError, match=r"\(£70.01\) is greater .* \(£70.00\)") as refused:
        refunds.create({"charge": charge.id, "amount": 7_001})
    assert refused.value.param == "amount"
    rest = refunds.create({"charge": charge.id, "reason": "duplicate"})
    assert (rest.amount, rest.reason) == (7_000, "duplicate")
    assert (charges.retrieve(charge.id).amount_refunded, charges.retrieve(charge.id).refunded) == (12_000, True)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"charge": charge.id, "amount": 1})
    assert refused.value.code == "charge_already_refunded"
    assert [found.id for found in refunds.list({"payment_intent": charge.payment_intent}).data] == [rest.id, first.id]
    assert refunds.list({"charge": "ch_other"}).data == []
    assert refund_events(double, receiver) == ["refund.created", "charge.refunded"] * 2


def test_the_dashboard_refunds_without_metadata(connect, double, paid):
    charge = paid()
    made = double.refund(charge.payment_intent, 1_000)
    assert connect().v1.refunds.retrieve(made["id"]).metadata.to_dict() == {}
    assert double.refund(charge.id)["amount"] == 11_000
    with pytest.raises(StripeRefusal, match="already been refunded"):
        double.refund(charge.id)
    with pytest.raises(NotFound):
        double.refund("pi_unknown")


def test_a_refund_that_comes_back_leaves_the_money_with_the_business(connect, double, receiver, paid):
    charge = paid()
    refund = double.refund(charge.id)
    double.fail_refund(refund["id"])
    failed = connect().v1.refunds.retrieve(refund["id"])
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    now = connect().v1.charges.retrieve(charge.id)
    assert (now.amount_refunded, now.refunded) == (0, False)
    with pytest.raises(StripeRefusal, match="failed already"):
        double.fail_refund(refund["id"])
    assert refund_events(double, receiver) == ["refund.created", "charge.refunded", "refund.updated", "refund.failed"]
    assert double.refund(charge.id)["amount"] == 12_000


@pytest.mark.parametrize(
    ("number", "at_first", "later", "told"),
    [
        ("4000000000007726", "pending", "succeeded", ["refund.updated"]),
        ("4000000000005126", "succeeded", "failed", ["refund.updated", "refund.failed"]),
    ],
)
def test_cards_whose_refunds_change_later(connect, double, clock, receiver, paid, number, at_first, later, told):
    refund = double.refund(paid(number).id)
    assert refund["status"] == at_first
    assert refund_events(double, receiver) == ["refund.created", "charge.refunded"]
    receiver.got.clear()
    clock.forward(days=4)
    assert refund_events(double, receiver) == told
    assert connect().v1.refunds.retrieve(refund["id"]).status == later
    clock.forward(days=4)
    assert double.deliver_due(receiver) == 0


def test_what_cant_be_refunded(connect, double, order, card):
    refunds = connect().v1.refunds
    session = connect().v1.checkout.sessions.create(order())
    double.pay(session.id, card("4000000000000002"))
    intent = connect().v1.checkout.sessions.retrieve(session.id).payment_intent
    for params, status in (
        ({"payment_intent": intent}, 400),
        ({"payment_intent": "pi_none"}, 404),
        ({"charge": "ch_none"}, 404),
        ({}, 400),
        ({"payment_intent": intent, "refund_application_fee": True}, 501),
    ):
        with pytest.raises(stripe.StripeError) as refused:
            refunds.create(params)
        assert refused.value.http_status == status
    assert refunds.list().data == []

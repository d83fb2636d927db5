"""Customers and their saved cards: kept only if asked, offered only to them, gone when detached."""

import pytest
import stripe
from starlette.testclient import TestClient

from toolfy_portal.stripe_double.asgi import socket_server
from toolfy_portal.stripe_double.refusal import StripeRefusal

SAVING = {"payment_method_save": "enabled"}


@pytest.fixture
def customer(connect):
    return connect().v1.customers.create({"email": "ann@example.com", "name": "Ann", "metadata": {"portal": "cus_1"}})


@pytest.fixture
def saved(connect, double, order, card, customer):
    """Pay once and keep the card; its id."""
    session = connect().v1.checkout.sessions.create(order(customer=customer.id, saved_payment_method_options=SAVING))
    double.pay(session.id, card(), save=True)
    [method] = connect().v1.customers.payment_methods.list(customer.id).data
    return method.id


def test_customers_are_kept_and_changed(stripe_client):
    customers = stripe_client.v1.customers
    made = customers.create({"email": "ann@example.com", "metadata": {"a": "1", "b": "2"}})
    changed = customers.update(made.id, {"email": "ann@new.example", "name": "Ann", "metadata": {"b": "", "c": "3"}})
    assert (changed.email, changed.name, changed.metadata.to_dict()) == ("ann@new.example", "Ann", {"a": "1", "c": "3"})
    assert customers.retrieve(made.id).to_dict() == changed.to_dict()
    with pytest.raises(stripe.StripeError) as refused:
        customers.create({"balance": 1})
    assert refused.value.http_status == 501


def test_a_card_is_saved_only_if_the_person_wants_it(connect, double, order, card, customer):
    methods = connect().v1.customers.payment_methods
    for options, save in ((SAVING, False), ({"payment_method_save": "disabled"}, True)):
        session = connect().v1.checkout.sessions.create(
            order(customer=customer.id, saved_payment_method_options=options)
        )
        double.pay(session.id, card(), save=save)
        assert methods.list(customer.id).data == []
    paid = connect().v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.payment_method"]})
    assert (paid.customer, paid.customer_details.email) == (customer.id, "ann@example.com")
    assert paid.payment_intent.customer == customer.id
    assert paid.payment_intent.payment_method.customer is None


def test_a_saved_card_pays_the_next_invoice(connect, double, order, receiver, customer, saved):
    session = connect().v1.checkout.sessions.create(order(customer=customer.id))
    assert [card["id"] for card in double.saved_cards(session.id)] == [saved]
    assert double.pay(session.id, saved) is None
    intent = connect().v1.payment_intents.retrieve(
        connect().v1.checkout.sessions.retrieve(session.id).payment_intent, {"expand": ["latest_charge"]}
    )
    assert (intent.status, intent.payment_method) == ("succeeded", saved)
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    double.deliver_due(receiver)
    assert receiver.types[:2] == ["customer.created", "payment_method.attached"]


def test_nobody_else_sees_or_uses_it(connect, double, order, saved):
    other = connect().v1.customers.create({"name": "Bob"})
    for params in ({"customer": other.id}, {}):
        session = connect().v1.checkout.sessions.create(order(**params))
        assert double.saved_cards(session.id) == []
        with pytest.raises(StripeRefusal):
            double.pay(session.id, saved)
        assert double.session(session.id)["status"] == "open"


def test_a_detached_card_is_gone_for_good(connect, double, order, customer, saved):
    methods = connect().v1.payment_methods
    session = connect().v1.checkout.sessions.create(order(customer=customer.id))
    assert methods.list({"customer": customer.id, "type": "card"}).data[0].id == saved
    assert methods.detach(saved).customer is None
    assert methods.list({"customer": customer.id}).data == []
    [event] = connect().v1.events.list({"type": "payment_method.detached"}).data
    assert event.data.previous_attributes["customer"] == customer.id
    with pytest.raises(StripeRefusal):
        double.pay(session.id, saved)
    with pytest.raises(stripe.InvalidRequestError, match="not attached"):
        methods.detach(saved)


def test_the_page_offers_the_saved_card_first_and_asks_before_saving(double, connect, order, customer, saved):
    browser = TestClient(socket_server(double), follow_redirects=False)
    session = connect().v1.checkout.sessions.create(order(customer=customer.id, saved_payment_method_options=SAVING))
    page = browser.get(f"/c/pay/{session.id}").text
    assert page.index("Visa ending 4242") < page.index("Card number")
    assert 'name="save"' in page
    assert browser.post(f"/c/pay/{session.id}", data={"method": saved}).status_code == 303
    typed = {"number": "5555555555554444", "expiry": "12/40", "cvc": "123", "name": "Ann", "save": "yes"}
    again = connect().v1.checkout.sessions.create(order(customer=customer.id, saved_payment_method_options=SAVING))
    assert browser.post(f"/c/pay/{again.id}", data=typed | {"method": "card"}).status_code == 303
    assert len(connect().v1.customers.payment_methods.list(customer.id).data) == 2
    without = connect().v1.checkout.sessions.create(order())
    assert 'name="save"' not in browser.get(f"/c/pay/{without.id}").text
    assert browser.post(f"/c/pay/{without.id}", data={"method": saved}).status_code == 422


def test_a_customer_or_an_email_but_not_both(connect, order, customer):
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        connect().v1.checkout.sessions.create(order(customer=customer.id, customer_email="a@b.example"))

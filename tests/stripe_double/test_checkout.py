"""Paying through Checkout, as the portal does it with Stripe's own client."""

import pytest
import stripe


def test_customer_pays_an_invoice(stripe_client, double, order, card, receiver):
    session = stripe_client.v1.checkout.sessions.create(order())
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 12_000)
    assert session.payment_intent is None
    assert session.url == f"https://portal.example/demo/stripe/c/pay/{session.id}"

    assert double.pay(session.id, card()) is None

    paid = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.client_reference_id, paid.metadata["attempt"]) == ("pay_1", "pay_1")
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 12_000, "gbp")
    assert (intent.metadata["attempt"], intent.description) == ("pay_1", "Invoice INV-1042")
    charge = intent.latest_charge
    assert (charge.paid, charge.payment_intent, charge.livemode) == (True, intent.id, False)
    seen = charge.payment_method_details.card
    assert (seen.brand, seen.last4, seen.exp_month, seen.exp_year) == ("visa", "4242", 12, 2040)
    assert stripe_client.v1.payment_intents.retrieve(intent.id).latest_charge == charge.id
    assert stripe_client.v1.charges.retrieve(charge.id).amount == 12_000

    assert double.deliver_due(receiver) == 3
    events = [stripe.Webhook.construct_event(body, signature, "whsec_a") for _, body, signature in receiver.got]
    assert [event.type for event in events] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert events[2].data.object.to_dict() == stripe_client.v1.checkout.sessions.retrieve(session.id).to_dict()
    assert double.deliver_due(receiver) == 0


def test_decline_keeps_the_session_open_for_another_card(stripe_client, double, order, card, receiver):
    session = stripe_client.v1.checkout.sessions.create(order())
    decline = double.pay(session.id, card("4000000000000002"))
    assert decline
    assert decline.message == "Your card was declined."
    tried = stripe_client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent", "payment_intent.latest_charge"]}
    )
    intent = tried.payment_intent
    assert (tried.status, intent.status, intent.amount_received) == ("open", "requires_payment_method", 0)
    assert (intent.last_payment_error.code, intent.last_payment_error.decline_code) == (
        "card_declined",
        "generic_decline",
    )
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)

    assert double.pay(session.id, card()) is None
    paid = stripe_client.v1.payment_intents.retrieve(intent.id)
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)
    double.deliver_due(receiver)
    assert receiver.types == [
        "charge.failed",
        "payment_intent.payment_failed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_other_cards_say_why(double, connect, order, card):
    session = connect().v1.checkout.sessions.create(order())
    assert double.pay(session.id, card("4000000000009995")).code == "insufficient_funds"
    assert double.pay(session.id, card("4012888888881881")).code == "test_mode_live_card"
    for number, code in (
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
        ("4000000000000119", "processing_error"),
    ):
        assert double.pay(session.id, card(number)).code == code
        intent = connect().v1.payment_intents.retrieve(double.session(session.id)["payment_intent"])
        assert (intent.last_payment_error.code, intent.last_payment_error.decline_code) == (code, code)


def test_session_lives_thirty_minutes_to_a_day(stripe_client, clock, order):
    create = stripe_client.v1.checkout.sessions.create
    now = int(clock().timestamp())
    assert create(order()).expires_at == now + 86_400
    assert create(order(expires_at=now + 1800)).expires_at == now + 1800
    for wrong in (now + 1799, now + 86_401, now - 1):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            create(order(expires_at=wrong))
        assert refused.value.param == "expires_at"


def test_session_expires_when_its_time_is_over(connect, double, clock, order, card, receiver):
    sessions = connect().v1.checkout.sessions
    session = sessions.create(order(expires_at=int(clock().timestamp()) + 3600))
    double.pay(session.id, card("4000000000000002"))  # a try doesn't buy time
    clock.forward(seconds=3599)
    assert sessions.retrieve(session.id).status == "open"
    clock.forward(seconds=1)
    double.deliver_due(receiver)
    assert receiver.types == ["charge.failed", "payment_intent.payment_failed", "checkout.session.expired"]
    assert sessions.retrieve(session.id).status == "expired"
    assert sessions.retrieve(session.id).url is None
    with pytest.raises(Exception, match="closed"):
        double.pay(session.id, card())


def test_only_an_open_session_can_be_expired(stripe_client, double, order, card):
    sessions = stripe_client.v1.checkout.sessions
    retired, paid = sessions.create(order()), sessions.create(order())
    assert sessions.expire(retired.id).status == "expired"
    double.pay(paid.id, card())
    for closed in (retired, paid):
        with pytest.raises(stripe.InvalidRequestError, match="can be expired") as refused:
            sessions.expire(closed.id)
        assert refused.value.http_status == 400
    assert sessions.retrieve(paid.id).status == "complete"


def test_paying_twice_takes_money_once(double, connect, order, card):
    client = connect()
    session = client.v1.checkout.sessions.create(order())
    double.pay(session.id, card())
    with pytest.raises(Exception, match="closed"):
        double.pay(session.id, card())
    assert len(client.v1.events.list({"type": "charge.succeeded"}).data) == 1


def test_total_adds_up_over_lines_and_quantities(connect, order):
    def line(amount, quantity):
        price = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "Work"}}
        return {"quantity": quantity, "price_data": price}

    session = connect().v1.checkout.sessions.create(
        order(line_items=[line(1_999, 3), line(1, 1)], expand=["line_items"])
    )
    assert (session.amount_total, session.currency, session.total_details.amount_tax) == (5_998, "usd", 0)
    assert [item.amount_total for item in session.line_items.data] == [5_997, 1]


@pytest.mark.parametrize(
    ("currency", "least", "told"),
    [("gbp", 30, "£0.30"), ("usd", 50, r"\$0.50"), ("eur", 50, "€0.50"), ("jpy", 50, "¥50")],
)
def test_stripe_has_a_smallest_amount(connect, order, currency, least, told):
    def create(amount):
        price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Work"}}
        return connect().v1.checkout.sessions.create(order(line_items=[{"quantity": 1, "price_data": price}]))

    with pytest.raises(stripe.InvalidRequestError, match=told) as refused:
        create(least - 1)
    assert refused.value.code == "amount_too_small"
    assert create(least).amount_total == least


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"success_url": "javascript:alert(1)"}, 400, "success_url"),
        ({"success_url": ""}, 400, "success_url"),
        ({"line_items": []}, 400, "line_items"),
        ({"payment_method_types": ["card"]}, 400, "payment_method_types"),
        ({"line_items": [{"price": "price_x", "quantity": 1}]}, 400, "line_items[0][price]"),
        ({"allowed_payment_method_types": ["us_bank_account"]}, 400, None),
        ({"customer": "cus_x"}, 400, "customer"),
        ({"saved_payment_method_options": {"payment_method_save": "enabled"}}, 501, None),
        ({"payment_method_options": {"card": {"setup_future_usage": "off_session"}}}, 501, None),
        ({"mode": "setup"}, 501, None),
        ({"payment_intent_data": {"capture_method": "manual"}}, 501, None),
    ],
)
def test_what_stripe_or_the_double_turns_down(connect, order, change, status, param):
    client = connect()
    with pytest.raises(stripe.StripeError) as refused:
        client.v1.checkout.sessions.create(order(**change))
    assert refused.value.http_status == status
    assert getattr(refused.value, "param", None) == param
    assert client.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(
    "changed",
    [
        {"unit_amount": 12.5},
        {"unit_amount": -1},
        {"currency": "pounds"},
        {"x": "1"},
        {"product_data": {"name": "Work", "images": ["https://x.example"]}},
    ],
)
def test_a_line_that_makes_no_sense(connect, order, changed):
    price = {"currency": "gbp", "unit_amount": 1, "product_data": {"name": "Work"}} | changed
    with pytest.raises(stripe.StripeError):
        connect().v1.checkout.sessions.create(order(line_items=[{"quantity": 1, "price_data": price}]))

"""What the double emits is held to the package's classes, and a mistake in the double is loud."""

import json
from copy import deepcopy

import pytest
import stripe

from toolfy_portal.stripe_double import checkout
from toolfy_portal.stripe_double.contract.objects import ContractBroken, check_answer, check_object


@pytest.fixture
def paid(connect, double, order, card) -> dict:
    """Return a session once declined and then paid, with its intent, charge and lines inside."""
    sessions = connect().v1.checkout.sessions
    session = sessions.create(order())
    double.pay(session.id, card("4000000000000002"))
    double.pay(session.id, card())
    expand = ["payment_intent.latest_charge", "line_items"]
    return json.loads(str(sessions.retrieve(session.id, {"expand": expand})))


def at(body: dict, path: str) -> tuple[dict, str]:
    """Return what holds the last step of a path such as `line_items.data.0.price`, and that step."""
    *steps, last = path.split(".")
    for step in steps:
        body = body[int(step) if step.isdecimal() else step]
    return body, last


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("livemode", None),
        ("livemode", 0),
        ("created", True),
        ("created", "1780000000"),
        ("created", 1.5),
        ("id", 7),
        ("url", 7),
        ("status", "paid"),
        ("status", {}),
        ("mode", None),
        ("metadata.attempt", 1),
        ("payment_intent.latest_charge.metadata", None),
        ("total_details", {}),
        ("total_details.amount_tax", "0"),
        ("automatic_tax.status", "done"),
        ("payment_method_types", "card"),
        ("payment_method_types.0", 7),
        ("line_items.object", "page"),
        ("line_items.has_more", "false"),
        ("line_items.data.0.quantity", "1"),
        ("line_items.data.0.price.unit_amount_decimal", 12000),
        ("line_items.data.0.price.unit_amount_decimal", "12,000"),
        ("line_items.data.0.price.type", "once"),
        ("payment_intent", ["pi_1"]),
        ("payment_intent", 7),
        ("payment_intent.status", "paid"),
        ("payment_intent.last_payment_error", "declined"),
        ("payment_intent.latest_charge.outcome.risk_score", "20"),
        ("payment_intent.latest_charge.billing_details.address.city", {}),
        ("payment_intent.latest_charge.payment_method_details.card.last4", 4242),
    ],
)
def test_a_wrong_value_breaks_the_contract(paid, path, value):
    check_object(paid)
    holder, last = at(paid, path)
    holder[int(last) if last.isdecimal() else last] = value
    with pytest.raises(ContractBroken, match=r"checkout\.session"):
        check_object(paid)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("", "currency_options"),
        ("total_details", "amount_gift"),
        ("line_items", "total"),
        ("line_items.data.0.price", "colour"),
        ("payment_intent.latest_charge.payment_method_details.card", "colour"),
    ],
)
def test_an_unknown_field_breaks_the_contract(paid, path, field):
    holder, last = at(paid, f"{path}.{field}" if path else field)
    holder[last] = None
    with pytest.raises(ContractBroken, match=f"doesn't know {field}"):
        check_object(paid)


@pytest.mark.parametrize(
    "path",
    ["id", "livemode", "line_items.data", "line_items.object", "payment_intent.amount", "total_details.amount_tax"],
)
def test_a_missing_field_breaks_the_contract(paid, path):
    holder, last = at(paid, path)
    del holder[last]
    with pytest.raises(ContractBroken, match=f"misses {last}"):
        check_object(paid)


def test_what_may_be_empty_may_be_null_or_absent(paid):
    paid["after_expiration"] = None
    del paid["cancel_url"]
    check_object(paid)


def test_an_answer_is_what_its_route_gives(paid):
    page = {"object": "list", "data": [paid], "has_more": False, "url": "/v1/checkout/sessions"}
    check_answer("GET", f"/v1/checkout/sessions/{paid['id']}", paid)
    check_answer("GET", "/v1/checkout/sessions", page)
    for method, path, body in [
        ("GET", "/v1/checkout/sessions/cs_1", paid["payment_intent"]),
        ("GET", "/v1/checkout/sessions", paid),
        ("GET", "/v1/checkout/sessions/cs_1", page),
        ("GET", "/v1/refunds", page),
        ("GET", "/v1/nothing", paid),
    ]:
        with pytest.raises(ContractBroken):
            check_answer(method, path, body)


def test_a_deleted_object_is_only_its_id():
    gone = {"id": "we_1", "object": "webhook_endpoint", "deleted": True}
    check_answer("DELETE", "/v1/webhook_endpoints/we_1", gone)
    for wrong in (gone | {"deleted": False}, {"object": "webhook_endpoint", "deleted": True}):
        with pytest.raises(ContractBroken):
            check_object(wrong)


def test_of_several_classes_the_objects_own_counts():
    path = "/v1/accounts/acct_1/external_accounts/ba_1"
    for kind in ("bank_account", "card"):
        check_answer("DELETE", path, {"id": "ba_1", "object": kind, "deleted": True})
    with pytest.raises(ContractBroken, match="can't be an object"):
        check_answer("DELETE", path, {"id": "ba_1", "object": "customer", "deleted": True})


def test_only_stripes_objects_are_known():
    with pytest.raises(ContractBroken, match="no object invoice_of_ours"):
        check_object({"object": "invoice_of_ours"})


def test_an_event_is_checked_with_what_it_is_about(connect, paid):
    event = json.loads(str(connect().v1.events.list().data[0]))
    check_object(event)
    about = deepcopy(event)
    about["data"]["object"]["livemode"] = "no"
    for wrong in (about, event | {"type": "checkout.session.paid"}, event | {"request": "req_1"}):
        with pytest.raises(ContractBroken):
            check_object(wrong)


def spoil(monkeypatch, maker: str, **fields) -> None:
    """Make the double put wrong fields into what it makes."""
    made = getattr(checkout, maker)
    monkeypatch.setattr(checkout, maker, lambda *args: made(*args) | fields)


def test_a_wrong_answer_is_a_loud_500_without_effect(stripe_client, order, monkeypatch):
    with monkeypatch.context() as patch:
        spoil(patch, "new_session", livemode="no")
        with pytest.raises(stripe.APIError, match=r"checkout\.session\.livemode can't be 'no'") as refused:
            stripe_client.v1.checkout.sessions.create(order(), {"idempotency_key": "pay_1"})
    assert refused.value.http_status == 500
    assert stripe_client.v1.checkout.sessions.list().data == []
    assert stripe_client.v1.checkout.sessions.create(order(), {"idempotency_key": "pay_1"}).status == "open"


def test_a_wrong_event_is_never_kept(connect, double, order, card, monkeypatch):
    sessions = connect().v1.checkout.sessions
    session = sessions.create(order())
    spoil(monkeypatch, "new_charge", captured="yes")
    with pytest.raises(ContractBroken, match=r"charge\.captured can't be 'yes'"):
        double.pay(session.id, card())
    assert sessions.retrieve(session.id).status == "open"
    assert connect().v1.events.list().data == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown"),
        ({"branding_settings": {"colour": "#fff"}}, "parameter_unknown"),
        ({"metadata": {"attempt": "x" * 501}}, None),
        ({"expires_at": "soon"}, "parameter_invalid_integer"),
    ],
)
def test_a_wrong_request_is_refused_before_it_has_an_effect(stripe_client, order, params, code):
    sessions = stripe_client.v1.checkout.sessions
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sessions.create(order(**params))
    assert (refused.value.http_status, refused.value.code) == (400, code)
    assert refused.value.param
    assert sessions.list().data == []

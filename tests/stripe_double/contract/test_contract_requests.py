"""Stripe's own example requests pass; anything wrong put into them is refused, in Stripe's words."""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from toolfy_portal.stripe_double.contract.requests import check_request
from toolfy_portal.stripe_double.contract.routes import find_route
from toolfy_portal.stripe_double.form import parse_form
from toolfy_portal.stripe_double.refusal import StripeRefusal

EXAMPLES = json.loads(Path("tests/data/stripe/examples.json").read_text("utf-8"))
SESSIONS = "/v1/checkout/sessions"
FREE = {"metadata", "currency_options"}  # their keys are the sender's choice
IDS = {("/v1/plans", "product"), ("/v1/tokens", "card")}  # where an id may stand for a mapping
UPLOAD = ("POST", "/v1/files")  # its fields come as multipart, so the example's form is empty
PRICE = "line_items[0][price_data]"


def error(method: str, path: str, params) -> dict | None:
    """Return the error the request is refused with, if it is."""
    try:
        check_request(method, path, parse_form(params) if isinstance(params, str) else params)
    except StripeRefusal as refusal:
        return refusal.body["error"]
    return None


def nodes(value, path=()) -> Iterator[tuple[tuple, object]]:
    """Yield every nested value with the steps that lead to it."""
    yield path, value
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(inner, (*path, step))


def mutated(params: dict, path: tuple, value) -> dict:
    """Return the parameters with another value at the path; None takes it out."""
    copy = holder = deepcopy(params)
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    if value is None:
        del holder[path[-1]]
    return copy


def name(path: tuple) -> str:
    return path[0] + "".join(f"[{step}]" for step in path[1:])


def each_value() -> Iterator[tuple[str, str, dict, tuple, object]]:
    for example in EXAMPLES:
        params = parse_form(example["params"])
        for path, value in nodes(params):
            yield example["method"], example["path"], params, path, value


def test_stripes_examples_are_accepted_all_but_the_file_upload():
    assert len(EXAMPLES) == 446
    refused = [(row["method"], row["path"]) for row in EXAMPLES if error(row["method"], row["path"], row["params"])]
    assert refused == [UPLOAD]


def test_an_unknown_parameter_is_refused_at_every_level():
    seen = Counter()
    for method, address, params, path, value in each_value():
        if isinstance(value, dict) and (method, address) != UPLOAD and not (path and path[-1] in FREE):
            said = error(method, address, mutated(params, (*path, "nonsense"), "1"))
            assert said == {
                "code": "parameter_unknown",
                "message": f"Received unknown parameter: {name((*path, 'nonsense'))}",
                "param": name((*path, "nonsense")),
                "type": "invalid_request_error",
            }, (address, path)
            seen[len(path)] += 1
    assert seen[0] == 445
    assert set(seen) >= {0, 1, 2, 3}


def test_a_required_parameter_left_out_is_refused():
    count = 0
    for method, address, params, path, _ in each_value():
        if len(path) == 1 and path[0] in find_route(method, address).params.__required_keys__:
            said = error(method, address, mutated(params, path, None))
            assert (said["code"], said["message"]) == ("parameter_missing", f"Missing required param: {path[0]}.")
            count += 1
    assert count > 100


def test_a_mapping_in_place_of_a_plain_value_is_refused():
    for method, address, params, path, value in each_value():
        if isinstance(value, str) and value:  # an empty one may stand for a whole mapping
            assert error(method, address, mutated(params, path, {"nonsense": "1"})), (address, path)


def test_text_in_place_of_a_mapping_or_a_list_is_refused():
    for method, address, params, path, value in each_value():
        if path and not isinstance(value, str) and (address, path[-1]) not in IDS:
            said = error(method, address, mutated(params, path, "nonsense"))
            assert said, (address, path)
            assert said["message"] in ("Invalid array", "Invalid object")
            assert said["param"] == name(path)


@pytest.mark.parametrize(
    ("asked", "param", "message"),
    [
        (f"POST {SESSIONS}?{PRICE}[unit_amount]=1", f"{PRICE}[currency]", "Missing required param: {}."),
        (f"POST {SESSIONS}?payment_method_types[0]=card", "payment_method_types", "Received unknown parameter: {}"),
        (f"GET {SESSIONS}?created[above]=1", "created[above]", "Received unknown parameter: {}"),
        (f"GET {SESSIONS}?limit=ten", "limit", "Invalid integer: ten"),
        (f"POST {SESSIONS}?line_items[0][quantity]=1.5", "line_items[0][quantity]", "Invalid integer: 1.5"),
        (f"POST {SESSIONS}?adaptive_pricing[enabled]=True", "adaptive_pricing[enabled]", "Invalid boolean: True"),
        ("POST /v1/tax_rates?display_name=a&inclusive=true&percentage=a", "percentage", "Invalid decimal: a"),
        ("POST /v1/prices?currency=gbp&unit_amount_decimal=1,5", "unit_amount_decimal", "Invalid decimal: 1,5"),
        (f"POST {SESSIONS}?success_url[a]=b", "success_url", "Invalid string: {{'a': 'b'}}"),
        (f"POST {SESSIONS}?line_items=a", "line_items", "Invalid array"),
        (f"POST {SESSIONS}?line_items[a][quantity]=1", "line_items", "Invalid array"),
        (f"POST {SESSIONS}?payment_intent_data[0]=a", "payment_intent_data", "Invalid object"),
        (f"GET {SESSIONS}?created=soon", "created", "Invalid object"),
        (f"POST {SESSIONS}?mode=pay", "mode", "Invalid {}: must be one of payment, setup, or subscription"),
        (
            f"POST {SESSIONS}?customer_creation=no",
            "customer_creation",
            "Invalid {}: must be one of always or if_required",
        ),
        ("POST /v1/refunds?origin=here", "origin", "Invalid {}: must be one of customer_balance"),
    ],
)
def test_what_stripe_says(asked, param, message):
    request, _, params = asked.partition("?")
    codes = {"Missing": "parameter_missing", "Received": "parameter_unknown", "Invalid i": "parameter_invalid_integer"}
    said = error(*request.split(), params)
    assert (said["param"], said["message"]) == (param, message.format(param))
    assert said.get("code") == next((code for start, code in codes.items() if message.startswith(start)), None)


def test_an_empty_value_unsets_only_what_can_be_unset():
    assert error("POST", "/v1/refunds/re_1", "metadata=") is None
    assert error("POST", "/v1/refunds/re_1", "metadata[attempt]=") is None
    said = error("POST", SESSIONS, "client_reference_id=")
    assert (said["code"], said["param"]) == ("parameter_invalid_empty", "client_reference_id")


@pytest.mark.parametrize("field", ["metadata", "payment_intent_data[metadata]"])
def test_metadata_has_limits(field):
    key, value = "k" * 40, "v" * 500
    fifty = "&".join(f"{field}[k{number}]=v" for number in range(50))
    assert error("POST", SESSIONS, f"{field}[{key}]={value}") is None
    assert error("POST", SESSIONS, fifty) is None
    assert error("POST", SESSIONS, f"{fifty}&{field}[more]=v")["param"] == field
    said = error("POST", SESSIONS, f"{field}[{key}k]=v")
    assert said["message"].startswith("Metadata keys can have up to 40 characters, but you passed in a key that is 41 ")
    said = error("POST", SESSIONS, f"{field}[k]={value}v")
    assert said["message"].startswith("Metadata values can have up to 500 characters, but you passed in a value that ")
    assert said["param"] == field


def test_metadata_may_have_numbers_for_keys():
    assert error("POST", SESSIONS, "metadata[1042]=paid") is None
    assert error("POST", SESSIONS, f"metadata[1042]={'v' * 501}")
    assert error("POST", SESSIONS, "metadata[1042][7]=paid")


def test_several_shapes_may_be_allowed_in_one_place():
    path = "/v1/accounts/acct_1/external_accounts"
    assert error("POST", path, "external_account=tok_1") is None
    account = "external_account[object]=bank_account&external_account[country]=GB&external_account[account_number]=1"
    assert error("POST", path, account) is None
    assert error("POST", path, f"{account}&external_account[nonsense]=1")
    assert error("POST", "/v1/subscriptions", "customer=cus_1&items[0][price]=price_1&trial_end=now") is None
    assert error("POST", "/v1/subscriptions", "customer=cus_1&items[0][price]=price_1&trial_end=1780000000") is None
    assert error("POST", "/v1/subscriptions", "customer=cus_1&items[0][price]=price_1&trial_end=later")


def test_options_of_the_package_are_no_parameters():
    assert error("POST", "/v1/refunds", "idempotency_key=a")["code"] == "parameter_unknown"

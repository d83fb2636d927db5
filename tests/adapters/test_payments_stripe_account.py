"""Checking a Stripe account, against answers at the HTTP layer."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from toolfy_portal.adapters.payments import GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_account import AccountReport, KeyRefusedError
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.adapters.payments_stripe_client import EVENTS

ACCOUNT = GatewayAccount("rk_test_1234", demo=True)
ON = {"available": True, "display_preference": {"value": "on"}}
OFF = {"available": False, "display_preference": {"value": "off"}}
CONFIGURATION = {"id": "pmc_1", "object": "payment_method_configuration", "is_default": True, "card": ON}
ANSWERS: dict[tuple[str, str], Any] = {
    ("GET", "/v1/account"): {
        "id": "acct_1",
        "object": "account",
        "charges_enabled": True,
        "settings": {"dashboard": {"display_name": "Fernhill"}},
    },
    ("GET", "/v1/events"): {"object": "list", "has_more": False, "data": []},
    ("GET", "/v1/payment_method_configurations"): {
        "object": "list",
        "has_more": False,
        "data": [CONFIGURATION | {"bacs_debit": ON, "us_bank_account": OFF}],
    },
    ("POST", "/v1/webhook_endpoints"): {"id": "we_1", "object": "webhook_endpoint", "secret": "whsec_1"},
    ("GET", "/v1/webhook_endpoints/we_1"): {"id": "we_1", "object": "webhook_endpoint", "status": "disabled"},
    ("DELETE", "/v1/webhook_endpoints/we_1"): {"id": "we_1", "object": "webhook_endpoint", "deleted": True},
}


class Answers(stripe.HTTPClient):
    """Stripe's answers, without Stripe."""

    name = "answers"

    def __init__(self, fault: tuple[int, dict[str, str]] | None = None) -> None:
        super().__init__()
        self.fault, self.asked = fault, []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any) -> Any:
        path = "/v1" + url.split("/v1", 1)[1].split("?")[0]
        self.asked.append((method.upper(), path, str(post_data)))
        told = {"Date": "Tue, 24 Nov 2026 10:00:00 GMT"}
        if self.fault:
            return json.dumps({"error": self.fault[1]}), self.fault[0], told
        if (method.upper(), path) not in ANSWERS:
            return json.dumps({"error": {"type": "invalid_request_error", "message": "No such object"}}), 404, told
        return json.dumps(ANSWERS[method.upper(), path]), 200, told

    def close(self) -> None:
        pass


def keeper(http: Answers) -> StripeAccountKeeper:
    return StripeAccountKeeper(lambda: http)


def test_the_account_and_its_methods_are_told():
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    told = AccountReport("acct_1", True, ("card", "bacs_debit"), now, "Fernhill")
    assert keeper(Answers()).check_account(ACCOUNT) == told


def test_an_endpoint_is_made_for_all_that_tells_of_money():
    http = Answers()
    assert keeper(http).create_webhook(ACCOUNT, "https://a.example/hooks/stripe/x") == ("we_1", "whsec_1")
    assert all(event in http.asked[0][2] for event in EVENTS)
    assert keeper(http).webhook_enabled(ACCOUNT, "we_1") is False
    keeper(http).remove_webhook(ACCOUNT, "we_1")
    assert http.asked[-1][:2] == ("DELETE", "/v1/webhook_endpoints/we_1")


def test_an_endpoint_that_is_gone_is_no_fault():
    http = Answers((404, {"type": "invalid_request_error", "message": "No such endpoint"}))
    keeper(http).remove_webhook(ACCOUNT, "we_1")
    assert keeper(http).webhook_enabled(ACCOUNT, "we_1") is False


def test_a_missing_permission_is_named():
    message = (
        "The provided key 'rk_test_***' does not have the required permissions for this endpoint on account 'acct_1'. "
        "Having the 'rak_webhook_write' permission would allow this request to continue."
    )
    http = Answers((403, {"type": "invalid_request_error", "message": message}))
    with pytest.raises(KeyRefusedError, match="Webhook endpoints: write") as told:
        keeper(http).create_webhook(ACCOUNT, "https://a.example")
    assert told.value.permission == "Webhook endpoints: write"
    assert "rk_test" not in told.value.message


def test_a_wrong_key_is_told_calmly():
    http = Answers((401, {"type": "invalid_request_error", "message": "Invalid API Key provided: rk_test_***1234"}))
    with pytest.raises(KeyRefusedError, match="doesn't know this key"):
        keeper(http).check_account(ACCOUNT)


def test_anything_else_is_the_gateways_fault():
    http = Answers((400, {"type": "invalid_request_error", "message": "URL must be publicly accessible"}))
    with pytest.raises(GatewayError, match="publicly accessible") as told:
        keeper(http).create_webhook(ACCOUNT, "http://localhost")
    assert told.value.again is False


@pytest.mark.parametrize("status", [429, 500])
def test_that_stripe_doesnt_answer_is_said_in_our_words(status: int):
    http = Answers((status, {"type": "api_error", "message": "An unknown error occurred"}))
    with pytest.raises(GatewayError, match=r"^Stripe can't be reached right now\.") as told:
        keeper(http).remove_webhook(ACCOUNT, "we_1")
    assert told.value.again is True


def test_a_key_that_lacks_what_payments_need_is_found_out_without_effect():
    http = Answers()
    keeper(http).check_account(ACCOUNT)
    tried = [asked[:2] for asked in http.asked if asked[0] == "POST"]
    assert tried == [("POST", "/v1/checkout/sessions/cs_nobody/expire"), ("POST", "/v1/refunds")]

"""Stripe's addresses, as the installed package asks for them."""

import subprocess
import sys

import pytest
from typing_extensions import is_typeddict

from toolfy_portal.stripe_double.contract.requests import check_request
from toolfy_portal.stripe_double.contract.routes import find_route, routes
from toolfy_portal.stripe_double.refusal import StripeRefusal


def test_every_route_of_the_package_is_known_and_its_types_can_be_read():
    assert len({(route.method, route.template) for route in routes()}) == 557
    assert [route for route in routes() if not is_typeddict(route.params) or route.answer is None] == []


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/v1/charges/ch_1", "/v1/charges/{charge}"),
        ("GET", "/v1/charges/search", "/v1/charges/search"),
        ("POST", "/v1/checkout/sessions/cs_1/expire", "/v1/checkout/sessions/{session}/expire"),
        ("GET", "/v1/account", "/v1/account"),
        ("GET", "/v1/quotes/qt_1/pdf", "/v1/quotes/{quote}/pdf"),
    ],
)
def test_the_route_that_answers(method, path, template):
    assert find_route(method, path).template == template


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/nothing"), ("DELETE", "/v1/refunds/re_1"), ("GET", "/v1/charges/ch_1/")]
)
def test_other_addresses_are_404(method, path):
    with pytest.raises(StripeRefusal) as refused:
        check_request(method, path, {})
    assert refused.value.status == 404
    assert str(refused.value) == f"Unrecognized request URL ({method}: {path})."


def test_nothing_is_read_before_the_first_request():
    look = (
        "import toolfy_portal.stripe_double.server as server, toolfy_portal.stripe_double.contract.routes as contract;"
        "assert server.check_request and contract.routes.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", look], check=True)

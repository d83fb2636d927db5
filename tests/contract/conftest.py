"""Chooses the Stripe to play before: the stand-in always, Stripe's test mode where there is a key."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.stages import DoubleStage, Stage, TestModeStage
from toolfy_portal.adapters.payments import GatewayAccount
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.core.clock import SystemClock
from toolfy_portal.core.db import make_engine
from toolfy_portal.schema import METADATA
from toolfy_portal.stripe_double.client import DoubleHTTPClient
from toolfy_portal.stripe_double.server import StripeDouble

TEST_KEY = os.environ.get("STRIPE_TEST_KEY", "")
if TEST_KEY and not TEST_KEY.startswith(("sk_test_", "rk_test_")):
    raise pytest.UsageError("STRIPE_TEST_KEY is no key of a test mode: the scenarios would move money.")


@pytest.fixture
def double_stage(tmp_path: Path) -> Iterator[DoubleStage]:
    """For what test mode can't do by API; each scenario says why."""
    engine = make_engine(f"sqlite:///{tmp_path / 'stripe.db'}")
    METADATA.create_all(engine, tables=[t for t in METADATA.sorted_tables if t.name.startswith("stripedouble")])
    double = StripeDouble(engine, SystemClock().now, "https://portal.example")

    def transport() -> DoubleHTTPClient:
        return DoubleHTTPClient(double)

    account = GatewayAccount("sk_test_contract", demo=True)
    yield DoubleStage(StripeGateway(transport), StripeAccountKeeper(transport), account, double)
    engine.dispose()


@pytest.fixture(params=["double", "test mode"] if TEST_KEY else ["double"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Each Stripe there is."""
    if request.param == "double":
        return request.getfixturevalue("double_stage")
    return TestModeStage(StripeGateway(), StripeAccountKeeper(), GatewayAccount(TEST_KEY, demo=False))

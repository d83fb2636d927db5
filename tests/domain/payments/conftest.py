"""A till, and a look over the worker's shoulder: an error it logged and passed over fails the test."""

import logging

import pytest
import stripe

from tests.domain.payments.till import Till
from tests.world import World


@pytest.fixture
def till(world: World) -> Till:
    return Till(world)


@pytest.fixture(autouse=True)
def _stripe_asks_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)


@pytest.fixture
def errors_are_expected() -> None:
    """For stories in which the worker logs one."""


@pytest.fixture(autouse=True)
def _worker_had_no_errors(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture):
    yield
    if "errors_are_expected" not in request.fixturenames:
        assert [each.getMessage() for each in caplog.get_records("call") if each.levelno >= logging.ERROR] == []

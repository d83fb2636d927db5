"""One served portal for the tests that only read, pay or look; floods start their own."""

from collections.abc import Iterator

import pytest

from tests.served.serving import Served, served


@pytest.fixture(scope="session")
def portal_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running

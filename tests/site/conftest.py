"""The site of a fresh world, with all counters at zero."""

from pathlib import Path

import pytest
from starlette.routing import Mount

from tests.domain.payments.till import Till
from tests.site.served import Served, front_end
from tests.world import World
from toolfy_portal.bootstrap import DEMO_CHECKOUT
from toolfy_portal.site.asking import limiter
from toolfy_portal.site.routes import site
from toolfy_portal.stripe_double.asgi import hosted_routes


@pytest.fixture
def served(world: World, tmp_path: Path) -> Served:
    limiter().storage.reset()
    till = Till(world)
    more = [Mount(DEMO_CHECKOUT, routes=hosted_routes(till.double))]
    return Served(world, till, site(front_end(tmp_path / "built"), more))

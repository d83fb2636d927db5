from collections.abc import AsyncIterator

import pytest

from tests.pages.tabs import House, open_house, signed_in
from tests.world import PASSWORD, World


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with open_house() as house:
        yield house


@pytest.fixture
def cookie_a(world: World) -> str:
    return signed_in(world.a, PASSWORD)


@pytest.fixture
def cookie_b(world: World) -> str:
    return signed_in(world.b, PASSWORD)

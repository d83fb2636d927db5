"""Servers and worlds that every test may ask for."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest

from tests.servers import new_database, postgres_server, redis_server
from tests.world import KEY, START, Link, Tenant, World, plant
from toolfy_portal import bootstrap
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.settings import Settings
from toolfy_portal.migrations import upgrade

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not decide how a test ends."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server, one for all tests."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server, one for all tests."""
    with redis_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.db'}"
        return
    with new_database(request.getfixturevalue("postgres_url"), f"empty{next(_numbers)}") as url:
        yield url


def settings_for(url: str, data_dir: Path) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir, database_url=url, secret_keys=KEY)


@contextmanager
def running_portal(url: str, data_dir: Path, clock: FrozenClock) -> Iterator[bootstrap.Portal]:
    portal = bootstrap.start(settings_for(url, data_dir), clock)
    yield portal
    portal.runtime.live.close()
    portal.runtime.engine.dispose()


def _planted(url: str, data_dir: Path) -> tuple[Tenant, Tenant]:
    upgrade(settings_for(url, data_dir))
    with running_portal(url, data_dir, FrozenClock(START)):
        return plant("a", START), plant("b", START)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Tenant, Tenant]]:
    """A planted database to copy: filling one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("template")
    return folder / "portal.db", _planted(f"sqlite:///{folder / 'portal.db'}", folder)


@pytest.fixture(scope="session")
def postgres_template(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, tuple[Tenant, Tenant]]]:
    """The same on PostgreSQL: the name of a template database."""
    with new_database(postgres_url, "planted") as url:
        yield url.rsplit("/", 1)[1], _planted(url, tmp_path_factory.mktemp("planted"))


@pytest.fixture
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, tuple[Tenant, Tenant]]]:
    """A planted database: SQLite, or what an indirect parameter says."""
    if getattr(request, "param", "sqlite") == "sqlite":
        template, tenants = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "portal.db")
        yield f"sqlite:///{tmp_path / 'portal.db'}", tenants
        return
    template, tenants = request.getfixturevalue("postgres_template")
    with new_database(request.getfixturevalue("postgres_url"), f"world{next(_numbers)}", template) as url:
        yield url, tenants


@pytest.fixture
def clock() -> FrozenClock:
    """The world's clock: Tuesday, 24 November 2026, 10:00 UTC, until it is moved."""
    return FrozenClock(START)


@pytest.fixture
def world(engine_url: tuple[str, tuple[Tenant, Tenant]], tmp_path: Path, clock: FrozenClock) -> Iterator[World]:
    """A started portal with two businesses, on a database of its own."""
    url, tenants = engine_url
    with running_portal(url, tmp_path, clock) as portal:
        yield World(portal, clock, *deepcopy(tenants))


@pytest.fixture
def staff_a(world: World) -> StaffAccess:
    """Somebody signed in at business A."""
    return world.a.staff


@pytest.fixture
def staff_b(world: World) -> StaffAccess:
    """Somebody signed in at business B."""
    return world.b.staff


@pytest.fixture
def system_a(world: World) -> SystemAccess:
    """The worker, at business A."""
    return world.a.system


@pytest.fixture
def link_a(world: World) -> Link:
    """The link to the due invoice of business A's first customer."""
    return world.a.link()

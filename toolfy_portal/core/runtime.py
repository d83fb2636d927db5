"""What the running process stands on; replaced as a whole in tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from toolfy_portal.core.clock import Clock
from toolfy_portal.core.events import Event
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.live import LiveBus
from toolfy_portal.core.presence import Presence


@dataclass
class Runtime:
    """Engine, clock, keys, the live bus, the address customers use, and what follows from an event; who looks."""

    engine: Engine
    clock: Clock
    keys: Keyring
    live: LiveBus
    public_url: str  # no slash at the end
    react: Callable[[Any, Event], None]
    presence: Presence = field(default_factory=Presence)


_current: list[Runtime] = []


def running() -> Runtime:
    """Return the running process's footing. Raises RuntimeError before `bootstrap.start`."""
    if not _current:
        raise RuntimeError("bootstrap.start was not called")
    return _current[0]


def run_on(runtime: Runtime) -> None:
    """Make this the footing of the process."""
    _current[:] = [runtime]


def portal_url(kind: str, token: str) -> str:
    """Return the whole address of a link."""
    return f"{running().public_url}/portal/{kind}/{token}"


def staff_cookie() -> str:
    """Return the name of the staff session's cookie. `__Host-` binds it to this host and to TLS, so it needs TLS."""
    return "__Host-staff" if running().public_url.startswith("https://") else "staff"

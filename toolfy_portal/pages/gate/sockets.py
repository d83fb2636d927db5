"""In front of Reflex's event queue: known names, well-formed tab ids, own origin, and no more than a person sends."""

import dataclasses
import re
import time
from collections import Counter
from typing import Any, cast
from urllib.parse import parse_qs

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionRefusedError as Refused

TAB_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_ROOT = "reflex___state____state"
RATE, BURST = 50.0, 100.0  # events per second and tab
PER_ADDRESS = 50  # sockets
NEW_PER_MINUTE = 120  # sockets per address: each leaves a state behind for an hour


class Doorkeeper:
    """Wraps the namespace's three doors; python-socketio finds the replacements by name."""

    def __init__(self, app: rx.App, origins: list[str]) -> None:
        namespace = app.event_namespace
        if namespace is None:
            raise RuntimeError("the app has no state")
        self._app, self._namespace, self._origins = app, namespace, origins
        self._connect, self._disconnect, self._event = namespace.on_connect, namespace.on_disconnect, namespace.on_event
        self._buckets: dict[str, tuple[float, float]] = {}
        self._open: Counter[str] = Counter()
        self._recent: Counter[str] = Counter()
        self._minute = 0
        self._address: dict[str, str] = {}
        self._emit = namespace.emit_update
        namespace.emit_update = self.emit  # pyright: ignore[reportAttributeAccessIssue]
        namespace.on_connect, namespace.on_disconnect, namespace.on_event = self.connect, self.disconnect, self.event  # pyright: ignore[reportAttributeAccessIssue]

    async def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Refuse another site's page, a malformed tab id, or too many sockets from one address."""
        address = str(self._namespace._build_static_router_data(sid, environ)["ip"])  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        tab = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])
        if environ.get("HTTP_ORIGIN") not in self._origins:
            raise Refused("refused")
        if len(tab) != 1 or not TAB_ID.fullmatch(tab[0]) or not self._has_room(address):
            raise Refused("refused")
        self._open[address] += 1
        self._address[sid] = address
        await self._connect(sid, environ, auth)

    def _has_room(self, address: str) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._recent.clear()
        self._recent[address] += 1
        return self._open[address] < PER_ADDRESS and self._recent[address] <= NEW_PER_MINUTE

    def disconnect(self, sid: str, *_reason: Any) -> Any:
        """Forget the socket."""
        self._buckets.pop(sid, None)
        if address := self._address.pop(sid, None):
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
        return cast(Any, self._disconnect(sid))

    async def emit(self, update: StateUpdate, token: str) -> None:
        """Keep back what Reflex tells of the request: its headers, and its address with the link's token."""
        root = update.delta.get(_ROOT, {})
        shown = {name: value for name, value in root.items() if name.startswith("is_hydrated")}
        if len(shown) < len(root):
            update = dataclasses.replace(update, delta={**update.delta, _ROOT: shown})
        await self._emit(update, token)

    async def event(self, sid: str, data: Any) -> None:
        """Drop unknown names unlogged (Reflex would log the cookie), close a socket that floods."""
        known = RegistrationContext.get().event_handlers
        if not isinstance(data, dict) or data.get("name") not in known:  # pyright: ignore[reportUnknownMemberType]
            data = None
        now = time.monotonic()
        level, last = self._buckets.get(sid, (BURST, now))
        level = min(BURST, level + (now - last) * RATE)
        if level < 1:
            await self._app.sio.disconnect(sid, namespace=self._namespace.namespace)  # pyright: ignore[reportOptionalMemberAccess]
            return
        self._buckets[sid] = (level - 1, now)
        if data is not None:
            await self._event(sid, data)

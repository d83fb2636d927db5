"""A socket client that sends what it likes: no browser, no code of ours."""

import asyncio
import json
import uuid
from typing import Any

import socketio

NAMESPACE = "/_event"
HYDRATE = "reflex___state____state.hydrate_and_load"


class RawTab:
    """One socket. Everything it receives is kept as text in `frames`."""

    def __init__(self, url: str, *, path: str = "/", cookie: str = "", origin: str | None = None) -> None:
        self._url, self._path, self._cookie = url, path, cookie
        self._origin = url if origin is None else origin
        self._client = socketio.AsyncClient(reconnection=False)
        self.tab = str(uuid.uuid4())
        self.frames: list[str] = []
        self._client.on("event", self._heard, namespace=NAMESPACE)

    def _heard(self, data: Any) -> None:
        self.frames.append(data if isinstance(data, str) else json.dumps(data))

    @property
    def is_open(self) -> bool:
        return self._client.connected

    async def open(self, tab: str | None = None) -> "RawTab":
        """Connect. Raises socketio.exceptions.ConnectionError if refused."""
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if self._origin:
            headers["Origin"] = self._origin
        await self._client.connect(
            f"{self._url}?token={self.tab if tab is None else tab}",
            headers=headers,
            transports=["websocket"],
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
            wait_timeout=5,
        )
        return self

    async def send(self, name: str, **payload: Any) -> None:
        """Send an event as a page at this tab's path would."""
        data = {
            "name": name,
            "payload": payload,
            "router_data": {"pathname": self._path, "query": {}, "asPath": self._path},
        }
        await self._client.emit("event", data, namespace=NAMESPACE)

    async def hear(self, seconds: float = 0.3) -> str:
        """Wait a little and return all that came."""
        await asyncio.sleep(seconds)
        return "\n".join(self.frames)

    async def close(self) -> None:
        await self._client.disconnect()

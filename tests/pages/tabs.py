"""Browser tabs without a browser: events go through the real queue, guard, handlers and state manager."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import reflex as rx
from reflex.app_mixins.middleware import MiddlewareMixin
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler, json_dumps

from tests.world import Tenant
from toolfy_portal.core.runtime import staff_cookie
from toolfy_portal.domain.sign_in.staff import sign_in
from toolfy_portal.pages.gate.deny import EventGuard
from toolfy_portal.pages.gate.live import hub

StateT = TypeVar("StateT", bound=rx.State)


class Sockets:
    """Stands in for the web sockets; keeps what every tab received."""

    def __init__(self) -> None:
        self.token_to_sid: dict[str, str] = {}
        self.updates: list[tuple[str, StateUpdate]] = []

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        self.updates.append((token, update))


class House:
    """The server behind the tabs. Has the parts of an app that Reflex and the hub ask for."""

    def __init__(self) -> None:
        self.event_namespace = Sockets()
        self.states = StateManagerMemory()
        self.failures: list[Exception] = []
        guarded = MiddlewareMixin()
        guarded.add_middleware(EventGuard())
        self.event_processor = BaseStateEventProcessor(
            middleware=guarded,
            backend_exception_handler=self._failed,
        )
        self.event_processor.configure(state_manager=self.states, event_namespace=self.event_namespace)

    def _failed(self, exception: Exception) -> None:
        self.failures.append(exception)

    def get_load_events(self, _path: str) -> list[Any]:
        """No page loads by itself: tests send the events of its `on_load`."""
        return []

    def tab(self, path: str = "/", cookie: str = "") -> "Tab":
        """Open a tab."""
        return Tab(self, path, cookie)


class Tab:
    """One tab."""

    def __init__(self, house: House, path: str, cookie: str) -> None:
        self.token = str(uuid.uuid4())
        self.path, self.cookie = path, cookie
        self._house = house
        house.event_namespace.token_to_sid[self.token] = f"sid-{self.token}"

    async def send(self, handler: Any, **payload: Any) -> None:
        """Send an event as the page's code or anybody's script would: a handler or its name.

        Raises what the handler raised and the app would only have logged.
        """
        name = handler if isinstance(handler, str) else format_event_handler(handler)
        headers = {"cookie": self.cookie, "host": "test", "origin": "http://test"}
        about = {
            "pathname": self.path,
            "asPath": self.path,
            "token": self.token,
            "sid": "sid",
            "ip": "::1",
            "query": {},
        }
        sent = Event(name=name, payload=payload, router_data={**about, "headers": headers})
        done = await self._house.event_processor.enqueue(self.token, sent)
        await asyncio.gather(done.wait_all(), return_exceptions=True)
        if self._house.failures:
            raise self._house.failures.pop()

    async def state(self, kind: type[StateT]) -> StateT:
        """The tab's state of that kind, as the server has it."""
        root = await self._house.states.get_state(rx.BaseStateToken(ident=self.token, cls=kind))
        return await root.get_state(kind)

    async def until(self, kind: type[StateT], seen: Any, seconds: float = 2) -> StateT:
        """The tab's state once it is as asked; raises TimeoutError if it never is."""
        async with asyncio.timeout(seconds):
            while not seen(state := await self.state(kind)):  # noqa: ASYNC110  # any change counts
                await asyncio.sleep(0.01)
            return state

    @property
    def redirects(self) -> list[str]:
        """Where the server sent the tab."""
        events = [event for update in self._updates() for event in update.events or []]
        return [event.payload["path"] for event in events if event.name == "_redirect"]

    @property
    def received(self) -> str:
        """All that reached the tab, as text: to look for what must not be in it."""
        return "\n".join(json_dumps(update) for update in self._updates())

    def _updates(self) -> list[StateUpdate]:
        return [update for token, update in self._house.event_namespace.updates if token == self.token]


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    """Run the server behind the tabs, live updates included, on the portal that is started."""
    house, registry = House(), RegistrationContext.get()
    app = registry._app
    object.__setattr__(registry, "_app", house)  # it is frozen, and Reflex takes an app only once
    try:
        async with house.event_processor, hub.lifespan(house):  # pyright: ignore[reportArgumentType]
            yield house
    finally:
        object.__setattr__(registry, "_app", app)


def signed_in(tenant: Tenant, password: str) -> str:
    """The cookie of somebody who just signed in at the business."""
    return f"{staff_cookie()}={sign_in(tenant.email, password)}"

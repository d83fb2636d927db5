"""Open pages that show a topic run their own `refresh` when it changes.

A page's refresh must come from here, outside any event: enqueued from another tab's handler it would inherit that
tab's route, headers and cookie. Each carries the router data of the tab that listens, so that it also works after the
tab's state was given up.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import reflex as rx
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from toolfy_portal.core.access import DocumentAccess, StaffAccess
from toolfy_portal.core.runtime import running

SWEEP_SECONDS = 5


class Hub:
    """Who listens to which topics, and the task that wakes them."""

    def __init__(self) -> None:
        self._tabs: dict[str, dict[str, tuple[set[str], Event]]] = {}  # tab → refresh → its topics, and how to run it
        self._listening: dict[str, set[str]] = defaultdict(set)  # topic → tabs

    def listen(
        self, state: rx.State, access: StaffAccess | DocumentAccess, topics: set[str], refresh: Any, **payload: Any
    ) -> None:
        """Let the tab's `refresh` run with this payload whenever one of the topics changes; replaces what it heard.

        It also runs when the access itself ends (a sign-out, a link replaced): its guard then sends the page away.
        """
        topics = topics | {access.proof_id}
        tab, name = state.router.session.client_token, format_event_handler(refresh)
        event = Event(name=name, payload=payload, router_data=dict(state.router_data))
        self._tabs.setdefault(tab, {})[name] = (topics, event)
        for topic in topics:
            self._listening[topic].add(tab)

    def forget(self, tab: str) -> None:
        """Let the tab hear nothing: it closed, or it goes to another page, which says anew what it shows."""
        for topics, _ in self._tabs.pop(tab, {}).values():
            for topic in topics & self._listening.keys():
                self._listening[topic].discard(tab)
                if not self._listening[topic]:
                    del self._listening[topic]

    @contextlib.asynccontextmanager
    async def lifespan(self, app: rx.App) -> AsyncGenerator[None]:
        """Wake listening tabs for as long as the app runs."""
        loop = asyncio.get_running_loop()
        changed: asyncio.Queue[str] = asyncio.Queue()

        def heard(topic: str) -> None:  # on whatever thread committed the change
            topic = running().presence.hear(topic, running().clock.now()) or topic
            loop.call_soon_threadsafe(changed.put_nowait, topic)

        unlisten = running().live.listen(heard)
        tasks = [asyncio.create_task(self._wake(app, changed)), asyncio.create_task(_sweep(changed))]
        try:
            yield
        finally:
            unlisten()
            for task in tasks:
                task.cancel()

    async def _wake(self, app: rx.App, changed: asyncio.Queue[str]) -> None:
        while True:
            topics = {await changed.get()}
            while not changed.empty():
                topics.add(changed.get_nowait())
            here: Mapping[str, str] = app.event_namespace.token_to_sid if app.event_namespace else {}
            for tab in {tab for topic in topics for tab in self._listening.get(topic, ())}:
                if tab not in here:
                    self.forget(tab)
                for heard, event in list(self._tabs.get(tab, {}).values()):
                    if heard & topics:
                        again = Event(name=event.name, payload=dict(event.payload), router_data=dict(event.router_data))
                        await app.event_processor.enqueue(tab, again)


async def _sweep(changed: asyncio.Queue[str]) -> None:
    """Ring for documents whose last reader went away without a word."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        for topic in running().presence.sweep(running().clock.now()):
            changed.put_nowait(topic)


hub = Hub()

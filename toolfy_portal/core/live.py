"""Tells whoever listens that a topic (the id of a document, customer or business) has changed."""

from collections.abc import Callable, Iterable
from typing import Protocol

Listener = Callable[[str], None]


class LiveBus(Protocol):
    """Carries topics from where something was committed to where it is shown."""

    def publish(self, topics: Iterable[str]) -> None:
        """Say that these topics changed. Never blocks, never raises: the change is committed already."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener, from any thread, for every topic; returns what ends it."""
        ...

    def close(self) -> None:
        """Let go of connections and threads."""
        ...


class InProcessBus:
    """Embedded default: one process, plain calls."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def publish(self, topics: Iterable[str]) -> None:
        """Call every listener for every topic."""
        for topic in topics:
            for listener in list(self._listeners):
                listener(topic)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener for every topic until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Forget the listeners."""
        self._listeners.clear()

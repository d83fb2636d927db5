"""Topics reach whoever listens: in one process, and through Redis in every process."""

import threading
from collections.abc import Iterator

import pytest

from tests.servers import redis_server
from toolfy_portal.adapters.live_redis import RedisBus
from toolfy_portal.core.live import InProcessBus

PATIENCE = 5  # seconds


class Ear:
    """Remembers what it heard, and tells when something came."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._came = threading.Condition()

    def __call__(self, topic: str) -> None:
        with self._came:
            self.heard.append(topic)
            self._came.notify_all()

    def hears(self, *topics: str) -> bool:
        with self._came:
            return self._came.wait_for(lambda: set(topics) <= set(self.heard), PATIENCE)


@pytest.fixture
def redis_bus(redis_url) -> Iterator[RedisBus]:
    bus = RedisBus(redis_url)
    yield bus
    bus.close()


def test_everybody_hears_until_they_stop():
    bus, one, other = InProcessBus(), Ear(), Ear()
    stop = bus.listen(one)
    bus.listen(other)
    bus.publish(["inv_1", "biz_1"])
    stop()
    bus.publish(["inv_2"])
    assert one.heard == ["inv_1", "biz_1"]
    assert other.heard == ["inv_1", "biz_1", "inv_2"]


def test_closing_forgets_everybody():
    bus, ear = InProcessBus(), Ear()
    bus.listen(ear)
    bus.close()
    bus.publish(["inv_1"])
    assert ear.heard == []


def test_through_redis_every_process_hears(redis_url, redis_bus):
    other_process = RedisBus(redis_url)
    here, there = Ear(), Ear()
    redis_bus.listen(here)
    other_process.listen(there)
    redis_bus.publish(["inv_1", "biz_1"])
    assert here.hears("inv_1", "biz_1")
    assert there.hears("inv_1", "biz_1")
    other_process.close()


def test_through_redis_nobody_hears_twice_or_after_stopping(redis_bus):
    ear, control = Ear(), Ear()
    stop = redis_bus.listen(ear)
    redis_bus.listen(control)
    redis_bus.publish(["inv_1"])
    assert control.hears("inv_1")
    stop()
    redis_bus.publish(["inv_2"])
    assert control.hears("inv_2")
    assert ear.heard == ["inv_1"]


def test_without_redis_this_process_still_hears():
    with redis_server() as url:
        bus = RedisBus(url)
    ear = Ear()
    bus.listen(ear)
    bus.publish(["inv_1"])
    assert ear.heard == ["inv_1"]
    bus.close()

"""The live bus over Redis: what one worker commits, the pages of every worker show."""

import logging
import threading
from collections.abc import Callable, Iterable

import redis

from toolfy_portal.core.live import InProcessBus, Listener

CHANNEL = "toolfy-portal:live"
log = logging.getLogger(__name__)


class RedisBus:
    """Publishes topics to Redis and passes on what arrives there, its own included."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url)
        self._here = InProcessBus()
        self._subscription = self._redis.pubsub(ignore_subscribe_messages=True)
        self._subscription.subscribe(**{CHANNEL: self._arrived})
        self._thread = self._subscription.run_in_thread(sleep_time=1, daemon=True, exception_handler=_broken)

    def publish(self, topics: Iterable[str]) -> None:
        """Tell every process; without Redis, at least this one."""
        topics = list(topics)
        try:
            for topic in topics:
                self._redis.publish(CHANNEL, topic)
        except redis.RedisError:
            log.warning("Redis is away: live updates reach this process alone")
            self._here.publish(topics)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener for every topic until the returned function is called."""
        return self._here.listen(listener)

    def close(self) -> None:
        """End the listening thread and the connections."""
        self._thread.stop()
        self._thread.join(timeout=2)  # it may be reading
        self._redis.close()
        self._here.close()

    def _arrived(self, message: dict[str, bytes]) -> None:
        self._here.publish([message["data"].decode()])


def _broken(error: BaseException, subscription: object, thread: threading.Thread) -> None:
    """Keep the thread alive while Redis is away; redis-py subscribes again once it is back."""
    log.warning("live updates wait for Redis: %s", type(error).__name__)
    threading.Event().wait(1)

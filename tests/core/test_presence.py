"""Who has a document open: told over the bus, forgotten soon after the page is."""

from tests.core.test_live import Ear
from tests.world import START
from toolfy_portal.adapters.live_redis import RedisBus
from toolfy_portal.core import presence
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.presence import Presence

PHONE, LAPTOP = presence.here("biz_1", "inv_1", "phone"), presence.here("biz_1", "inv_1", "laptop")
RINGS = presence.topic("biz_1")


def test_only_coming_and_going_rings() -> None:
    who = Presence()
    assert [who.hear(each, START) for each in (PHONE, PHONE, LAPTOP)] == [RINGS, "", ""]
    assert who.viewed_now(["inv_1", "inv_2"]) == {"inv_1"}
    assert who.hear(presence.left("biz_1", "inv_1", "phone"), START) == ""
    assert who.hear(presence.left("biz_1", "inv_1", "laptop"), START) == RINGS
    assert who.viewed_now(["inv_1"]) == set()
    assert who.hear(presence.left("biz_1", "inv_1", "laptop"), START) == ""


def test_who_went_without_a_word_is_forgotten_within_a_minute() -> None:
    who, clock = Presence(), FrozenClock(START)
    who.hear(PHONE, clock.now())
    clock.forward(seconds=30)
    who.hear(LAPTOP, clock.now())
    clock.forward(seconds=20)
    assert who.sweep(clock.now()) == set()  # the laptop is still there
    assert who.viewed_now(["inv_1"]) == {"inv_1"}
    clock.forward(seconds=30)
    assert who.sweep(clock.now()) == {RINGS}
    assert who.viewed_now(["inv_1"]) == set()
    assert presence.STAY.total_seconds() + 5 <= 60


def test_other_topics_and_garbled_messages_are_none_of_ours() -> None:
    who = Presence()
    for message in ("inv_1", "inbox", "here:", "here:a:b", "left:a:b:c:d", ""):
        assert who.hear(message, START) == ""
    assert who.sweep(START) == set()


def test_nobody_can_fill_the_memory(monkeypatch) -> None:
    monkeypatch.setattr(presence, "_MOST", 3)
    who = Presence()
    for number in range(9):
        who.hear(presence.here("biz_1", f"inv_{number}", "phone"), START)
    assert len(who.viewed_now([f"inv_{number}" for number in range(9)])) == 3


def test_every_worker_hears_of_it_through_redis(redis_url) -> None:
    here, there, ear = RedisBus(redis_url), RedisBus(redis_url), Ear()
    who = Presence()
    there.listen(lambda message: ear(who.hear(message, START)))
    here.publish([PHONE])
    assert ear.hears(RINGS)
    assert who.viewed_now(["inv_1"]) == {"inv_1"}
    for bus in (here, there):
        bus.close()

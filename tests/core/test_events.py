"""Every event is listed in `reactions.ON`, tells its story in a sentence and goes into the history whole."""

import dataclasses
import importlib
import json
import pkgutil
from typing import Any

import pytest
from sqlalchemy import select

import toolfy_portal.domain
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.events import Event
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.reactions import ON


def every_event() -> list[type[Event]]:
    for module in pkgutil.walk_packages(toolfy_portal.domain.__path__, "toolfy_portal.domain."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)
    found, waiting = [], [Event]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found += kinds
        waiting += kinds
    ours = [kind for kind in found if kind.__module__.startswith("toolfy_portal.")]
    return [kind for kind in ours if not kind.__name__.startswith("_")]  # what several have in common


def example(kind: type[Event], subject_id: str = "inv_1") -> Event:
    values: dict[Any, Any] = {Money: Money(100, "GBP"), bool: True, int: 3, Role: Role.OFFICE}
    given = {
        field.name: values.get(field.type, f"some {field.name}")
        for field in dataclasses.fields(kind)
        if field.name not in {"subject_id", "customer_id"}
    }
    return kind(subject_id=subject_id, **given)


def test_every_event_is_listed_once():
    # by name: a dataclass with slots is a second class beside the one that was written
    assert {kind.__qualname__ for kind in ON} == {kind.__qualname__ for kind in every_event()}


@pytest.mark.parametrize("kind", ON)
def test_every_event_tells_its_story(kind):
    told = example(kind)
    begins = told.summary.removeprefix("some who ").removeprefix("some email ")  # a name or an address may come first
    assert begins != told.summary or begins[0].isupper() or begins.startswith("£")
    assert "\n" not in told.summary
    json.dumps(told.data())
    assert told.name == kind.__name__
    assert len(told.name) <= 40  # the column's length


def test_an_event_nobody_listed_is_a_bug(world: World):
    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Unheard(Event):
        @property
        def summary(self) -> str:
            return "Nobody knows"

    with pytest.raises(KeyError), begin(world.a.staff) as uow:
        uow.record(Unheard(subject_id=world.a.document()))


@pytest.mark.parametrize("kind", [kind for kind, reactions in ON.items() if not reactions])
def test_every_event_goes_into_the_history_with_its_actor(world: World, kind):
    subject_id = world.a.document("draft")
    told = example(kind, subject_id)
    with begin(world.a.staff) as uow:
        uow.record(told)
    with reading(world.a.staff) as uow:
        entry = uow.all(select(ActivityEntry).where(ActivityEntry.subject_id == subject_id))[-1]
    assert (entry.kind, entry.summary, entry.actor) == (kind.__name__, told.summary, "Ellie Marsh")
    assert entry.data == json.loads(json.dumps(told.data()))
    assert entry.at == world.clock.now()

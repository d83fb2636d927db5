"""R25: the ends of the chains, kept outside the database."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.activity.test_chain import anchors_now, checked
from tests.world import World
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.activity import anchors
from toolfy_portal.domain.activity.anchors import Anchor, AnchorKeeper
from toolfy_portal.domain.activity.service import log_many
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import LinkCopied

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def kept(world: World, path: Path) -> Callable[[], int]:
    keeper = AnchorKeeper(path, world.portal.runtime.keys)
    return lambda: keeper.write_due(world.clock.now())


def test_an_anchor_is_written_each_day_if_there_is_news_r25(world: World, clock, tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    write = kept(world, path)
    assert write() == 2  # two businesses
    clock.forward(days=2)
    assert write() == 0
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    assert kept(world, path)() == 1
    assert kept(world, path)() == 0
    found, wrong = anchors.read_file(path, world.portal.runtime.keys)
    assert ([each.business_id for each in found[2:]], wrong) == ([world.a.business_id], [])
    assert path.stat().st_mode & 0o077 == 0
    assert checked(world, found).findings == []


def test_an_anchor_is_written_after_a_thousand_entries_r25(world: World, tmp_path: Path) -> None:
    write = kept(world, tmp_path / "anchors.jsonl")
    write()
    with begin(world.a.system) as uow:
        log_many(uow, [LinkCopied(subject_id="inv_1")] * 999)
    assert write() == 0
    with begin(world.a.system) as uow:
        log_many(uow, [LinkCopied(subject_id="inv_1")])
    assert write() == 1


def test_a_forged_anchor_is_told_r25(world: World, tmp_path: Path) -> None:
    keys, at = world.portal.runtime.keys, world.clock.now()
    path = tmp_path / "anchors.jsonl"
    line = anchors_now(world)[0].line(keys)
    forged = [line.replace('"position": ', '"position": 1'), Anchor("biz", 1, "00", at).line(Keyring(["x" * 32]))]
    path.write_text("\n".join([line, *forged, "{}", "[]", "nothing", '{"at": 1, "seal": 2}']))
    found, wrong = anchors.read_file(path, keys)
    assert len(found) == 1
    assert wrong == [f"anchors.jsonl, line {number} isn't an anchor that this portal wrote." for number in range(2, 8)]
    assert Anchor.read(line, keys).at - at < timedelta(seconds=1)

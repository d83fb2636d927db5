"""`audit-verify` on a seeded database: exit code 0 and 1, anchors in and out."""

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tests.world import World
from toolfy_portal.bootstrap import Portal
from toolfy_portal.cli import auditing
from toolfy_portal.cli.app import app
from toolfy_portal.domain.activity.anchors import FILE, AnchorKeeper


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch):
    """Run the command on the test's world."""

    def started() -> Portal:
        return world.portal

    monkeypatch.setattr(auditing, "started", started)
    return lambda *given: CliRunner().invoke(app, ["audit-verify", *given])


def cut_off(world: World) -> None:
    """Take the last entry away so that only an anchor can tell."""
    last = "(SELECT max(position) FROM activityentry WHERE business_id = :b)"
    with world.portal.runtime.engine.begin() as connection:
        for statement in (
            f"DELETE FROM activityentry WHERE business_id = :b AND position = {last}",
            f"UPDATE historyhead SET position = {last}, digest = (SELECT digest FROM activityentry WHERE"
            f" business_id = :b AND position = {last}) WHERE id = :b",
        ):
            connection.execute(text(statement), {"b": world.a.business_id})


def test_a_whole_history_is_exit_code_0_r25(asked) -> None:
    done = asked()
    assert (done.exit_code, "as it was written" in done.output) == (0, True)
    told = json.loads(asked("--json").output)
    assert [each["findings"] for each in told["businesses"]] == [[], []]
    assert all(each["entries"] == each["position"] > 0 for each in told["businesses"])


def test_tampering_is_exit_code_1_r25(world: World, asked) -> None:
    with world.portal.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE activityentry SET summary = 'x' WHERE position = 2"))
    done = asked()
    assert done.exit_code == 1
    assert "Business A: The words of entry 2 were changed." in done.output


def test_a_cut_end_is_told_by_the_file_of_anchors_r25(world: World, asked, clock) -> None:
    path = world.portal.settings.data_dir / FILE
    AnchorKeeper(path, world.portal.runtime.keys).write_due(clock.now())
    assert asked().exit_code == 0
    cut_off(world)
    done = asked()
    assert (done.exit_code, "The end is cut off" in done.output) == (1, True)
    path.unlink()
    assert asked().exit_code == 0  # nothing but an anchor can tell


def test_printed_anchors_can_be_kept_elsewhere_r25(world: World, asked, tmp_path) -> None:
    kept = tmp_path / "elsewhere.jsonl"
    kept.write_text(asked("--print-anchors").output)
    assert asked("--anchors", str(kept)).exit_code == 0
    cut_off(world)
    assert asked("--anchors", str(kept)).exit_code == 1
    kept.write_text(kept.read_text().replace('"position": ', '"position": 1'))
    assert "isn't an anchor" in asked("--anchors", str(kept)).output
    assert asked("--anchors", str(tmp_path / "none")).exit_code == 1


def test_a_business_that_is_gone_is_told_r25(world: World, asked, tmp_path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text(asked("--print-anchors").output)
    auditing.look, look = (lambda _: []), auditing.look
    try:
        done = asked("--anchors", str(kept))
    finally:
        auditing.look = look
    assert done.exit_code == 1
    assert "had a history, and isn't there any more" in done.output

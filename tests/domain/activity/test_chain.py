"""R25: whoever changes, removes, swaps, adds or cuts off history in the database is told of. Once for each database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.world import KEY, World
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.activity import anchors, chain
from toolfy_portal.domain.activity.anchors import Anchor
from toolfy_portal.domain.activity.models import ActivityEntry, HistoryHead
from toolfy_portal.domain.activity.service import log_many
from toolfy_portal.domain.activity.verifying import Report, verify
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import LinkCopied

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def checked(world: World, known: list[Anchor] | None = None) -> Report:
    with reading(world.a.system) as uow:
        return verify(uow, known or [])


def change(world: World, *statements: str) -> None:
    """Work on the database by hand, as somebody with its password can."""
    with world.portal.runtime.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"business": world.a.business_id})


def anchors_now(world: World) -> list[Anchor]:
    return anchors.heads(world.clock.now())


MINE = "business_id = :business AND position"
COPY = (
    "INSERT INTO activityentry (id, business_id, subject_id, kind, summary, data, actor, at, position, previous, salt,"
    " words_hash, digest) SELECT 'act_forged', business_id, subject_id, kind, summary, data, actor, at, {to}, previous,"
    f" salt, words_hash, digest FROM activityentry WHERE {MINE} = 3"
)


def test_what_happened_is_a_whole_chain_r25(world: World) -> None:
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    with begin(world.a.link().access) as uow:
        links.downloaded(uow)
    report = checked(world)
    assert report.findings == []
    assert report.entries == report.position > 5
    assert [(each.position, each.digest) for each in anchors_now(world) if each.business_id == world.a.business_id] == [
        (report.position, report.digest)
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'LinkCopied'"),
        ("subject_id", "'inv_other'"),
        ("at", "'2026-11-24 09:59:59+00:00'"),
        ("id", "'act_x'"),
    ],
)
def test_a_changed_entry_is_told_r25(world: World, column: str, value: str) -> None:
    change(world, f"UPDATE activityentry SET {column} = {value} WHERE {MINE} = 4")
    assert checked(world).findings == ["Entry 4 was changed, or added by hand."]


@pytest.mark.parametrize(
    ("column", "value"), [("summary", "'£1.00 paid'"), ("data", "'{\"a\": 1}'"), ("actor", "'Eve'")]
)
def test_changed_words_are_told_r25(world: World, column: str, value: str) -> None:
    change(world, f"UPDATE activityentry SET {column} = {value} WHERE {MINE} = 4")
    assert checked(world).findings == ["The words of entry 4 were changed."]
    change(world, f"UPDATE activityentry SET salt = NULL WHERE {MINE} = 4")
    assert checked(world).findings == ["The words of entry 4 were erased and others written."]


def test_changed_words_with_a_hash_made_anew_are_told_r25(world: World) -> None:
    with reading(world.a.system) as uow:
        row = uow.all(select(ActivityEntry).where(ActivityEntry.position == 4))[0].model_dump()
    row["summary"] = "£1.00 paid"
    new = {"summary": row["summary"], "words_hash": chain.hash_words(row["salt"], row)}
    with world.portal.runtime.engine.begin() as connection:
        connection.execute(ActivityEntry.__table__.update().where(ActivityEntry.id == row["id"]).values(new))
    assert checked(world).findings == ["Entry 4 was changed, or added by hand."]


def test_a_removed_entry_is_told_r25(world: World) -> None:
    change(world, f"DELETE FROM activityentry WHERE {MINE} = 4")
    assert checked(world).findings == ["Entry 4 is missing."]


def test_removed_entries_are_told_when_the_others_close_up_r25(world: World) -> None:
    change(
        world,
        f"DELETE FROM activityentry WHERE {MINE} = 2",
        f"UPDATE activityentry SET position = -position WHERE {MINE} > 2",
        f"UPDATE activityentry SET position = -position - 1 WHERE {MINE} < 0",
    )
    assert checked(world).findings


def test_swapped_entries_are_told_r25(world: World) -> None:
    change(
        world,
        f"UPDATE activityentry SET position = -1 WHERE {MINE} = 3",
        f"UPDATE activityentry SET position = 3 WHERE {MINE} = 5",
        f"UPDATE activityentry SET position = 5 WHERE {MINE} = -1",
    )
    assert checked(world).findings == [
        "Entry 3 was entry 5: they changed places.",
        "Entry 5 was entry 3: they changed places.",
    ]


def test_an_inserted_entry_is_told_r25(world: World) -> None:
    last = checked(world).position
    change(
        world,
        f"UPDATE activityentry SET position = position + 1000 WHERE {MINE} > 3",
        f"UPDATE activityentry SET position = position - 999 WHERE {MINE} > 1000",
        COPY.format(to=4),
        f"UPDATE historyhead SET position = {last + 1} WHERE business_id = :business",
    )
    assert "Entry 4 was changed, or added by hand." in checked(world).findings


@pytest.mark.parametrize("to", [0, -5])
def test_an_entry_before_the_first_is_told_r25(world: World, to: int) -> None:
    change(world, COPY.format(to=to))
    assert checked(world).findings == [f"Entry {to} was changed, or added by hand."]


def test_an_added_end_is_told_r25(world: World) -> None:
    last = checked(world).position
    change(world, COPY.format(to=last + 1))
    assert checked(world).findings == [
        f"Entry {last + 1} was changed, or added by hand.",
        f"Entry {last + 1} is beyond the end: added by hand.",
    ]


def test_a_chain_made_anew_without_the_keys_is_told_r25(world: World) -> None:
    with reading(world.a.system) as uow:
        rows = [entry.model_dump() for entry in uow.all(select(ActivityEntry).order_by(ActivityEntry.position))]
    rows[3]["summary"] = "£1.00 paid"
    forged = list(chain.link(Keyring(["another key, of more than 32 characters"]), rows, 0, chain.START))
    with world.portal.runtime.engine.begin() as connection:
        for row in forged:
            values = {name: row[name] for name in ("summary", "previous", "salt", "words_hash", "digest")}
            connection.execute(ActivityEntry.__table__.update().where(ActivityEntry.id == row["id"]).values(values))
    assert len(checked(world).findings) >= len(rows)


def test_a_cut_end_is_told_by_the_head_r25(world: World) -> None:
    last = checked(world).position
    change(world, f"DELETE FROM activityentry WHERE {MINE} > {last - 2}")
    assert checked(world).findings == [f"Entries {last - 1} to {last} are missing at the end."]


def test_a_cut_end_with_its_head_is_told_by_an_anchor_alone_r25(world: World) -> None:
    known, last = anchors_now(world), checked(world).position
    change(
        world,
        f"DELETE FROM activityentry WHERE {MINE} > {last - 2}",
        f"UPDATE historyhead SET position = {last - 2}, digest = (SELECT digest FROM activityentry WHERE {MINE} ="
        f" {last - 2}) WHERE business_id = :business",
    )
    assert checked(world).findings == []
    told = f"The end is cut off: on 24 Nov 2026 there were {last} entries, now {last - 2}."
    assert checked(world, known).findings == [told]


def test_a_cut_end_that_grew_again_is_told_by_an_anchor_r25(world: World) -> None:
    known, last = anchors_now(world), checked(world).position
    change(
        world,
        f"DELETE FROM activityentry WHERE {MINE} = {last}",
        f"UPDATE historyhead SET position = {last - 1}, digest = (SELECT digest FROM activityentry WHERE {MINE} ="
        f" {last - 1}) WHERE business_id = :business",
    )
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    assert checked(world).findings == []
    assert checked(world, known).findings == [f"Entry {last} isn't the one that was there on 24 Nov 2026."]


def test_those_who_write_together_wait_for_each_other_r25(world: World) -> None:
    before = checked(world).position

    def write(number: int) -> None:
        access = world.a.staff if number % 2 else world.a.link().access
        with begin(access) as uow:
            uow.record(LinkCopied(subject_id=world.a.document()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    report = checked(world)
    assert (report.position, report.findings) == (before + 40, [])


def test_many_at_once_are_in_the_chain_too_r25(world: World) -> None:
    before = checked(world).position
    with begin(world.a.system) as uow:
        log_many(uow, [LinkCopied(subject_id=f"inv_{number}") for number in range(2500)])
    report = checked(world)
    assert (report.position, report.findings) == (before + 2500, [])


def copy_two(uow: UnitOfWork[StaffAccess], one: str, other: str) -> None:
    links.copy(uow, one)
    links.copy(uow, other)


def test_what_isnt_committed_is_not_in_the_chain(world: World) -> None:
    before = checked(world)
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        copy_two(uow, world.a.document(), world.b.document())
    assert checked(world) == before


def test_a_chain_begins_with_the_first_entry(world: World) -> None:
    change(world, "DELETE FROM activityentry WHERE business_id = :business",
           "DELETE FROM historyhead WHERE business_id = :business")  # fmt: skip
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    assert (checked(world).position, checked(world).findings) == (1, [])


def test_erasing_words_keeps_the_chain_r25(world: World) -> None:
    change(world, f"UPDATE activityentry SET salt = NULL, summary = '', data = '{{}}', actor = '' WHERE {MINE} = 4")
    report = checked(world)
    assert (report.findings, report.erased) == ([], 1)


def test_older_keys_still_open_the_chain(world: World) -> None:
    world.portal.runtime.keys = Keyring(["a newer key, of more than 32 characters", KEY])
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    assert checked(world).findings == []
    world.portal.runtime.keys = Keyring([KEY])
    assert len(checked(world).findings) == 1


def test_the_head_is_one_row_a_business(world: World) -> None:
    with reading(world.a.link().access) as uow:
        assert [head.id for head in uow.all(select(HistoryHead))] == [world.a.business_id]

"""The migrations make exactly what the models say, from every state a database was ever in."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, Table, event, select, text

from tests.conftest import running_portal
from tests.world import KEY, START
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import Unavailable, reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.activity.verifying import verify
from toolfy_portal.migrations import current, is_current, revisions, upgrade, upgrade_to
from toolfy_portal.schema import METADATA

# A value for any column that a row must have, by the type the database reports.
VALUES = {"INTEGER": 1, "BIGINT": 3_000_000_000, "BOOLEAN": True, "JSON": "{}", "DATE": "2026-11-24"}
VALUES |= {"DATETIME": "2026-11-24 10:00:00", "TIMESTAMP": "2026-11-24 10:00:00+00", "BLOB": b"x", "BYTEA": b"x"}


def settings(url: str, tmp_path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, database_url=url, secret_keys=KEY)


def fill(connection) -> dict[str, int]:
    """Put one row into each table, parents first. Returns the row counts."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        names = [column for column in table.columns if not column.nullable]
        row = {column.name: value_of(table, column) for column in names}
        marks = ", ".join(f":{name}" for name in row)
        columns = ", ".join(f'"{name}"' for name in row)
        connection.execute(text(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'), row)
    return {table.name: 1 for table in tables}


def value_of(table: Table, column) -> object:
    kind = str(column.type).split("(")[0]
    if column.foreign_keys:
        return next(iter(column.foreign_keys)).column.table.name[:3] + "_1"
    if column.name == "id" and kind == "VARCHAR":
        return table.name[:3] + "_1"
    return VALUES.get(kind, f"{column.name}"[:3])


def counts(connection, tables) -> dict[str, int]:
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}


def test_models_and_migrated_tables_are_the_same(empty_database, tmp_path):
    upgrade(settings(empty_database, tmp_path))
    engine = make_engine(settings(empty_database, tmp_path).database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


@pytest.mark.parametrize("start", revisions())
def test_upgrade_keeps_the_data_of_every_revision(empty_database, tmp_path, start):
    engine = make_engine(settings(empty_database, tmp_path).database)
    with engine.begin() as connection:
        upgrade_to(start, connection)
        before = fill(connection)
    assert current(engine) == start
    upgrade(settings(empty_database, tmp_path))
    assert is_current(engine)
    with engine.connect() as connection:
        assert counts(connection, before) == before
    engine.dispose()


OLD_ENTRY = (
    "INSERT INTO activityentry (id, business_id, subject_id, kind, summary, data, actor, at) VALUES"
    " (:id, 'bus_1', 'inv_1', 'LinkCopied', 'Link copied — ü', :data, '', '2026-11-2:day 10:00:00.250000')"
)


def test_old_history_becomes_the_start_of_the_chain_r25(empty_database, tmp_path):
    given = settings(empty_database, tmp_path)
    engine = make_engine(given.database)
    with engine.begin() as connection:
        upgrade_to("0007", connection)
        fill(connection)
        for number in range(4):
            row = {"id": f"act_{9 - number}", "day": number % 2, "data": '{"b": [1, "ü"], "a": null}'}
            connection.execute(text(OLD_ENTRY.replace(":day", str(row.pop("day")))), row)
    engine.dispose()
    upgrade(given)
    with running_portal(given.database, tmp_path, FrozenClock(START)), reading(SystemAccess("bus_1", "test")) as uow:
        report = verify(uow)
        order = [entry.id for entry in uow.all(select(ActivityEntry).order_by(ActivityEntry.position))]
    assert (report.entries, report.position, report.findings) == (5, 5, [])
    assert order == ["act_7", "act_9", "act_6", "act_8", "act_1"]


def test_upgrade_again_changes_nothing(empty_database, tmp_path):
    upgrade(settings(empty_database, tmp_path))
    upgrade(settings(empty_database, tmp_path))
    engine = make_engine(settings(empty_database, tmp_path).database)
    assert is_current(engine)
    engine.dispose()


def test_starters_that_come_together_dont_collide(empty_database, tmp_path):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: upgrade(settings(empty_database, tmp_path)), range(4)))
    engine = make_engine(settings(empty_database, tmp_path).database)
    assert is_current(engine)
    engine.dispose()


def test_a_new_database_is_not_current(empty_database, tmp_path):
    engine = make_engine(settings(empty_database, tmp_path).database)
    assert current(engine) is None
    assert not is_current(engine)
    engine.dispose()


def test_a_database_from_the_future_is_left_alone(empty_database, tmp_path):
    engine = make_engine(settings(empty_database, tmp_path).database)
    upgrade(settings(empty_database, tmp_path))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="newer version"):
        upgrade(settings(empty_database, tmp_path))
    assert current(engine) == "9999"
    engine.dispose()


def with_pragma(monkeypatch, pragma: str) -> None:
    """Let the migrations work on connections with a limit of their own."""

    def limited(url):
        engine = make_engine(url)
        event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA {pragma}"))
        return engine

    monkeypatch.setattr("toolfy_portal.migrations.make_engine", limited)


def test_a_full_disk_is_told_in_plain_words_and_leaves_nothing_half_made(tmp_path, monkeypatch):
    small = settings(f"sqlite:///{tmp_path / 'small.db'}", tmp_path)
    with sqlite3.connect(tmp_path / "small.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE old (id)")

    with_pragma(monkeypatch, "max_page_count=20")
    with pytest.raises(Unavailable, match="disk is full"):
        upgrade(small)
    with sqlite3.connect(tmp_path / "small.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert names == ["old"]


def test_a_locked_database_is_told_in_plain_words(tmp_path, monkeypatch):
    path = tmp_path / "busy.db"
    upgrade(settings(f"sqlite:///{path}", tmp_path))
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with_pragma(monkeypatch, "busy_timeout=50")
    with pytest.raises(Unavailable, match="busy"):
        upgrade(settings(f"sqlite:///{path}", tmp_path))
    holder.close()


def test_a_read_only_database_is_told_in_plain_words(tmp_path):
    path = tmp_path / "portal.db"
    sqlite3.connect(path).execute("CREATE TABLE old (id)").connection.close()
    with pytest.raises(Unavailable, match="read-only"):
        upgrade(settings(f"sqlite:///file:{path}?mode=ro&uri=true", tmp_path))


def test_a_database_that_isnt_there_is_told_in_plain_words(tmp_path):
    with pytest.raises(Unavailable, match="can't be reached"):
        upgrade(settings("postgresql://nobody@127.0.0.1:1/none", tmp_path))

"""Brings a database's tables to what this version of the program needs."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from toolfy_portal.core.db import make_engine
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import Unavailable

FOLDER = Path(__file__).parents[1] / "alembic"
_LOCK = 7_286_001  # PostgreSQL advisory lock; any number nobody else uses
_REASONS = {
    "readonly": "The database is read-only. Nothing was changed.",
    "read-only": "The database is read-only. Nothing was changed.",
    "full": "The database's disk is full. Nothing was changed.",
    "no space": "The database's disk is full. Nothing was changed.",
    "locked": "The database is busy with something else. Nothing was changed. Please try again.",
}


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest revision, all or nothing; starters that come together wait for each other.

    Raises Unavailable if it can't be reached or written, Conflict if a newer version of the program made it.
    """
    engine = make_engine(settings.database)
    # SQLite copies tables to change them, which must not cascade. It can't be switched inside a transaction
    event.listen(engine, "connect", _without_foreign_keys)
    try:
        with engine.begin() as connection:  # SQLite: takes the write lock at once
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            upgrade_to("head", connection, settings.keys)
    except DBAPIError as error:
        raise Unavailable(_plain(error)) from error
    except OSError as error:
        raise Unavailable(f"The database's folder can't be used: {error.strerror}.") from error
    finally:
        engine.dispose()


def upgrade_to(revision: str, connection: Connection, keys: Callable[[], list[str]] = list) -> None:
    """Run the migrations up to a revision inside the caller's transaction. Raises Conflict for an unknown database.

    keys: asked for the secret keys by a revision that seals old entries of the history.
    """
    config = Config(attributes={"connection": connection, "keys": keys})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise Conflict("This database was made by a newer version of Toolfy Portal. Please update first.") from error
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Conflict("The database holds records that point nowhere. Nothing was changed.")


def current(engine: Engine) -> str | None:
    """Return the database's revision, None if it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def revisions() -> tuple[str, ...]:
    """Return every revision, oldest first."""
    found = ScriptDirectory(str(FOLDER)).walk_revisions()
    return tuple(reversed([script.revision for script in found]))


def is_current(engine: Engine) -> bool:
    """Say whether the database is at the newest revision."""
    return current(engine) == revisions()[-1]


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA foreign_keys=OFF")


def _plain(error: DBAPIError) -> str:
    told = str(error.orig).lower()
    for sign, reason in _REASONS.items():
        if sign in told:
            return reason
    return "The database can't be reached. Please check PORTAL_DATABASE_URL."

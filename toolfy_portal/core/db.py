"""Makes the engine for SQLite or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

WRITING = "portal_writing"


def make_engine(url: str) -> Engine:
    """Return an engine. SQLite: WAL, foreign keys, durable commits, writers queue up to 5 s."""
    if not url.startswith("sqlite"):
        return _postgres(url)
    if name := make_url(url).database:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=10, max_overflow=20)

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # the driver must not begin transactions by itself: see `begin`
        cursor = connection.cursor()
        # FULL: a payment that was acknowledged survives a power cut
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        # A deferred transaction that turns writer fails at once if another wrote in between: writers say so first
        writing = connection.get_execution_options().get(WRITING, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def is_read_only(error: DBAPIError) -> bool:
    """Say whether PostgreSQL refused because it takes no writes now: SQLSTATE 25006, which psycopg calls internal."""
    return getattr(error.orig, "sqlstate", "") == "25006"


def _postgres(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        if not connection.get_execution_options().get(WRITING, True):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return engine

"""Runs the migrations on the connection it is given; from Alembic's command line, on the configured database."""

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import Enum, TypeDecorator

from toolfy_portal.core.db import make_engine
from toolfy_portal.core.settings import Settings
from toolfy_portal.schema import METADATA


def render_plain(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write a column's type as the database has it, so that a revision never depends on today's code."""
    if kind != "type":
        return False
    if isinstance(thing, TypeDecorator):
        thing = thing.impl_instance
    elif isinstance(thing, Enum):
        return f"sa.String(length={thing.length})"
    return f"sa.{thing!r}"


def run(connection: Connection) -> None:
    """Run what the caller asked for inside the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite can't alter a table: it is copied
        render_item=render_plain,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    context.config.attributes["keys"] = Settings().keys
    with make_engine(Settings().database).begin() as own:
        run(own)

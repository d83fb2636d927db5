"""Reads across businesses: before anyone is known (sign-in, links, webhooks) and for the worker alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from toolfy_portal.core.db import WRITING
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import Unavailable


def look(statement: Executable) -> Sequence[Any]:
    """Return rows, of every business. Reads only. Raises Unavailable if the database can't be read."""
    try:
        with Session(running().engine.execution_options(**{WRITING: False})) as session:
            return session.execute(statement).all()
    except OperationalError as error:
        raise Unavailable("We can't read that right now. Please try again.") from error

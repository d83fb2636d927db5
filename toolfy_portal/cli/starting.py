"""Starts the portal for a command that works on the database."""

from toolfy_portal.bootstrap import Portal, start
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import Unavailable
from toolfy_portal.migrations import is_current


def started() -> Portal:
    """Return the portal of this process. Raises Conflict if the database has to be migrated first."""
    portal = start(Settings())
    try:
        ready = is_current(portal.runtime.engine)
    except Exception as error:
        raise Unavailable("The database can't be reached. Please check PORTAL_DATABASE_URL.") from error
    if not ready:
        raise Conflict("The database isn't up to date. Please run `python -m toolfy_portal migrate` first.")
    return portal

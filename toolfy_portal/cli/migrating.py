"""`migrate`: brings the database's tables up to date."""

import typer

from toolfy_portal.cli.output import AsJson, show_json
from toolfy_portal.core.settings import Settings
from toolfy_portal.migrations import revisions, upgrade


def migrate(as_json: AsJson = False) -> None:
    """Bring the database up to date. Safe to repeat."""
    upgrade(Settings())
    if as_json:
        show_json({"revision": revisions()[-1]})
    else:
        typer.echo(f"The database is up to date (revision {revisions()[-1]}).")

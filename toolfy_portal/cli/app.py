"""Puts the commands together; whatever goes wrong becomes one sentence and exit code 1."""

import sys

import redis
import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError

from toolfy_portal.cli import auditing, doctor, importing, linking, migrating, seeding, serving, working
from toolfy_portal.core.errors import PortalError

app = typer.Typer(
    help="Toolfy Portal: secure links to invoices, for customers to read and pay.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("migrate")(migrating.migrate)
app.command("seed")(seeding.seed)
app.command("link")(linking.link)
app.command("import")(importing.import_files)
app.command("worker")(working.worker)
app.command("serve")(serving.serve)
app.command("audit-verify")(auditing.audit_verify)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command that was asked for."""
    try:
        app()
    except Exception as error:
        typer.echo(_sentence(error), err=True)
        sys.exit(1)


def _sentence(error: Exception) -> str:
    if isinstance(error, PortalError):
        return error.message
    if isinstance(error, ValidationError):  # its own text would show what was entered: it may be a secret
        first = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(["PORTAL", *map(str, first["loc"])]).upper()
        return f"{name} can't be used. {first['msg'].removeprefix('Value error, ')}."
    if isinstance(error, ArgumentError):
        return "PORTAL_DATABASE_URL can't be used: it starts with postgresql:// or sqlite:///."
    if isinstance(error, redis.RedisError):
        return "Redis can't be reached. Please check PORTAL_REDIS_URL."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    if isinstance(error, ValueError):
        return str(error)
    # the text of any other error may hold data
    return f"Something went wrong ({type(error).__name__}). `python -m toolfy_portal doctor` may tell why."

"""`doctor`: looks at everything the portal needs and says what to do about what is missing."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

import redis
import typer
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from toolfy_portal.cli.output import AsJson, show_json
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.reach import Reach, reach_of
from toolfy_portal.core.settings import Settings
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.migrations import current, revisions

_LITTLE_SPACE, _NO_SPACE = 500_000_000, 50_000_000  # bytes


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    name: str
    state: State
    found: str
    advice: str = ""


def doctor(as_json: AsJson = False) -> None:
    """Check settings, database, storage, keys and connections. Exit code 1 if something must be repaired."""
    findings = list(examine())
    failed = any(finding.state is State.FAIL for finding in findings)
    if as_json:
        show_json({"ok": not failed, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _show(finding)
    if failed:
        raise typer.Exit(1)


def _show(finding: Finding) -> None:
    colour = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}[finding.state]
    typer.echo(f"{typer.style(f'{finding.state.value:4}', fg=colour)}  {finding.name}: {finding.found}")
    if finding.advice:
        typer.echo(f"      {finding.advice}")


def examine() -> Iterator[Finding]:
    """Yield one finding after the other. Shows no secret: "set" or "not set", and addresses without passwords."""
    try:
        settings = Settings()
        engine = make_engine(settings.database)
    except ValidationError as error:
        names = ", ".join("PORTAL_" + "_".join(map(str, each["loc"])).upper() for each in error.errors())
        yield Finding("Settings", State.FAIL, f"{names} can't be used.", "Correct it in the environment or in .env.")
        return
    except (ValueError, SQLAlchemyError):
        told = "PORTAL_DATABASE_URL can't be used."
        yield Finding("Settings", State.FAIL, told, "It starts with postgresql:// or sqlite:///.")
        return
    except OSError as error:
        told = f"{error.filename}: {error.strerror}."
        yield Finding("Database", State.FAIL, told, "Give the process a folder it may write to.")
        return
    yield _public_url(settings)
    yield _database(settings, engine)
    for check in (_storage, _payments, _mail, _redis):
        yield check(settings)
    yield _keys(settings, engine)
    engine.dispose()


def _public_url(settings: Settings) -> Finding:
    if reach_of(settings.public_url) is not Reach.UNENCRYPTED:
        return Finding("Public address", State.OK, settings.public_url)
    return Finding(
        "Public address",
        State.WARN,
        f"{settings.public_url} is not encrypted.",
        "Serve the portal over https and set PORTAL_PUBLIC_URL.",
    )


def _database(settings: Settings, engine: Engine) -> Finding:
    address = make_url(settings.database).set(query={}).render_as_string(hide_password=True)
    try:
        revision = current(engine)
        if revision is not None:
            with engine.connect() as connection:  # a write that changes nothing, taken back
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
                connection.rollback()
    except SQLAlchemyError:
        advice = "Check that it runs, that its disk has space, and PORTAL_DATABASE_URL."
        return Finding("Database", State.FAIL, f"{address} can't be reached or written.", advice)
    if revision != revisions()[-1]:
        known = revision is None or revision in revisions()
        advice = "Run `python -m toolfy_portal migrate`." if known else "A newer version made it: update the program."
        return Finding("Database", State.FAIL, f"{address} isn't up to date.", advice)
    return Finding("Database", State.OK, f"{address}, writable, revision {revision}")


def _storage(settings: Settings) -> Finding:
    folder = settings.data_dir / "files"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        told = f"{folder} can't be written ({error.strerror})."
        return Finding("Storage", State.FAIL, told, "Set PORTAL_DATA_DIR to a folder the process may write to.")
    free = shutil.disk_usage(folder).free
    state = State.FAIL if free < _NO_SPACE else State.WARN if free < _LITTLE_SPACE else State.OK
    advice = "Make space on that disk." if state is not State.OK else ""
    return Finding("Storage", state, f"{folder}, writable, {free // 1_000_000:,} MB free", advice)


def _keys(settings: Settings, engine: Engine) -> Finding:
    kept = settings.data_dir / "secret.key"
    if not settings.secret_keys and settings.database.startswith("sqlite") and not kept.exists():
        return Finding("Keys", State.WARN, "not set; one will be made at first use", f"Then keep a copy of {kept}.")
    try:
        keyring = Keyring(settings.keys())
    except ValueError as error:
        return Finding("Keys", State.FAIL, f"{error}.", "Set PORTAL_SECRET_KEYS.")
    stored = select(col(PortalLink.token_encrypted)).where(col(PortalLink.token_encrypted).is_not(None))
    try:
        with engine.connect() as connection:
            sample = connection.execute(stored.order_by(col(PortalLink.created_at).desc()).limit(1)).scalar()
    except SQLAlchemyError:
        return Finding("Keys", State.WARN, "set; the database has no links to try them on")
    if sample is None:
        return Finding("Keys", State.OK, "set; no link is stored yet")
    try:
        keyring.decrypt(sample)
    except ValueError:
        advice = "Put the key the links were made with behind the new one in PORTAL_SECRET_KEYS."
        return Finding("Keys", State.FAIL, "set, but they don't open the newest stored link", advice)
    return Finding("Keys", State.OK, "set; they open the newest stored link")


def _payments(settings: Settings) -> Finding:
    key, secret = _set(settings.stripe_secret_key), _set(settings.stripe_webhook_secret)
    if _set(settings.stripe_platform_key) != _set(settings.stripe_platform_webhook_secret):
        advice = "Set both PORTAL_STRIPE_PLATFORM_KEY and PORTAL_STRIPE_PLATFORM_WEBHOOK_SECRET, or neither."
        return Finding("Payments", State.FAIL, "half a platform: its events could not be checked", advice)
    where = settings.stripe_api_base or "the built-in stand-in for demo accounts, Stripe for others"
    return Finding("Payments", State.OK, f"{where}; own key {key}, webhook secret {secret}")


def _mail(settings: Settings) -> Finding:
    if settings.resend_api_key.get_secret_value():
        where = settings.resend_api_base or "Resend"
        return Finding("E-mail", State.OK, f"{where}; key set; from {settings.mail_from}")
    if settings.smtp_url.get_secret_value():
        return Finding("E-mail", State.OK, f"an SMTP server; from {settings.mail_from}")
    folder = settings.data_dir / "mail"
    advice = "Set PORTAL_RESEND_API_KEY or PORTAL_SMTP_URL to send them."
    return Finding("E-mail", State.WARN, f"messages are kept in {folder}, not sent; key not set", advice)


def _redis(settings: Settings) -> Finding:
    url = settings.redis_url.get_secret_value()
    if not url:
        return Finding("Redis", State.OK, "not set; live updates stay within one process")
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3).ping()
    except (redis.RedisError, ValueError):
        return Finding("Redis", State.FAIL, "set, but can't be reached", "Check that it runs, and PORTAL_REDIS_URL.")
    return Finding("Redis", State.OK, "set, reachable")


def _set(secret: SecretStr) -> str:
    return "set" if secret.get_secret_value() else "not set"

"""A portal of our own for a bench: the built app on a free port, with a temporary data folder and the demo in it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select

from toolfy_portal import bootstrap
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.migrations import upgrade
from toolfy_portal.seed import builders
from toolfy_portal.seed.service import Demo, seed

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 30  # seconds for a server to answer


@dataclass(frozen=True, slots=True)
class Lab:
    """A running portal and what is in it. port: where it listens; browsers go to `settings.public_url`."""

    settings: Settings
    demo: Demo
    port: int


@dataclass(frozen=True, slots=True)
class Issued:
    """An invoice that its customer can open."""

    id: str
    number: str
    link: str


@contextmanager
def lab(public_port: int = 0, *, serve: bool = True, **given: Any) -> Iterator[Lab]:
    """Migrate, seed and serve; stop and forget everything afterwards. given: more settings.

    public_port: what browsers are told to use, if they come through a proxy. serve: False where the bench does that
    itself. The front end must be built.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        public_url = f"http://127.0.0.1:{public_port or port}"
        named = {"data_dir": folder, "database_url": f"sqlite:///{folder}/portal.db", "public_url": public_url, **given}
        settings = Settings(_env_file=None, **named)  # pyright: ignore[reportCallIssue]
        upgrade(settings)
        demo = seed(bootstrap.start(settings))
        if not serve:
            yield Lab(settings, demo, port)
            return
        own = {f"PORTAL_{name.upper()}": str(value) for name, value in named.items()}
        with served([sys.executable, "-m", "toolfy_portal", "serve"], port, "/healthz", own):
            yield Lab(settings, demo, port)


@contextmanager
def served(command: list[str], port: int, path: str, given: dict[str, str]) -> Iterator[None]:
    """Run a server on `PORT` until the block ends. Raises RuntimeError if it doesn't answer at `path`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **given, "PORT": str(port), "HOST": "127.0.0.1"})
    try:
        until = time.monotonic() + _PATIENCE
        while not _answers(f"http://127.0.0.1:{port}{path}"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{' '.join(command[1:])} didn't start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def granian(app: str, port: int) -> list[str]:
    """Return the command that serves what an app's factory returns: "bench.floor:app"."""
    options = ("--interface", "asgi", "--factory", "--port", str(port), "--log-level", "warning")
    return [sys.executable, "-m", "granian", *options, app]


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code < 500
    except httpx.TransportError:
        return False


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clerk() -> StaffAccess:
    """Return somebody of the first demo business."""
    staff: Staff = look(select(Staff).order_by(col(Staff.id)))[0][0]
    return StaffAccess(staff.business_id, staff.id, staff.role, staff.name)


def issue(number: str, lines: int) -> Issued:
    """Issue an invoice with so many lines to the first customer, and make its link."""
    with begin(clerk()) as uow:
        customer = uow.all(select(Customer).order_by(col(Customer.id)))[0]
        parts = [builders.line(f"Radiator valve, room {n}", "2", "28.50", note="Fitted, tested") for n in range(lines)]
        invoice = uow.add(builders.invoice(customer, parts, "0.20", number=number, title="Heating refit"))
        uow.flush()
        for part in parts:
            uow.add(part)
        uow.flush()
        invoices.issue(uow, invoice.id)
        link = links.ensure(uow, LinkKind.INVOICE, invoice.id, customer.id)
        return Issued(invoice.id, number, portal_url(link.kind, links.token_of(uow, link)))

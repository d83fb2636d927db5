"""Starts the portal as `make run` does: built front end, own database, seeded, on a free port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
BUILT = ROOT / ".web" / "build" / "client"


@dataclass(frozen=True)
class Served:
    """A running portal and what its seed printed."""

    url: str
    data_dir: Path
    staff: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    process: subprocess.Popen[bytes]

    def document(self, number: str) -> dict[str, Any]:
        return next(each for each in self.documents if each["number"] == number)

    def sign_in(self, email: str) -> str:
        """Sign in over HTTP and return the Cookie header."""
        password = next(each["password"] for each in self.staff if each["email"] == email)
        answer = httpx.post(
            f"{self.url}/auth/sign-in", data={"email": email, "password": password}, headers={"Origin": self.url}
        )
        assert answer.status_code == 303, answer.text
        return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())

    def log(self) -> str:
        return (self.data_dir / "portal.log").read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data_dir: Path, **settings: str) -> Iterator[Served]:
    """Serve a freshly seeded portal until the block ends."""
    assert BUILT.exists(), "the front end isn't built: run `make build` (make test does it)"
    url = f"http://localhost:{free_port()}"
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_DATA_DIR": str(data_dir),
        "PORTAL_PUBLIC_URL": url,
        "PORT": url.rsplit(":", 1)[1],
        **settings,
    }
    cli = [sys.executable, "-m", "toolfy_portal"]
    subprocess.run([*cli, "migrate"], cwd=ROOT, env=env, check=True, capture_output=True)
    seeded = json.loads(
        subprocess.run([*cli, "seed", "--json"], cwd=ROOT, env=env, check=True, capture_output=True).stdout
    )
    with (data_dir / "portal.log").open("wb") as log:
        process = subprocess.Popen([*cli, "serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            running = Served(url, data_dir, seeded["staff"], seeded["documents"], process)
            _wait(running)
            yield running
        finally:
            process.terminate()
            process.wait(timeout=15)


def _wait(running: Served) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if httpx.get(f"{running.url}/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            assert running.process.poll() is None, running.log()
            time.sleep(0.1)
    raise AssertionError(f"the portal didn't start: {running.log()}")

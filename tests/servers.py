"""PostgreSQL and Redis for tests: the ones named in the environment, else throw-away ones of this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

_PATIENCE = 20  # seconds for a server to start


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the URL of a PostgreSQL where databases may be created. Skips the test without one."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("PostgreSQL: not installed, and TEST_DATABASE_URL is not set")
    binary = binaries[-1].parent
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # not in pytest's own folder: each of its runs closes that to other users
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as folder:
        if as_user:
            shutil.chown(folder, "postgres")
        with _postgres(binary, Path(folder), as_user) as url:
            yield url


@contextmanager
def _postgres(binary: Path, folder: Path, as_user: list[str]) -> Iterator[str]:
    data, port = folder / "data", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    initdb = [str(binary / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_user, *initdb], check=True, **quiet)
    options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
    command = [str(binary / "postgres"), "-D", str(data)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    with _running([*as_user, *command], lambda: psycopg.connect(url).close()):
        yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the URL of a Redis. Skips the test without one."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("Redis: not installed, and TEST_REDIS_URL is not set")
    port = _free_port()
    url = f"redis://127.0.0.1:{port}/0"
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"]
    with _running(command, lambda: redis.Redis.from_url(url).ping()):
        yield url


@contextmanager
def new_database(server_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """Yield the URL of a new database on a PostgreSQL server, a copy of the template; it is dropped afterwards."""
    name = f"{name}_{os.getpid()}"  # several runs may share a server
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield f"{server_url.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _running(command: list[str], answers: Callable[[], object]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                answers()
                break
            except Exception:
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

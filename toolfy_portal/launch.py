"""From a fresh clone to a running portal, or a tested one, with nothing but Python, make and git.

Runs before anything is installed: the standard library alone. `make` calls it; each step says what it does, and is
skipped when nothing changed since it was done.
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILT = ROOT / ".web" / "build" / "client"
OLDEST = (3, 11)
ROOM = 2_000_000_000  # bytes: packages, node and the build
FRONT_END = ("rxconfig.py", "requirements.txt", "reflex.lock", "assets/favicon.ico")
FRONT_END_CODE = ("app.py", "prerender.py", "pages", "components", "views")


def say(words: str) -> None:
    """Tell what is being done."""
    sys.stderr.write(f"▸ {words}\n")
    sys.stderr.flush()


def stop(words: str) -> NoReturn:
    """Give up with a sentence."""
    sys.stderr.write(f"\n{words}\n")
    sys.exit(1)


def python() -> str:
    """Return the virtual environment's Python."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / "python")


def environment() -> dict[str, str]:
    """Return the variables for our commands: the environment's own node first, no telemetry."""
    own = {
        "PATH": f"{Path(python()).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    return {**os.environ, **own}


def run(*command: str, log: Path | None = None) -> None:
    """Run a command in the checkout; if it fails, stop with its last lines."""
    if log is None:
        code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
        if code:
            sys.exit(code)
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=file, stderr=file, check=False)
    if done.returncode:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        stop(f"{last}\n\nThat step failed. Its whole output is in {log.relative_to(ROOT)}.")


def check_machine() -> None:
    """Stop with a sentence on a Python that is too old or a disk that is full."""
    if sys.version_info < OLDEST:
        stop(f"Toolfy Portal needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    if not VENV.exists() and shutil.disk_usage(ROOT).free < ROOM:
        stop(f"The disk is almost full: the first start needs {ROOM // 10**9} GB free in {ROOT.name}/.")


def check_port(port: int) -> None:
    """Stop with a sentence if something listens on the port already."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            stop(f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run")


def install(*lists: str) -> None:
    """Make the virtual environment and install the pinned packages, if either changed."""
    if not Path(python()).exists():
        say("Making a virtual environment in .venv")
        try:
            venv.create(VENV, with_pip=True)
        except (subprocess.CalledProcessError, OSError):
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python's venv module doesn't work here. On Debian or Ubuntu: apt install python3-venv")
    for name in lists:
        stamp = VENV / f".installed-{name}"
        wanted = digest([ROOT / "constraints.txt", ROOT / "requirements.txt", ROOT / name])
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        say(f"Installing the packages of {name} (the first time takes a minute or two)")
        run(python(), "-m", "pip", "install", "--disable-pip-version-check", "-qq", "-r", name)
        stamp.write_text(wanted)


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of the files' names and contents; folders are walked."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.suffix != ".pyc" and file.exists():
                total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def build() -> None:
    """Build the front end from the committed lock, unless it is built from exactly this code."""
    code = [ROOT / "toolfy_portal" / name for name in FRONT_END_CODE]
    wanted = digest([*(ROOT / name for name in FRONT_END), *code])
    stamp = ROOT / ".web" / "built-from"
    if BUILT.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("Building the front end (the first time takes about a minute)")
    committed = {path: path.read_bytes() for path in (ROOT / "reflex.lock").glob("*.json")}
    shutil.rmtree(BUILT, ignore_errors=True)
    reflex = str(Path(python()).parent / "reflex")
    run(reflex, "export", "--frontend-only", "--no-zip", log=ROOT / "var" / "log" / "build.log")
    if not BUILT.exists():
        stop("The build made no pages. Its output is in var/log/build.log.")
    for path, before in committed.items():
        if path.read_bytes() != before and json.loads(path.read_bytes()) == json.loads(before):
            path.write_bytes(before)  # the order of its keys changes from build to build, and says nothing
    stamp.write_text(wanted)


def install_browser() -> None:
    """Find Chromium for the browser tests: the system's, else Playwright's, else Debian's."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    say("Installing a browser for the tests")
    ways = [[python(), "-m", "playwright", "install", "chromium"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    if not any(_quietly(way) for way in ways):
        stop("The browser tests need Chromium. Please install it (Debian: apt install chromium).")


def _quietly(command: list[str]) -> bool:
    """Say whether the command exists and worked."""
    if shutil.which(command[0]) is None:
        return False
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    return done.returncode == 0


def start() -> NoReturn:
    """Install, build, migrate, seed an empty database, and serve."""
    port = int(os.environ.get("PORT", "8000"))
    check_machine()
    check_port(port)
    install("requirements.txt")
    build()
    env = {"PORTAL_PUBLIC_URL": f"http://localhost:{port}", **environment(), "PORT": str(port)}
    os.chdir(ROOT)
    os.execve(python(), [python(), "-m", "toolfy_portal", "serve", "--demo"], env)  # noqa: S606  # our own Python


def test(more: list[str]) -> NoReturn:
    """Install what the tests need, build, and run them all."""
    check_machine()
    install("requirements.txt", "requirements-dev.txt")
    install_browser()
    build()
    os.chdir(ROOT)
    on_every_core = ["-n", "auto", "--dist", "loadfile"]
    os.execve(python(), [python(), "-m", "pytest", *on_every_core, *more], environment())  # noqa: S606  # our own Python


def main(arguments: list[str]) -> None:
    """Do one of: run, test, setup, build."""
    try:
        if arguments[:1] == ["run"]:
            start()
        elif arguments[:1] == ["test"]:
            test(arguments[1:])
        else:
            check_machine()
            install("requirements.txt", "requirements-dev.txt")
            if arguments[:1] == ["build"]:
                build()
    except OSError as error:
        stop(f"{error.strerror or 'Something went wrong'}: {error.filename or 'no more is known'}.")


if __name__ == "__main__":
    main(sys.argv[1:])

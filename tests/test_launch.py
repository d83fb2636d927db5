"""The start: a sentence for each way a machine isn't ready, and no step done twice for nothing."""

import os
import socket
import subprocess
import sys
import venv
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from toolfy_portal import launch

REPO = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own: nothing here may touch the real one."""
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setattr(launch, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(launch, "BUILT", tmp_path / ".web" / "build" / "client")
    return tmp_path


def stopped(capsys: pytest.CaptureFixture[str], what: Any, *arguments: Any) -> str:
    """Do what must stop; return its sentence."""
    with pytest.raises(SystemExit) as end:
        what(*arguments)
    assert end.value.code == 1
    return capsys.readouterr().err.strip()


def test_an_old_python_is_told_which_is_needed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 14))
    monkeypatch.setattr(sys, "version", "3.10.14 (main)")
    assert stopped(capsys, launch.check_machine) == "Toolfy Portal needs Python 3.11 or newer; this is 3.10.14."
    monkeypatch.setattr(sys, "version_info", (3, 11, 0))
    launch.check_machine()


def test_a_full_disk_is_told_how_much_is_needed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, checkout: Path
) -> None:
    monkeypatch.setattr(launch.shutil, "disk_usage", lambda _path: SimpleNamespace(free=launch.ROOM - 1))
    words = stopped(capsys, launch.check_machine)
    assert words == f"The disk is almost full: the first start needs 2 GB free in {checkout.name}/."
    launch.VENV.mkdir()
    launch.check_machine()  # all is installed: no need for room


def test_a_taken_port_is_told_the_next_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = stopped(capsys, launch.check_port, port)
    assert words.startswith(f"Port {port} is taken by another program.")
    assert f"PORT={port + 1} make run" in words
    launch.check_port(port)


@pytest.mark.parametrize("error", [subprocess.CalledProcessError(1, "ensurepip"), OSError(1, "no")])
def test_a_python_without_venv_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def create(folder: Path, **_how: Any) -> None:
        (folder / "bin").mkdir(parents=True)
        raise error

    monkeypatch.setattr(venv, "create", create)
    words = stopped(capsys, launch.install, "requirements.txt")
    assert words.endswith("On Debian or Ubuntu: apt install python3-venv")
    assert not launch.VENV.exists()  # the next start begins anew


def test_what_the_system_says_becomes_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_lists: str) -> None:
        raise OSError(28, "No space left on device", "requirements.txt")

    monkeypatch.setattr(launch, "install", full)
    assert stopped(capsys, launch.main, ["setup"]) == "No space left on device: requirements.txt."


def test_a_step_that_fails_shows_its_last_words(capsys: pytest.CaptureFixture[str], checkout: Path) -> None:
    code = "import sys; [print(n) for n in range(40)]; sys.exit(3)"
    words = stopped(capsys, lambda: launch.run(sys.executable, "-c", code, log=checkout / "var" / "build.log"))
    assert words.startswith("25\n26\n")
    assert "Its whole output is in var/build.log." in words


def installed(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> list[tuple[str, ...]]:
    """A checkout with an environment; returns the commands that are run in it."""
    Path(launch.python()).parent.mkdir(parents=True)
    Path(launch.python()).touch()
    (checkout / "requirements.txt").write_text("starlette==1\n")
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(launch, "run", lambda *command, log=None: commands.append(command))
    return commands


def test_packages_are_installed_once_and_again_when_the_list_changes(
    monkeypatch: pytest.MonkeyPatch, checkout: Path
) -> None:
    commands = installed(monkeypatch, checkout)
    for _ in range(2):
        launch.install("requirements.txt")
    assert len(commands) == 1
    (checkout / "requirements.txt").write_text("starlette==2\n")
    launch.install("requirements.txt")
    assert len(commands) == 2


def test_an_installation_that_failed_is_done_again(monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    commands = installed(monkeypatch, checkout)

    def fails(*_command: str, log: Path | None = None) -> None:
        raise SystemExit(1)

    with monkeypatch.context() as broken:
        broken.setattr(launch, "run", fails)
        with pytest.raises(SystemExit):
            launch.install("requirements.txt")
    launch.install("requirements.txt")
    assert len(commands) == 1


def test_the_front_end_is_built_when_its_code_changed_and_not_otherwise(
    monkeypatch: pytest.MonkeyPatch, checkout: Path
) -> None:
    page = checkout / "toolfy_portal" / "pages" / "page.py"
    page.parent.mkdir(parents=True)
    page.write_text("one")
    builds: list[tuple[str, ...]] = []

    def export(*command: str, log: Path | None = None) -> None:
        builds.append(command)
        launch.BUILT.mkdir(parents=True)

    monkeypatch.setattr(launch, "run", export)
    launch.build()
    launch.build()
    assert len(builds) == 1
    page.write_text("two")
    launch.build()
    (checkout / "toolfy_portal" / "worker.py").write_text("no part of the front end")
    launch.build()
    assert len(builds) == 2


def test_a_build_that_made_no_pages_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "run", lambda *_command, log=None: None)
    assert "The build made no pages." in stopped(capsys, launch.build)


def test_the_digest_follows_names_and_contents_alone(checkout: Path) -> None:
    folder = checkout / "code"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.py").write_text("a")
    (folder / "inner" / "b.py").write_text("b")
    lone = checkout / "lone.txt"
    seen = [launch.digest([folder, lone])]  # a file may be missing

    def same() -> bool:
        seen.append(launch.digest([folder, lone]))
        return seen[-1] == seen[-2]

    os.utime(folder / "a.py", (1, 1))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
    assert same()
    (folder / "a.py").write_text("c")
    assert not same()
    (folder / "a.py").rename(folder / "z.py")
    assert not same()
    (folder / "inner" / "b.py").unlink()
    assert not same()
    lone.write_text("")
    assert not same()
    assert same()


def test_it_needs_nothing_installed() -> None:
    """It runs on a bare Python: only the standard library, seen in a fresh interpreter without packages."""
    code = f"import sys; sys.path.insert(0, {str(REPO)!r}); import toolfy_portal.launch"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True)

"""Runs commands as a person does: through `main`, reading what comes out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from toolfy_portal.bootstrap import portal
from toolfy_portal.cli.app import main


@dataclass
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands keep everything."""
    monkeypatch.chdir(tmp_path)  # no `.env` of a developer
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def run(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["toolfy_portal", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        caught = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, caught.out, caught.err)

    return run


@pytest.fixture
def seeded(run: Run) -> dict[str, Any]:
    """The demo, as `seed --json` tells it."""
    assert run("migrate").code == 0
    return run("seed", "--json").json()


@pytest.fixture(autouse=True)
def _let_go():
    yield
    portal().runtime.engine.dispose()

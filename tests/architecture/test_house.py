"""The house stands as it was drawn: walls between files, kinds of tables, marks on handlers."""

import subprocess
import sys
from pathlib import Path

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import SQLModel

import toolfy_portal.schema
from toolfy_portal.core.records import (
    BusinessItself,
    CustomerItself,
    Document,
    DocumentPart,
    PersonItself,
    Record,
    Shared,
    StaffOnly,
)

ROOT = Path(__file__).parents[2]
KINDS = {BusinessItself, StaffOnly, Shared, CustomerItself, Document, DocumentPart, PersonItself}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def our_files() -> list[Path]:
    return [*ROOT.glob("toolfy_portal/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/*.py")]


def test_import_contracts_hold() -> None:
    """All of pyproject's contracts: layers, order of nouns, no circles, vendors in adapters, guarded doors."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_table_is_of_exactly_one_kind() -> None:
    models = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    ours = [model for model in models if model.__module__.startswith("toolfy_portal.domain")]
    assert len(ours) >= 17
    for model in ours:
        assert issubclass(model, Record), f"{model.__name__} is no Record"
        assert len(KINDS & set(model.__mro__)) == 1, f"{model.__name__} must derive from one kind"
    others = {model.__module__ for model in models} - {model.__module__ for model in ours}
    assert all(name.startswith("toolfy_portal.stripe_double") for name in others), others


def test_every_noun_is_in_the_schema() -> None:
    listed = {module.__name__ for module in toolfy_portal.schema.NOUNS}
    there = {
        f"toolfy_portal.domain.{path.parent.name}.models" for path in ROOT.glob("toolfy_portal/domain/*/models.py")
    }
    assert there | {"toolfy_portal.stripe_double.store"} == listed


@pytest.mark.parametrize("path", our_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short_and_say_what_they_are(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
    assert path.stem not in VAGUE


def test_r7_every_handler_carries_exactly_one_guard() -> None:
    """A new public method of a state is refused until someone says who may call it."""
    import toolfy_portal.app  # noqa: F401  # registers every page
    from toolfy_portal.pages.gate.deny import FRAMEWORK
    from toolfy_portal.pages.gate.guards import MARK

    handlers = RegistrationContext.get().event_handlers
    ours = {
        name: registered.handler.fn
        for name, registered in handlers.items()
        if registered.handler.fn.__module__.startswith("toolfy_portal")
    }
    assert ours, "no handlers found: the test looks in the wrong place"
    unmarked = [name for name, fn in ours.items() if getattr(fn, MARK, None) not in {"link", "staff", "internal"}]
    assert not unmarked
    assert set(handlers) >= FRAMEWORK, "Reflex renamed a handler of its own: review pages/gate/deny.py"


def test_nothing_names_one_machine_or_a_registry() -> None:
    named = subprocess.run(
        [
            "git",
            "grep",
            "-nIiE",
            r"registry\.npmjs|pypi\.org/simple|/home/[a-z]+/|/root/",
            "--",
            ".",
            ":!tests/architecture",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not named.stdout

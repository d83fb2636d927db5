"""Breaks the payments on purpose, one way after the other: each time a test must turn red. `make mutants`.

The list is what payment code gets wrong most often. A mutant that no test notices fails the run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAYMENTS = "toolfy_portal/domain/payments"
FIRST_TABLES = "alembic/versions/0001_the_first_tables.py"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".web", "var", "node_modules", "docs", "__pycache__", ".hypothesis")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake: what is put in place of what, in which files, and the tests that should notice."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    tests: str


MUTANTS = (
    Mutant(
        "no unique ledger line",
        (
            (
                f"{PAYMENTS}/ledger.py",
                "    if find_line(uow, entry.account_id, entry.kind, entry.ref) is not None:\n        return False\n",
                "",
            ),
            (f"{PAYMENTS}/models.py", '__table_args__ = (UniqueConstraint("account_id", "kind", "ref"),)', ""),
            (
                FIRST_TABLES,
                'sa.UniqueConstraint("account_id", "kind", "ref", name=op.f("uq_ledgerentry_account_id_kind_ref")),',
                "",
            ),
        ),
        "test_paying.py",
    ),
    Mutant(
        "no idempotency key",
        (("toolfy_portal/adapters/payments_stripe.py", 'create(params, {"idempotency_key": key})', "create(params)"),),
        "test_crashes.py",
    ),
    Mutant(
        "no signature check",
        (
            (
                "toolfy_portal/adapters/payments_stripe.py",
                "stripe.WebhookSignature.verify_header(text, signature, secret, None)",
                "pass",
            ),
        ),
        "../../endpoints ../../adapters/test_payments_stripe.py",
    ),
    Mutant(
        "no index for one live attempt",
        (
            (
                f"{PAYMENTS}/models.py",
                'Index("uq_attempt_live", "document_id", unique=True,',
                'Index("uq_attempt_live", "document_id", unique=False,',
            ),
            (
                FIRST_TABLES,
                '"uq_attempt_live",\n        "attempt",\n        ["document_id"],\n        unique=True,',
                '"uq_attempt_live",\n        "attempt",\n        ["document_id"],\n        unique=False,',
            ),
        ),
        "test_races.py",
    ),
    Mutant(
        "an edit does not retire the checkout",
        (
            (
                f"{PAYMENTS}/attempts.py",
                "    if attempt is not None:\n",
                "    if attempt is not None and not attempt:\n",
            ),
        ),
        "test_desk.py",
    ),
    Mutant(
        "an event is done when it is claimed",
        (
            (
                f"{PAYMENTS}/inbox.py",
                "        mine.due_at, mine.tries = uow.now + LEASE, mine.tries + 1\n",
                "        mine.due_at, mine.tries = uow.now + LEASE, mine.tries + 1\n"
                "        mine.state = InboxState.DONE\n",
            ),
        ),
        "test_crashes.py test_returns.py",
    ),
    Mutant(
        "what is under way is ignored",
        ((f"{PAYMENTS}/settling.py", "Attempt.state == AttemptState.PROCESSING)", "Attempt.state == None)"),),
        "../test_bank_debits.py",
    ),
    Mutant(
        "the amount is not checked",
        ((f"{PAYMENTS}/settling.py", "    if received == asked:\n", "    if received or asked:\n"),),
        "test_changes.py",
    ),
    Mutant(
        "no events are read",
        ((f"{PAYMENTS}/reconcile.py", " + read_events(gateway)", ""),),
        "test_returns.py",
    ),
    Mutant(
        "money is posted without the lock",
        (
            (
                f"{PAYMENTS}/settling.py",
                "    invoice = uow.get(Invoice, attempt.document_id, lock=True)\n"
                "    attempt = uow.get(Attempt, attempt.id, lock=True)",
                "    invoice = uow.get(Invoice, attempt.document_id)\n    attempt = uow.get(Attempt, attempt.id)",
            ),
        ),
        "test_races.py",
    ),
)


def red_tests(mutant: Mutant, folder: Path) -> list[str]:
    """Return the tests that notice the mutant in a fresh copy. Raises RuntimeError if its text isn't there any more."""
    copy = folder / "copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for name, old, new in mutant.edits:
        path = copy / name
        text = path.read_text()
        if old not in text:
            raise RuntimeError(f"{mutant.name}: {name} has changed; bring the mutant up to date")
        path.write_text(text.replace(old, new, 1))
    tests = [os.path.normpath(f"tests/domain/payments/{test}") for test in mutant.tests.split()]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(copy)})
    shutil.rmtree(copy)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        raise RuntimeError(f"{mutant.name}: the tests could not run\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed


def main() -> int:
    """Run every mutant, or those whose names contain the argument; say what noticed each."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    alive = 0
    for mutant in (each for each in MUTANTS if wanted in each.name):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            failed = red_tests(mutant, Path(folder))
        alive += not failed
        noticed = failed[0].split(" - ")[0].removeprefix("FAILED ") if failed else "NOBODY NOTICED"
        print(f"{mutant.name:40}{time.monotonic() - began:5.0f} s   {noticed}", flush=True)
    print("every mutant was noticed" if not alive else f"{alive} mutants live")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())

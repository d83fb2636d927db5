"""`import`: brings in what other invoicing products exported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from sqlmodel import select

from toolfy_portal.adapters.exports import Export, ExportFormat, open_export
from toolfy_portal.cli.output import AsJson, show_json, show_table
from toolfy_portal.cli.starting import started
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import Conflict, Invalid, NotFound
from toolfy_portal.core.money import Money
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.imports.results import MOST_KEPT, ImportResult
from toolfy_portal.domain.imports.service import run_import

SHOWN = 20  # errors
_SOME_ROWS_FAILED = 2  # exit code
_INVOICES = (ExportFormat.ZOHO_INVOICES, ExportFormat.FRESHBOOKS_INVOICES, ExportFormat.NINJA_INVOICES)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV files of Zoho Invoice, FreshBooks or Invoice Ninja.")],
    business: Annotated[str, typer.Option(help="The business's name, if there are several.")] = "",
    as_json: AsJson = False,
) -> None:
    """Import customers, invoices and payments. Safe to repeat: what is here already stays as it is.

    Exit code 0 if every row came in or was here, 2 if some rows couldn't, 1 if a file can't be read: then none is.
    """
    started()
    owner = _owner(business)
    exports = sorted(((path, _opened(path)) for path in files), key=lambda each: _turn(each[1]))
    access = SystemAccess(owner.id, "command line import")
    results = [(path.name, export, _imported(access, path.name, export)) for path, export in exports]
    if as_json:
        told = [{"file": name, "notes": export.notes, **result.as_json()} for name, export, result in results]
        show_json({"business": owner.name, "files": told})
    else:
        for name, export, result in results:
            _show(name, export.notes, result, owner.locale)
    if any(result.failed.records for _, _, result in results):
        raise typer.Exit(_SOME_ROWS_FAILED)


def _owner(name: str) -> Business:
    businesses: list[Business] = [row[0] for row in look(select(Business))]
    wanted = name.casefold()
    named = [each for each in businesses if wanted in {each.name.casefold(), each.short_name.casefold(), each.id}]
    found = named if name else businesses
    if not found:
        raise NotFound(f"There is no business called {name}." if name else "There is no business yet.")
    if len(found) > 1:
        names = ", ".join(sorted(f'"{each.name}"' for each in found))
        raise Conflict(f"There are several businesses: {names}. Please say which with --business.")
    return found[0]


def _opened(path: Path) -> Export:
    try:
        return open_export(path)
    except Invalid as error:
        raise Invalid(f"{path.name}: {error.message}") from error


def _turn(export: Export) -> int:
    """Return when a file's turn is: customers, then the invoices that name them, then payments for those."""
    return 2 if export.format is ExportFormat.NINJA_PAYMENTS else int(export.format in _INVOICES)


def _imported(access: SystemAccess, name: str, export: Export) -> ImportResult:
    bar = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*bar, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=export.size)
        return run_import(access, export, progress=lambda done: progress.update(task, completed=done))


def _show(name: str, notes: Sequence[str], result: ImportResult, locale: str) -> None:
    lines = [
        ("Rows", f"{result.rows:,}"),
        *((f"New {kind}", f"{number:,}") for kind, number in result.made.items() if number),
        ("Rows imported", f"{result.created.rows:,}"),
        ("Rows already here", f"{result.unchanged.rows:,}"),
        ("Rows with errors", f"{result.failed.rows:,}"),
        ("Warnings", f"{result.warned:,}"),
    ]
    for currency, sums in result.sums.items():
        pairs = (
            ("Total", sums.total_minor, sums.stored_total_minor),
            ("Paid", sums.paid_minor, sums.stored_paid_minor),
        )
        for label, said, stored in pairs:
            texts = [Money(minor, currency).text(locale) for minor in (said, stored)]
            lines.append((f"{label} {currency}", f"{texts[0]} in the file, {texts[1]} here"))
    show_table(f"\n{name}: {result.label}", ("", ""), lines)
    for note in notes:
        typer.echo(note)
    for error in result.errors[:SHOWN]:
        typer.echo(error.message if error.message.startswith("Row ") else f"Row {error.row}: {error.message}")
    if (more := result.failed.records - SHOWN) > 0:
        listed = "all" if result.failed.records <= MOST_KEPT else f"the first {MOST_KEPT:,}"
        typer.echo(f"and {more:,} more: --json lists {listed}.")

"""`audit-verify`: says whether anybody tampered with the history."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from toolfy_portal.cli.output import AsJson, show_json, show_table
from toolfy_portal.cli.starting import started
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity import anchors
from toolfy_portal.domain.activity.anchors import Anchor
from toolfy_portal.domain.activity.verifying import Report, verify
from toolfy_portal.domain.businesses.models import Business

COLUMNS = ("Business", "Entries", "Erased", "Ends with")


def audit_verify(
    anchor_file: Annotated[
        Path | None, typer.Option("--anchors", help="Anchors kept elsewhere; else those in the data folder count.")
    ] = None,
    print_anchors: Annotated[
        bool, typer.Option("--print-anchors", help="Print where the history ends now, to keep elsewhere.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the history of every business. Ends with exit code 1 if anything isn't as it was written."""
    portal = started()
    keys = portal.runtime.keys
    if print_anchors:
        for anchor in anchors.heads(portal.runtime.clock.now()):
            typer.echo(anchor.line(keys))
        return
    path = anchor_file or portal.settings.data_dir / anchors.FILE
    if anchor_file and not path.exists():
        raise FileNotFoundError(2, "there is no such file", str(path))
    known, wrong = anchors.read_file(path, keys)
    reports = _reports(known)
    wrong += _gone(known)
    if as_json:
        businesses = [{"business": name, **asdict(report)} for name, report in reports]
        show_json({"businesses": businesses, "anchors": len(known), "findings": wrong})
    else:
        _show(reports, wrong, len(known))
    if wrong or any(report.findings for _, report in reports):
        raise typer.Exit(1)


def _reports(known: list[Anchor]) -> list[tuple[str, Report]]:
    reports: list[tuple[str, Report]] = []
    for business_id, name in look(select(Business.id, Business.name).order_by(col(Business.name))):
        with reading(SystemAccess(business_id, "audit")) as uow:
            reports.append((name, verify(uow, known)))
    return reports


def _gone(known: list[Anchor]) -> list[str]:
    here = {business_id for (business_id,) in look(select(Business.id))}
    gone = sorted({anchor.business_id for anchor in known} - here)
    return [f"Business {business_id} had a history, and isn't there any more." for business_id in gone]


def _show(reports: list[tuple[str, Report]], wrong: list[str], known: int) -> None:
    rows = [[name, str(each.entries), str(each.erased), f"{each.position} {each.digest}"] for name, each in reports]
    show_table("History", COLUMNS, rows)
    findings = [*wrong, *(f"{name}: {words}" for name, each in reports for words in each.findings)]
    for words in findings:
        typer.echo(words)
    if not findings:
        typer.echo(f"The history is as it was written ({known} anchors).")

"""How commands talk: tables for people at a terminal, plain lines for pipes, JSON on request."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def show_json(data: Any) -> None:
    """Print the data as one JSON document."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows: as a table on a terminal, else as lines of tab-separated values under the title.

    The last column is never cut: it holds links.
    """
    if not sys.stdout.isatty():
        typer.echo(title)
        for row in rows:
            typer.echo("\t".join(row))
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns[:-1]:
        table.add_column(column)
    table.add_column(columns[-1], no_wrap=True, overflow="ignore")
    for row in rows:
        table.add_row(*row)
    Console(soft_wrap=True).print(table, markup=False)

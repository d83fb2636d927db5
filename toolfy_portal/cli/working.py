"""`worker`: sends messages and follows payments, beside web servers that don't."""

import signal
import threading

import typer

from toolfy_portal.cli.output import AsJson, show_json
from toolfy_portal.cli.starting import started
from toolfy_portal.worker import Worker


def worker(as_json: AsJson = False) -> None:
    """Send messages and follow payments until stopped (SIGTERM or Ctrl-C)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    works = Worker(started())
    works.start()
    _say("started", as_json=as_json)
    stop.wait()
    works.stop()
    _say("stopped", as_json=as_json)


def _say(state: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"worker": state})
    else:
        typer.echo(f"The worker has {state}.")

"""`serve`: the web server, with the worker beside it."""

import errno
import os
import socket

import typer
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from toolfy_portal.bootstrap import Portal, stop
from toolfy_portal.cli.starting import started
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.settings import Settings
from toolfy_portal.migrations import upgrade
from toolfy_portal.seed.service import seed

PortOption = typer.Option(8000, envvar="PORT", help="Where to listen.")
HostOption = typer.Option("127.0.0.1", envvar="HOST", help="The address to listen on; 0.0.0.0 for every one.")


DemoOption = typer.Option(False, "--demo", help="Migrate first, and fill an empty database with a demo.")
MAX_FRAME = "65536"  # bytes: no event of ours comes near


def serve(port: int = PortOption, host: str = HostOption, demo: bool = DemoOption) -> None:
    """Serve the portal. The front end must be built (`make build`) and the database migrated."""
    refuse_taken(host, port)
    if demo:
        upgrade(Settings())
    portal = started()
    if demo:
        _show_demo(portal)
    if not Settings().front_end.exists():
        raise Conflict("The front end isn't built yet. Please run `make build` first.")
    stop()  # the workers are forked: the thread that hears Redis wouldn't come along
    # The built app is served as it is: without these two Reflex would compile it anew at each start
    os.environ |= {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "1",
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": MAX_FRAME,
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "1",
    }
    Server(
        "toolfy_portal.app:app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.auto,
        factory=True,
        workers=int(os.environ.get("GRANIAN_WORKERS", "1")),
        log_level=LogLevels.warning,
    ).serve()


def _show_demo(portal: Portal) -> None:
    """Fill an empty database with the demo, and say how to look around."""
    try:
        ready = seed(portal)
    except Conflict:  # somebody's own data: nothing to add
        typer.echo(f"\nToolfy Portal is at {portal.settings.public_url}\n")
        return
    staff = ready.staff[0]
    due = next(each for each in ready.documents if each.status == "due" and each.link)
    typer.echo(
        f"\n  Staff sign-in   {portal.settings.public_url}/staff/sign-in\n"
        f"                  {staff.email}  {staff.password or '(the password you chose)'}\n"
        f"  A portal link   {due.link}\n"
        f"                  {due.customer}, invoice {due.number}; test card 4242 4242 4242 4242\n"
        f"  More links      python -m toolfy_portal seed\n"
        f"\n  Stop with Ctrl-C.\n"
    )


def refuse_taken(host: str, port: int) -> None:
    """Raise Conflict with a sentence if something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                words = f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run"
                raise Conflict(words) from error
            raise

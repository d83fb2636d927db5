"""`seed`: fills an empty database with two demo businesses."""

import typer

from toolfy_portal.cli.output import AsJson, show_json, show_table
from toolfy_portal.cli.starting import started
from toolfy_portal.core.money import Money
from toolfy_portal.seed.service import Demo
from toolfy_portal.seed.service import seed as seed_demo


def seed(as_json: AsJson = False) -> None:
    """Add two demo businesses to an empty database, and print how to sign in and every customer's link."""
    demo = seed_demo(started())
    if as_json:
        show_json(demo.as_json())
    else:
        _show(demo)


def _show(demo: Demo) -> None:
    typer.echo("Two demo businesses are ready." if demo.is_new else "Already seeded: nothing was added.")
    sign_ins = [(each.business, each.role, each.email, each.password or "(not known any more)") for each in demo.staff]
    show_table("\nStaff sign-ins", ("Business", "Role", "E-mail", "Password"), sign_ins)
    documents = [
        (
            each.number,
            each.customer,
            each.status.replace("_", " "),
            str(Money(each.balance_minor, each.currency)),
            each.link or "(no link: a draft)",
        )
        for each in demo.documents
    ]
    show_table("\nInvoices", ("Number", "Customer", "Status", "To pay", "Link"), documents)

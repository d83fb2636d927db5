"""`link`: prints an invoice's secure link."""

from typing import Annotated

import typer
from sqlmodel import col, select

from toolfy_portal.cli.output import AsJson, show_json
from toolfy_portal.cli.starting import started
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind, PortalLink


def link(
    number: Annotated[str, typer.Argument(help="The invoice's number, such as INV-1048.")],
    business: Annotated[str, typer.Option(help="The business's name, if several have that number.")] = "",
    issue: Annotated[bool, typer.Option("--issue", help="Issue the invoice first if it is a draft.")] = False,
    regenerate: Annotated[
        bool, typer.Option("--regenerate", help="Make a new link. The old one stops working at once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print an invoice's link; make one for 30 days if there is none that works."""
    started()
    owner, invoice_id = _find(number, business)
    with begin(SystemAccess(owner.id, "command line")) as uow:
        made = _link(uow, invoice_id, issue=issue, regenerate=regenerate)
        url = portal_url(made.kind, links.token_of(uow, made))
    if as_json:
        expires_at = made.expires_at.isoformat() if made.expires_at else None
        show_json({"business": owner.name, "number": number, "link": url, "expires_at": expires_at})
    else:
        typer.echo(url)


def _find(number: str, name: str) -> tuple[Business, str]:
    owned = select(Business, Invoice.id).join(Invoice, col(Invoice.business_id) == col(Business.id))
    found = [(owner, invoice_id) for owner, invoice_id in look(owned.where(Invoice.number == number))]
    if name:
        found = [(owner, invoice_id) for owner, invoice_id in found if _is_called(owner, name)]
    if not found:
        raise NotFound(f"There is no invoice {number}" + (f" at {name}." if name else "."))
    if len(found) > 1:
        names = " and ".join(sorted(f'"{owner.name}"' for owner, _ in found))
        raise Conflict(f"{names} each have an invoice {number}. Please say which with --business.")
    return found[0]


def _is_called(owner: Business, name: str) -> bool:
    return name.casefold() in {owner.name.casefold(), owner.short_name.casefold(), owner.id}


def _link(uow: UnitOfWork[SystemAccess], invoice_id: str, *, issue: bool, regenerate: bool) -> PortalLink:
    invoice = invoices.find(uow, invoice_id)
    if invoice.status is InvoiceStatus.DRAFT:
        if not issue:
            raise Conflict(f"Invoice {invoice.number} is a draft. Add --issue to issue it.")
        invoices.issue(uow, invoice_id)
    if regenerate and links.current(uow, invoice_id) is not None:
        return links.regenerate(uow, invoice_id)
    return links.ensure(uow, LinkKind.INVOICE, invoice_id, invoice.customer_id)

"""Links for others than the customer: the partner, the landlord, the bookkeeper (PRODUCT.md C12)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, InvalidField, NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.service import EMAIL
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import LinkCopied, LinkGiven
from toolfy_portal.domain.links.lifetimes import LONGEST, earlier
from toolfy_portal.domain.links.making import add, locked
from toolfy_portal.domain.links.models import LinkKind, LinkScope, OnceSettled, PortalLink

Desk = UnitOfWork[StaffAccess]
_LONGEST_NAME, _LONGEST_ADDRESS = 80, 254  # characters


def give(uow: Desk, document_id: str, recipient: str, email: str, scope: LinkScope, days: int) -> PortalLink:
    """Make a link for somebody else. email: "" if staff hand the link over; days: 1 to 120, never past the customer's.

    Raises InvalidField, NotFound if the document is out of reach, Conflict for a draft, if the customer's own link is
    switched off or if that person has a working link already.
    """
    name, address = " ".join(recipient.split()), email.strip()
    _check(name, address, days)
    invoice = locked(uow, document_id)
    if invoice.status is InvoiceStatus.DRAFT:
        raise Conflict("A draft has no link. Issue it, and it gets one.")
    if links.is_switched_off(uow, document_id):
        raise Conflict(links.SWITCHED_OFF)
    if any(link.recipient.casefold() == name.casefold() for link in working(uow, document_id)):
        raise InvalidField("recipient", f"{name} has a link already. Switch it off first, or copy it.")
    main = links.ensure(uow, LinkKind.INVOICE, document_id, invoice.customer_id)
    uow.record(LinkGiven(subject_id=document_id, customer_id=invoice.customer_id, to=name, scope=scope.value))
    link = PortalLink(
        id=new_id("lnk"),
        kind=main.kind,
        document_id=document_id,
        customer_id=invoice.customer_id,
        token_hash=b"",
        token_start="",
        created_at=uow.now,
        expires_at=earlier(uow.now + timedelta(days=days), main.expires_at),
        once_settled=OnceSettled.SAME,
        recipient=name,
        email=address,
        scope=scope,
    )
    return add(uow, link)


def working(uow: Desk, document_id: str) -> Sequence[PortalLink]:
    """Return the links of others that open the document now, oldest first."""
    on = select(PortalLink).where(
        PortalLink.document_id == document_id,
        PortalLink.recipient != "",
        col(PortalLink.revoked_at).is_(None),
        col(PortalLink.expires_at) > uow.now,
    )
    return uow.all(on.order_by(col(PortalLink.created_at), col(PortalLink.id)))


def copy(uow: Desk, document_id: str, link_id: str) -> str:
    """Return the secret of somebody else's link to copy, and record it. Raises NotFound if it doesn't work."""
    link = _find(uow, document_id, link_id)
    uow.record(LinkCopied(subject_id=document_id, customer_id=link.customer_id, of=link.recipient))
    return links.token_of(uow, link)


def revoke(uow: Desk, document_id: str, link_id: str) -> None:
    """Switch somebody else's link off for good. Raises NotFound if it doesn't work."""
    locked(uow, document_id)
    links.end(uow, [_find(uow, document_id, link_id)])


def _find(uow: Desk, document_id: str, link_id: str) -> PortalLink:
    found = next((link for link in working(uow, document_id) if link.id == link_id), None)
    if found is None:
        raise NotFound("That link no longer works.")
    return found


def _check(name: str, address: str, days: int) -> None:
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidField("recipient", "Say who it is for, in up to 80 characters.")
    if address and (len(address) > _LONGEST_ADDRESS or not EMAIL.fullmatch(address)):
        raise InvalidField("email", "Enter an e-mail address like name@example.com.")
    if not 1 <= days <= LONGEST.days:
        raise InvalidField("days", f"Choose from 1 to {LONGEST.days} days.")

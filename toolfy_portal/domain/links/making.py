"""The rows of links: made, put into another's place, and given their end."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links.lifetimes import expiry
from toolfy_portal.domain.links.models import Lifetime, LinkKind, OnceSettled, PortalLink

Sender = UnitOfWork[StaffAccess | SystemAccess]
_PASSED_ON = ("kind", "document_id", "customer_id", "recipient", "email", "scope", "lifetime", "once_settled")


def locked(uow: Sender, document_id: str) -> Invoice:
    """Return the document for as long as its links change, so that two changes come one after the other."""
    uow.flush()  # what is locked is read anew
    return uow.get(Invoice, document_id, lock=True)


def add(uow: Sender, link: PortalLink) -> PortalLink:
    """Give a new link its secret and add it."""
    token = new_token()
    link.token_hash, link.token_encrypted, link.token_start = uow.keys.hash(token), uow.keys.encrypt(token), token[:4]
    link.created_by = uow.access.staff_id if isinstance(uow.access, StaffAccess) else ""
    return uow.add(link)


def follow(uow: Sender, invoice: Invoice, old: PortalLink) -> PortalLink:
    """Put a new link for the same person into an old one's place. The invoice must be locked."""
    fresh = PortalLink(
        id=new_id("lnk"),
        created_at=uow.now,
        token_hash=b"",
        token_start="",
        expires_at=expiry(uow, invoice, old.lifetime, old.once_settled),
        **{name: getattr(old, name) for name in _PASSED_ON},
    )
    old.replaced_by, old.token_encrypted = fresh.id, None
    uow.flush()  # the old one steps back first: a document has one current link
    return add(uow, fresh)


def anew(uow: Sender, invoice: Invoice, kind: LinkKind, customer_id: str) -> PortalLink:
    """Make the customer's first link, or one after the last was switched off: it works as long as that did."""
    last = newest(uow, invoice.id)
    lifetime, once_settled = (last.lifetime, last.once_settled) if last else (Lifetime.DAYS_30, OnceSettled.KEEP)
    link = add(
        uow,
        PortalLink(
            id=new_id("lnk"),
            kind=kind,
            document_id=invoice.id,
            customer_id=customer_id,
            created_at=uow.now,
            token_hash=b"",
            token_start="",
            lifetime=lifetime,
            once_settled=once_settled,
        ),
    )
    set_end(uow, link, expiry(uow, invoice, lifetime, once_settled))
    return link


def newest(uow: Sender, document_id: str) -> PortalLink | None:
    """Return the last link that the customer got, whatever became of it."""
    mine = select(PortalLink).where(PortalLink.document_id == document_id, PortalLink.recipient == "")
    return uow.first(mine.order_by(col(PortalLink.created_at).desc(), col(PortalLink.id).desc()))


def set_end(uow: Sender, link: PortalLink, at: datetime | None) -> None:
    """Let the customer's link end then, and others' links no later."""
    link.expires_at = at
    if at is not None:
        others = (col(PortalLink.document_id) == link.document_id, col(PortalLink.recipient) != "")
        uow.change(update(PortalLink).where(*others, col(PortalLink.expires_at) > at).values(expires_at=at))

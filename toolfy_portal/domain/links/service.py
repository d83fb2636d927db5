"""Making, showing, replacing and keeping secure links. The rules are SECURITY.md §3."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from toolfy_portal.core.access import DocumentAccess, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import InvoiceStatus
from toolfy_portal.domain.links.events import (
    DocumentDownloaded,
    DocumentViewed,
    FreshLinkAsked,
    LinkCopied,
    LinkCreated,
    LinkRegenerated,
)
from toolfy_portal.domain.links.models import LinkKind, LinkView, PortalLink

LIFETIME = timedelta(days=30)
VIEW_WINDOW = timedelta(minutes=30)

Sender = UnitOfWork[StaffAccess | SystemAccess]


def current(uow: Sender, document_id: str) -> PortalLink | None:
    """Return the document's link that was not replaced or revoked; it may have expired."""
    live = select(PortalLink).where(PortalLink.document_id == document_id, col(PortalLink.revoked_at).is_(None))
    return uow.first(live.order_by(col(PortalLink.created_at).desc(), col(PortalLink.id).desc()))


def ensure(uow: Sender, kind: LinkKind, document_id: str, customer_id: str, *, keep: bool = False) -> PortalLink:
    """Return the document's working link; make one for 30 days if there is none. `keep`: without expiry."""
    link = current(uow, document_id)
    if link is not None and not has_expired(uow, link):
        return link
    fresh = _add(uow, kind, document_id, customer_id, keep=keep)
    if link is not None:
        link.replaced_by, link.token_encrypted = fresh.id, None
    uow.record(LinkCreated(subject_id=document_id, customer_id=customer_id))
    return fresh


def has_expired(uow: Sender, link: PortalLink) -> bool:
    """Say whether the link's 30 days are over."""
    return link.expires_at is not None and link.expires_at <= uow.now


def token_of(uow: Sender, link: PortalLink) -> str:
    """Return the link's secret. Raises NotFound once it was wiped, ValueError without the right key."""
    if link.token_encrypted is None:
        raise NotFound("That link no longer works.")
    return uow.keys.decrypt(link.token_encrypted)


def copy(uow: UnitOfWork[StaffAccess], document_id: str) -> str:
    """Return the secret of the invoice's link to copy, and record it; one that lacks a working link gets one.

    Raises NotFound if the invoice is out of reach, Conflict for a draft.
    """
    invoice = invoices.find(uow, document_id)
    if invoice.status is InvoiceStatus.DRAFT:
        raise Conflict("A draft has no link. Issue it, and it gets one.")
    link = ensure(uow, LinkKind.INVOICE, document_id, invoice.customer_id, keep=invoice.balance.minor == 0)
    uow.record(LinkCopied(subject_id=document_id, customer_id=link.customer_id))
    return token_of(uow, link)


def regenerate(uow: Sender, document_id: str) -> PortalLink:
    """Replace the document's link; the old one stops working now. Raises NotFound if there is none."""
    old = current(uow, document_id)
    if old is None:
        raise NotFound("This document has no link yet.")
    fresh = _add(uow, old.kind, document_id, old.customer_id, keep=old.expires_at is None)
    old.revoked_at, old.replaced_by, old.token_encrypted = uow.now, fresh.id, None
    uow.ring(old.id)  # pages that are open with the old link
    uow.record(LinkRegenerated(subject_id=document_id, customer_id=old.customer_id))
    return fresh


def ask_fresh(uow: UnitOfWork[SystemAccess], expired_link_id: str) -> None:
    """Make a new link in place of an expired one and have it sent to the address on file."""
    old = uow.get(PortalLink, expired_link_id)
    link = ensure(uow, old.kind, old.document_id, old.customer_id)
    uow.record(
        FreshLinkAsked(subject_id=old.document_id, customer_id=old.customer_id, link_id=link.id, kind=old.kind.value)
    )


def keep_for_records(uow: Sender, document_id: str) -> None:
    """Let working links live on without expiry: the document is settled and the customer may look it up later."""
    working = (col(PortalLink.revoked_at).is_(None), col(PortalLink.expires_at) > uow.now)
    uow.change(update(PortalLink).where(col(PortalLink.document_id) == document_id, *working).values(expires_at=None))


def viewed(uow: UnitOfWork[DocumentAccess], browser_hash: bytes) -> bool:
    """Count a person's look at the document: one per browser in 30 minutes. Returns whether it counted."""
    last = uow.first(select(LinkView).where(LinkView.browser_hash == browser_hash))
    if last is not None and uow.now - last.seen_at < VIEW_WINDOW:
        return False
    is_first = uow.first(select(LinkView.id)) is None
    if last is None:
        uow.add(LinkView(id=new_id("vie"), browser_hash=browser_hash, seen_at=uow.now))
    else:
        last.seen_at = uow.now
    about = {"subject_id": uow.access.document_id, "customer_id": uow.access.customer_id}
    uow.record(DocumentViewed(**about, is_first=is_first))
    return True


def downloaded(uow: UnitOfWork[DocumentAccess]) -> None:
    """Record that the customer took the PDF."""
    uow.record(DocumentDownloaded(subject_id=uow.access.document_id, customer_id=uow.access.customer_id))


def _add(uow: Sender, kind: LinkKind, document_id: str, customer_id: str, *, keep: bool) -> PortalLink:
    token = new_token()
    return uow.add(
        PortalLink(
            id=new_id("lnk"),
            kind=kind,
            document_id=document_id,
            customer_id=customer_id,
            token_hash=uow.keys.hash(token),
            token_encrypted=uow.keys.encrypt(token),
            token_start=token[:4],
            created_at=uow.now,
            created_by=uow.access.staff_id if isinstance(uow.access, StaffAccess) else "",
            expires_at=None if keep else uow.now + LIFETIME,
        )
    )

"""Making, showing, renewing, replacing and ending a document's link. The rules are SECURITY.md §3."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from toolfy_portal.core.access import DocumentAccess, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, NotFound
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links.events import (
    DocumentDownloaded,
    DocumentViewed,
    FreshLinkAsked,
    LinkCopied,
    LinkCreated,
    LinkRegenerated,
    LinkResent,
    LinkRevoked,
    LinkTimeChanged,
)
from toolfy_portal.domain.links.lifetimes import earlier, expiry, has_expired, later
from toolfy_portal.domain.links.models import Lifetime, LinkKind, LinkScope, LinkView, OnceSettled, PortalLink

VIEW_WINDOW = timedelta(minutes=30)
SWITCHED_OFF = "This link is switched off. Make a new one in Portal Settings."

Sender = UnitOfWork[StaffAccess | SystemAccess]


def current(uow: Sender, document_id: str) -> PortalLink | None:
    """Return the customer's link that was not replaced or revoked; it may have expired."""
    live = select(PortalLink).where(
        PortalLink.document_id == document_id,
        PortalLink.recipient == "",
        col(PortalLink.revoked_at).is_(None),
        col(PortalLink.replaced_by).is_(None),
    )
    return uow.first(live)


def of_document(uow: Sender, document_id: str) -> Sequence[PortalLink]:
    """Return every link that the document ever had, newest first."""
    every = select(PortalLink).where(PortalLink.document_id == document_id)
    return uow.all(every.order_by(col(PortalLink.created_at).desc(), col(PortalLink.id).desc()))


def is_switched_off(uow: Sender, document_id: str) -> bool:
    """Say whether staff revoked the customer's link and made no new one since."""
    mine = select(PortalLink).where(PortalLink.document_id == document_id, PortalLink.recipient == "")
    newest = uow.first(mine.order_by(col(PortalLink.created_at).desc(), col(PortalLink.id).desc()))
    return newest is not None and newest.revoked_at is not None and newest.replaced_by is None


def ensure(uow: Sender, kind: LinkKind, document_id: str, customer_id: str) -> PortalLink:
    """Return the customer's working link; make one if there is none, also after it was switched off."""
    link = current(uow, document_id)
    if link is not None and not has_expired(uow, link):
        return link
    invoice = locked(uow, document_id)
    link = current(uow, document_id)  # somebody else may have made it while we waited
    if link is not None and not has_expired(uow, link):
        return link
    fresh = follow(uow, invoice, link) if link else _first(uow, invoice, kind, customer_id)
    uow.record(LinkCreated(subject_id=document_id, customer_id=customer_id))
    return fresh


def renew(uow: Sender, document_id: str) -> PortalLink:
    """Return the customer's link with a fresh time ahead, to be sent: the same while it works (PRODUCT.md C3).

    Raises NotFound if the document is out of reach, Conflict for a draft or if the link is switched off.
    """
    invoice = _issued(uow, document_id)
    if is_switched_off(uow, document_id):
        raise Conflict(SWITCHED_OFF)
    link = ensure(uow, LinkKind.INVOICE, document_id, invoice.customer_id)
    link.expires_at = later(link.expires_at, expiry(uow, invoice, link.lifetime, link.once_settled))
    return link


def resend(uow: Sender, document_id: str) -> PortalLink:
    """Renew the customer's link and have it sent to the address on file. Raises as `renew` does."""
    link = renew(uow, document_id)
    uow.record(LinkResent(subject_id=document_id, customer_id=link.customer_id, link_id=link.id, kind=link.kind.value))
    return link


def token_of(uow: Sender, link: PortalLink) -> str:
    """Return the link's secret. Raises NotFound once it was wiped, ValueError without the right key."""
    if link.token_encrypted is None:
        raise NotFound("That link no longer works.")
    return uow.keys.decrypt(link.token_encrypted)


def copy(uow: UnitOfWork[StaffAccess], document_id: str) -> str:
    """Return the secret of the customer's link to copy, and record it; one that lacks a working link gets one.

    Raises NotFound if the invoice is out of reach, Conflict for a draft or if the link is switched off.
    """
    invoice = _issued(uow, document_id)
    if is_switched_off(uow, document_id):
        raise Conflict(SWITCHED_OFF)
    link = ensure(uow, LinkKind.INVOICE, document_id, invoice.customer_id)
    uow.record(LinkCopied(subject_id=document_id, customer_id=link.customer_id))
    return token_of(uow, link)


def regenerate(uow: Sender, document_id: str) -> PortalLink:
    """Replace the customer's link; the old one stops working now, others' links go on. Raises NotFound without one."""
    invoice = locked(uow, document_id)
    old = current(uow, document_id)
    if old is None:
        raise NotFound("This document has no link yet.")
    fresh = follow(uow, invoice, old)
    old.revoked_at = uow.now
    uow.ring(old.id)  # pages that are open with the old link
    uow.record(LinkRegenerated(subject_id=document_id, customer_id=old.customer_id, link_ids=(old.id,)))
    return fresh


def revoke(uow: UnitOfWork[StaffAccess], document_id: str, *, with_others: bool = False) -> None:
    """Switch the customer's link off for good, and all that led to it; with_others: everybody's.

    Raises NotFound if none is on.
    """
    locked(uow, document_id)
    on = select(PortalLink).where(PortalLink.document_id == document_id, col(PortalLink.revoked_at).is_(None))
    end(uow, uow.all(on if with_others else on.where(PortalLink.recipient == "")))


def end(uow: Sender, ended: Sequence[PortalLink]) -> None:
    """Switch links of one document off; pages that are open with them say so. Raises NotFound if there are none."""
    if not ended:
        raise NotFound("This link is switched off already.")
    for link in ended:
        link.revoked_at, link.token_encrypted = uow.now, None
        uow.ring(link.id)
    about, names = ended[0], sorted({link.recipient for link in ended if link.recipient})
    uow.record(
        LinkRevoked(
            subject_id=about.document_id,
            customer_id=about.customer_id,
            link_ids=tuple(link.id for link in ended),
            of=", ".join(names),
        )
    )


def set_time(uow: UnitOfWork[StaffAccess], document_id: str, lifetime: Lifetime, once_settled: OnceSettled) -> None:
    """Let the customer's link, and those that follow it, work as long as this says, counted from now.

    Raises NotFound without a link, Conflict if its time is over.
    """
    invoice, link = locked(uow, document_id), current(uow, document_id)
    if link is None:
        raise NotFound("This document has no link yet.")
    if has_expired(uow, link):
        raise Conflict("This link has expired. Resend it first, then choose how long it works.")
    link.lifetime, link.once_settled = lifetime, once_settled
    _set_end(uow, link, expiry(uow, invoice, lifetime, once_settled))
    uow.record(LinkTimeChanged(subject_id=document_id, customer_id=link.customer_id))


def ask_fresh(uow: UnitOfWork[SystemAccess], dead_link_id: str) -> None:
    """Have the link that took a dead one's place sent to the address on file; make it if its time is over, too.

    Nothing happens if staff switched it off, or for somebody else's while the customer's doesn't work.
    """
    dead = uow.get(PortalLink, dead_link_id)
    invoice = locked(uow, dead.document_id)
    link = uow.get(PortalLink, dead_link_id, lock=True)
    while link.replaced_by is not None:
        link = uow.get(PortalLink, link.replaced_by)
    if link.revoked_at is not None:
        return
    if has_expired(uow, link):
        main, ends_at = current(uow, invoice.id), link.expires_at or uow.now
        if link.recipient and (main is None or has_expired(uow, main)):
            return
        span, link = ends_at - link.created_at, follow(uow, invoice, link)
        if link.recipient:
            link.expires_at = earlier(uow.now + span, main and main.expires_at)
        uow.record(LinkCreated(subject_id=invoice.id, customer_id=invoice.customer_id))
    about = {"subject_id": invoice.id, "customer_id": link.customer_id}
    uow.record(FreshLinkAsked(**about, link_id=link.id, kind=link.kind.value))


def keep_for_records(uow: Sender, invoice: Invoice) -> None:
    """Let a working link live on: the invoice is settled, and its customer may look it up later (PRODUCT.md C2)."""
    link = current(uow, invoice.id)
    if link is not None and not has_expired(uow, link) and link.once_settled is not OnceSettled.SAME:
        link.expires_at = expiry(uow, invoice, link.lifetime, link.once_settled)


def open_again(uow: Sender, invoice: Invoice) -> None:
    """End a working link in its usual time: something is left to pay again (PRODUCT.md C2)."""
    link = current(uow, invoice.id)
    if link is not None and not has_expired(uow, link):
        _set_end(uow, link, expiry(uow, invoice, link.lifetime, link.once_settled))


def check_may_pay(uow: Sender, link_id: str) -> None:
    """Raise Expired if the link was replaced or revoked, Forbidden if it is only for looking."""
    link = uow.get(PortalLink, link_id)
    if link.revoked_at is not None:
        raise Expired("This link no longer works")
    if link.scope is not LinkScope.PAY:
        raise Forbidden("This link shows the invoice. It can’t be paid with it.")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is kept of where somebody came from. device: "phone", "computer" or nothing; network: a /24 or /48."""

    device: str = ""
    network: str = ""


NOWHERE = Visit()


def opened(uow: UnitOfWork[DocumentAccess], browser_hash: bytes) -> None:
    """Count that a browser ran our script: a person's or a scanner's. No event: it says nothing about anybody."""
    again = {"opened_times": LinkView.opened_times + 1, "opened_at": uow.now}
    if not uow.change(update(LinkView).where(col(LinkView.browser_hash) == browser_hash).values(again)):
        uow.add(LinkView(id=new_id("vie"), browser_hash=browser_hash, opened_at=uow.now))


def viewed(uow: UnitOfWork[DocumentAccess], browser_hash: bytes, visit: Visit = NOWHERE) -> bool:
    """Count a person's look at the document: one per browser in 30 minutes. Returns whether it counted."""
    mine, seen_at = col(LinkView.browser_hash) == browser_hash, col(LinkView.seen_at)
    is_first = uow.first(select(LinkView.id).where(seen_at.is_not(None))) is None
    is_due = or_(seen_at.is_(None), seen_at <= uow.now - VIEW_WINDOW)
    if not uow.change(update(LinkView).where(mine, is_due).values(seen_at=uow.now)):
        if uow.first(select(LinkView.id).where(mine)) is not None:
            return False
        uow.add(LinkView(id=new_id("vie"), browser_hash=browser_hash, opened_at=uow.now, seen_at=uow.now))
    uow.record(DocumentViewed(**_whereabouts(uow, visit), is_first=is_first))
    return True


def downloaded(uow: UnitOfWork[DocumentAccess], visit: Visit = NOWHERE) -> None:
    """Record that the customer took the PDF."""
    uow.record(DocumentDownloaded(**_whereabouts(uow, visit)))


def _whereabouts(uow: UnitOfWork[DocumentAccess], visit: Visit) -> dict[str, str]:
    access = uow.access
    about = {"subject_id": access.document_id, "customer_id": access.customer_id, "link_id": access.link_id}
    return {**about, "device": visit.device, "network": visit.network}


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


_PASSED_ON = ("kind", "document_id", "customer_id", "recipient", "email", "scope", "lifetime", "once_settled")


def _first(uow: Sender, invoice: Invoice, kind: LinkKind, customer_id: str) -> PortalLink:
    lifetime, once_settled = Lifetime.DAYS_30, OnceSettled.KEEP
    return add(
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
            expires_at=expiry(uow, invoice, lifetime, once_settled),
        ),
    )


def _issued(uow: Sender, document_id: str) -> Invoice:
    invoice = invoices.find(uow, document_id)
    if invoice.status is InvoiceStatus.DRAFT:
        raise Conflict("A draft has no link. Issue it, and it gets one.")
    return invoice


def _set_end(uow: Sender, link: PortalLink, at: datetime | None) -> None:
    """Let the customer's link end then, and others' links no later."""
    link.expires_at = at
    if at is not None:
        others = (col(PortalLink.document_id) == link.document_id, col(PortalLink.recipient) != "")
        uow.change(update(PortalLink).where(*others, col(PortalLink.expires_at) > at).values(expires_at=at))

"""Messages that follow from what happened: each function writes one row into the outbox, in the transaction of its
cause."""

from dataclasses import dataclass, replace
from typing import Any, cast

from sqlmodel import col, select

from toolfy_portal.adapters.email_layout import Button, lay_out
from toolfy_portal.core.access import Role, StaffAccess, SystemAccess
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import FreshLinkAsked, LinkResent
from toolfy_portal.domain.links.lifetimes import has_expired
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.events import MessageNotPossible
from toolfy_portal.domain.notifications.letters import blank, filled, link_url, values, with_message
from toolfy_portal.domain.notifications.queueing import TOPIC, queue
from toolfy_portal.domain.notifications.telling import Cause, letter, telling
from toolfy_portal.domain.notifications.wording import wording
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded
from toolfy_portal.domain.team.models import Staff

__all__ = ["TOPIC", "fresh_link", "late_fee", "late_fee_waived", "masked", "owners", "receipt", "refunded",
           "resent_link", "tell_staff", "to_staff"]  # fmt: skip
System = UnitOfWork[SystemAccess]


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail to staff says. button: its label and url."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    button: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StaffMail:
    """Where words go, and what they are about. dedupe: one message per cause and reader."""

    to: str
    kind: str
    dedupe: str
    subject_id: str
    customer_id: str | None


def receipt(uow: System, event: InvoicePaid) -> None:
    """Thank the customer for money that arrived, and note on the receipt where it goes."""
    to = _to_customer(uow, event, f"receipt:{event.entry_id}")
    ledger.find_receipt(uow, event.subject_id, event.receipt).mailed_to = masked(to)


def refunded(uow: System, event: PaymentRefunded) -> None:
    """Tell the customer that money is on its way back."""
    _to_customer(uow, event, f"refund:{event.entry_id}")


def late_fee(uow: System, event: LateFeeAdded) -> None:
    """Tell the customer of the fee, and what the invoice comes to with it."""
    _to_customer(uow, event, f"late_fee:{event.subject_id}")


def late_fee_waived(uow: System, event: LateFeeWaived) -> None:
    """Tell the customer that the fee is gone."""
    _to_customer(uow, event, f"late_fee_waived:{event.subject_id}")


def owners(uow: System, event: Event) -> None:
    """Tell the owners what changed about who may come in, or where money goes."""
    theirs = select(Staff.email).where(Staff.role == Role.OWNER, col(Staff.is_active).is_(True))
    who = (f"{uow.access.name} did this.",) if isinstance(uow.access, StaffAccess) else ()
    advice = "If you didn’t expect it, look at Settings, Team."
    words = Words(subject=event.summary, heading=event.summary, paragraphs=(*who, advice))
    for email in uow.all(theirs):
        to_staff(uow, email, words, new_id("owner"))


def to_staff(uow: UnitOfWork[StaffAccess | SystemAccess], to: str, words: Words, dedupe: str) -> None:
    """Write to somebody who works here, or who is to."""
    tell_staff(cast(System, uow), StaffMail(to, "staff", dedupe, uow.access.business_id, None), words)


def fresh_link(uow: System, event: FreshLinkAsked) -> None:
    """Send the link that works to the address on file of whoever's old one ended."""
    # who asks twice on a day gets one message; who asks on another day has lost it
    _send_link(uow, event, f"fresh:{event.link_id}:{uow.now.date()}")


def resent_link(uow: System, event: LinkResent) -> None:
    """Send the link again."""
    _send_link(uow, event, new_id("resent"))


def _send_link(uow: System, event: FreshLinkAsked | LinkResent, dedupe: str) -> None:
    link = uow.get(PortalLink, event.link_id)
    if not link.recipient or link.email:  # else staff handed it over themselves
        _to_customer(uow, event, dedupe, link)


def tell_staff(uow: System, mail: StaffMail, words: Words) -> None:
    """Write to somebody of the business."""
    says: dict[str, Any] = {"heading": words.heading, "paragraphs": words.paragraphs, "facts": words.facts}
    button = Button(words.button["label"], words.button["url"]) if words.button else None
    letter = with_message(replace(blank(profile(uow), words.subject), button=button, **says), "")
    about: dict[str, Any] = {"subject_id": mail.subject_id, "customer_id": mail.customer_id}
    queue(uow, lay_out(letter), to=mail.to, kind=mail.kind, dedupe=mail.dedupe, **about)


def masked(address: str) -> str:
    """Return what a link's holder may know of an e-mail address, enough to know one's own: "h…@m….com"."""
    name, at, place = address.partition("@")
    return f"{name[:1]}…@{place[:1]}….{place.rpartition('.')[2]}" if at else ""


def _to_customer(uow: System, event: Cause, dedupe: str, link: PortalLink | None = None) -> str:
    """Write to the link's address, else the customer's, and return it; empty: there is none, as the history says."""
    about, invoice = profile(uow), uow.get(Invoice, event.subject_id)
    told, customer = telling(event, about), uow.get(Customer, invoice.customer_id)
    words, known = wording(uow, told.kind), values(about, invoice, customer)
    to = (link.email if link else "") or customer.email
    if not to:
        what = filled(words, known | told.known).subject
        uow.record(MessageNotPossible(subject_id=invoice.id, customer_id=customer.id, what=what))
        return ""
    link = link or _working_link(uow, invoice.id)
    mail = lay_out(letter(told, about, words, known, link_url(uow, link) if link else None))
    about_it = {"customer_id": customer.id, "link_id": link.id if link else None}
    queue(uow, mail, to=to, kind=told.kind.value, dedupe=dedupe, subject_id=invoice.id, **about_it)
    return to


def _working_link(uow: System, document_id: str) -> PortalLink | None:
    link = links.current(uow, document_id)
    works = link is not None and link.token_encrypted is not None and not has_expired(uow, link)
    return link if works else None

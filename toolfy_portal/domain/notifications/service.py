"""Messages that follow from what happened: each function writes one row into the outbox, in the transaction of its
cause."""

from dataclasses import dataclass, replace
from typing import Any

from toolfy_portal.adapters.email_layout import Button, lay_out
from toolfy_portal.core.access import SystemAccess
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
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.queueing import TOPIC, queue
from toolfy_portal.domain.notifications.wording import wording
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded

__all__ = ["TOPIC", "fresh_link", "late_fee", "late_fee_waived", "masked", "receipt", "refunded", "resent_link",
           "to_staff"]  # fmt: skip
System = UnitOfWork[SystemAccess]
_TEST = ("This was a test. No money moved.",)


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
    locale = profile(uow).business.locale
    amount, left = event.amount.text(locale), event.balance
    facts = [("Invoice", event.number), ("Receipt", event.receipt), ("Received", amount)]
    facts += [("Paid with", event.method)] if event.method else []
    facts += [("Left to pay", left.text(locale))] if left.minor else []
    to = _to_customer(
        uow,
        event.subject_id,
        MailKind.RECEIPT,
        f"receipt:{event.entry_id}",
        {"amount": amount, "left": left.text(locale), "receipt": event.receipt},
        button=("Download the receipt", f"?receipt={event.receipt}"),
        heading=f"Thank you. We've received {amount}.",
        paragraphs=_TEST if event.is_test else (),
        facts=tuple(facts),
    )
    ledger.find_receipt(uow, event.subject_id, event.receipt).mailed_to = masked(to)


def refunded(uow: System, event: PaymentRefunded) -> None:
    """Tell the customer that money is on its way back."""
    amount = event.amount.text(profile(uow).business.locale)
    _to_customer(
        uow,
        event.subject_id,
        MailKind.REFUND,
        f"refund:{event.entry_id}",
        {"amount": amount},
        heading=f"We've sent {amount} back to you.",
        paragraphs=_TEST if event.is_test else (),
        facts=(("Invoice", event.number), ("Refunded", amount)),
    )


def late_fee(uow: System, event: LateFeeAdded) -> None:
    """Tell the customer of the fee, and what the invoice comes to with it."""
    about = profile(uow)
    amount, left = event.amount.text(about.business.locale), event.balance.text(about.business.locale)
    _to_customer(
        uow,
        event.subject_id,
        MailKind.LATE_FEE,
        f"late_fee:{event.subject_id}",
        {"amount": amount, "left": left},
        heading=f"Invoice {event.number} is overdue. A late fee of {amount} was added.",
        paragraphs=(about.terms.late_fee_policy,) if about.terms.late_fee_policy else (),
        facts=(("Late fee", amount), ("Left to pay", left)),
    )


def late_fee_waived(uow: System, event: LateFeeWaived) -> None:
    """Tell the customer that the fee is gone."""
    locale = profile(uow).business.locale
    amount, left = event.amount.text(locale), event.balance.text(locale)
    _to_customer(
        uow,
        event.subject_id,
        MailKind.LATE_FEE_WAIVED,
        f"late_fee_waived:{event.subject_id}",
        {"amount": amount, "left": left},
        heading=f"We’ve taken back the late fee of {amount}.",
        facts=(("Left to pay", left),),
    )


def fresh_link(uow: System, event: FreshLinkAsked) -> None:
    """Send the link that works to the address on file of whoever's old one ended."""
    # who asks twice on a day gets one message; who asks on another day has lost it
    dedupe = f"fresh:{event.link_id}:{uow.now.date()}"
    _send_link(uow, event, MailKind.FRESH_LINK, dedupe, "Here is your fresh link")


def resent_link(uow: System, event: LinkResent) -> None:
    """Send the link again."""
    _send_link(uow, event, MailKind.INVOICE, new_id("resent"), "Here is your link")


def _send_link(uow: System, event: FreshLinkAsked | LinkResent, kind: MailKind, dedupe: str, heading: str) -> None:
    link = uow.get(PortalLink, event.link_id)
    if link.recipient and not link.email:
        return  # staff handed it over themselves
    button = ("Open the invoice", "")
    _to_customer(uow, event.subject_id, kind, dedupe, {}, button=button, link=link, to=link.email, heading=heading)


def to_staff(uow: System, mail: StaffMail, words: Words) -> None:
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


def _to_customer(
    uow: System,
    document_id: str,
    kind: MailKind,
    dedupe: str,
    known: dict[str, str],
    *,
    button: tuple[str, str] = ("See the invoice", ""),
    link: PortalLink | None = None,
    to: str = "",
    **says: Any,
) -> str:
    """Write to the address, else the customer's, and return it; empty: there is none, which the history says, too.

    known: values of the kind's own variables. button: its label, and what follows the link's address; without a
    working link there is none. says: further parts of the letter.
    """
    invoice = uow.get(Invoice, document_id)
    words = filled(wording(uow, kind), values(uow, invoice) | known)
    to = to or uow.get(Customer, invoice.customer_id).email
    if not to:
        uow.record(MessageNotPossible(subject_id=document_id, customer_id=invoice.customer_id, what=words.subject))
        return ""
    link = link or _working_link(uow, document_id)
    letter = with_message(replace(blank(profile(uow), words.subject), **says), words.message)
    if link:
        letter = replace(letter, button=Button(button[0], link_url(uow, link, button[1])))
    about = {"customer_id": invoice.customer_id, "link_id": link.id if link else None}
    queue(uow, lay_out(letter), to=to, kind=kind.value, dedupe=dedupe, subject_id=document_id, **about)
    return to


def _working_link(uow: System, document_id: str) -> PortalLink | None:
    link = links.current(uow, document_id)
    works = link is not None and link.token_encrypted is not None and not has_expired(uow, link)
    return link if works else None

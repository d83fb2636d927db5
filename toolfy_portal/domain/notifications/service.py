"""Messages that follow from what happened: each function writes one row into the outbox, in the transaction of its
cause."""

from dataclasses import replace
from typing import Any

from toolfy_portal.adapters.email_layout import lay_out
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import FreshLinkAsked
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.events import MessageNotPossible
from toolfy_portal.domain.notifications.letters import blank, filled, link_url, values, with_message
from toolfy_portal.domain.notifications.queueing import TOPIC, queue
from toolfy_portal.domain.notifications.telling import TEST, Cause, letter, telling
from toolfy_portal.domain.notifications.wording import wording
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded

__all__ = ["TOPIC", "fresh_link", "late_fee", "late_fee_waived", "masked", "receipt", "refunded", "staff_alert",
           "staff_paid"]  # fmt: skip
System = UnitOfWork[SystemAccess]


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


def fresh_link(uow: System, event: FreshLinkAsked) -> None:
    """Send a new link to the address on file of the customer whose old one expired; asking twice sends one."""
    _to_customer(uow, event, f"fresh:{event.link_id}", uow.get(PortalLink, event.link_id))


def staff_paid(uow: System, event: InvoicePaid) -> None:
    """Tell the business that money arrived."""
    locale = profile(uow).business.locale
    customer = uow.get(Customer, uow.get(Invoice, event.subject_id).customer_id)
    amount = event.amount.text(locale)
    _to_staff(
        uow,
        event.subject_id,
        customer.id,
        "staff_paid",
        f"paid:{event.entry_id}",
        f"{amount} from {customer.name} for invoice {event.number}",
        heading=f"{customer.name} paid {amount}",
        paragraphs=TEST if event.is_test else (),
        facts=(("Invoice", event.number), ("Left to pay", event.balance.text(locale))),
    )


def staff_alert(uow: System, event: Event) -> None:
    """Tell the business what needs its attention; each such event is recorded once."""
    about = (event.subject_id, event.customer_id, "staff_alert", new_id("alert"))
    _to_staff(uow, *about, event.summary, heading=event.summary)


def masked(address: str) -> str:
    """Return what a link's holder may know of an e-mail address, enough to know one's own: "h…@m….com"."""
    name, at, place = address.partition("@")
    return f"{name[:1]}…@{place[:1]}….{place.rpartition('.')[2]}" if at else ""


def _to_customer(uow: System, event: Cause, dedupe: str, link: PortalLink | None = None) -> str:
    """Write to the customer's address and return it; empty: there is none, and a line in the history says so."""
    about, invoice = profile(uow), uow.get(Invoice, event.subject_id)
    told, customer = telling(event, about), uow.get(Customer, invoice.customer_id)
    words, known = wording(uow, told.kind), values(about, invoice, customer)
    if not customer.email:
        what = filled(words, known | told.known).subject
        activity.log(uow, MessageNotPossible(subject_id=invoice.id, customer_id=customer.id, what=what))
        return ""
    link = link or _working_link(uow, invoice.id)
    mail = lay_out(letter(told, about, words, known, link_url(uow, link) if link else None))
    about_it = {"customer_id": customer.id, "link_id": link.id if link else None}
    queue(uow, mail, to=customer.email, kind=told.kind.value, dedupe=dedupe, subject_id=invoice.id, **about_it)
    return customer.email


def _working_link(uow: System, document_id: str) -> PortalLink | None:
    link = links.current(uow, document_id)
    works = link is not None and link.token_encrypted is not None and not links.has_expired(uow, link)
    return link if works else None


def _to_staff(
    uow: System, subject_id: str, customer_id: str | None, kind: str, dedupe: str, subject: str, **says: Any
) -> None:
    about = profile(uow)
    to = about.business.email
    if to:  # else the open staff screens tell it; a business without an address gets no mail
        mail = lay_out(with_message(replace(blank(about, subject), **says), ""))
        queue(uow, mail, to=to, kind=kind, dedupe=dedupe, subject_id=subject_id, customer_id=customer_id)

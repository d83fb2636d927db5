"""One function per message: each writes a row into the outbox, in the transaction of its cause."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import col, select

from toolfy_portal.core.access import Role, StaffAccess, SystemAccess
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.businesses.brand_colours import LIGHT, derive
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import FreshLinkAsked
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.events import MessageNotPossible
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded
from toolfy_portal.domain.team.models import Staff

System = UnitOfWork[SystemAccess]
TOPIC = "outbox"


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: dict[str, str] | None = None


def receipt(uow: System, event: InvoicePaid) -> None:
    """Thank the customer for money that arrived, and note on the receipt where it goes."""
    about = profile(uow)
    locale = about.business.locale
    left = event.balance
    facts = [("Invoice", event.number), ("Receipt", event.receipt), ("Received", event.amount.text(locale))]
    facts += [("Paid with", event.method)] if event.method else []
    facts += [("Left to pay", left.text(locale))] if left.minor else []
    test = ("This was a test. No money moved.",) if event.is_test else ()
    words = Words(
        subject=f"Receipt {event.receipt} for invoice {event.number}",
        heading=f"Thank you. We've received {event.amount.text(locale)}.",
        paragraphs=(*test, "Please keep this as your receipt."),
        facts=tuple(facts),
        button=_link_button(uow, event.subject_id, "Download the receipt", f"?receipt={event.receipt}"),
    )
    to = _to_customer(uow, about, event.subject_id, "receipt", f"receipt:{event.entry_id}", words)
    ledger.find_receipt(uow, event.subject_id, event.receipt).mailed_to = masked(to)


def staff_paid(uow: System, event: InvoicePaid) -> None:
    """Tell the business that money arrived."""
    about = profile(uow)
    if not about.business.email:
        return  # the open staff screens tell it; a business without an address gets no mail
    invoice = uow.get(Invoice, event.subject_id)
    customer = uow.get(Customer, invoice.customer_id).name
    amount = event.amount.text(about.business.locale)
    words = Words(
        subject=f"{amount} from {customer} for invoice {event.number}",
        heading=f"{customer} paid {amount}",
        paragraphs=("This was a test. No money moved.",) if event.is_test else (),
        facts=(("Invoice", event.number), ("Left to pay", event.balance.text(about.business.locale))),
    )
    _queue(
        uow,
        about,
        event.subject_id,
        invoice.customer_id,
        "staff_paid",
        f"paid:{event.entry_id}",
        about.business.email,
        words,
    )


def refunded(uow: System, event: PaymentRefunded) -> None:
    """Tell the customer that money is on its way back."""
    about = profile(uow)
    amount = event.amount.text(about.business.locale)
    test = ("This was a test. No money moved.",) if event.is_test else ()
    words = Words(
        subject=f"Refund for invoice {event.number}",
        heading=f"We've sent {amount} back to you.",
        paragraphs=(*test, "It goes to where you paid from. Banks usually show it within 5 to 10 business days."),
        facts=(("Invoice", event.number), ("Refunded", amount)),
        button=_link_button(uow, event.subject_id, "See the invoice"),
    )
    _to_customer(uow, about, event.subject_id, "refund", f"refund:{event.entry_id}", words)


def late_fee(uow: System, event: LateFeeAdded) -> None:
    """Tell the customer of the fee, and what the invoice comes to with it."""
    about = profile(uow)
    locale = about.business.locale
    policy = (about.terms.late_fee_policy,) if about.terms.late_fee_policy else ()
    words = Words(
        subject=f"A late fee was added to invoice {event.number}",
        heading=f"Invoice {event.number} is overdue. A late fee of {event.amount.text(locale)} was added.",
        paragraphs=(*policy, "Is something wrong with the invoice? Reply, and we’ll sort it out."),
        facts=(("Late fee", event.amount.text(locale)), ("Left to pay", event.balance.text(locale))),
        button=_link_button(uow, event.subject_id, "See the invoice"),
    )
    _to_customer(uow, about, event.subject_id, "late_fee", f"late_fee:{event.subject_id}", words)


def late_fee_waived(uow: System, event: LateFeeWaived) -> None:
    """Tell the customer that the fee is gone."""
    about = profile(uow)
    locale = about.business.locale
    words = Words(
        subject=f"The late fee on invoice {event.number} was taken back",
        heading=f"We’ve taken back the late fee of {event.amount.text(locale)}.",
        paragraphs=(),
        facts=(("Left to pay", event.balance.text(locale)),),
        button=_link_button(uow, event.subject_id, "See the invoice"),
    )
    _to_customer(uow, about, event.subject_id, "late_fee_waived", f"late_fee_waived:{event.subject_id}", words)


def staff_alert(uow: System, event: Event) -> None:
    """Tell the business what needs its attention; each such event is recorded once."""
    about = profile(uow)
    if about.business.email:
        words = Words(subject=event.summary, heading=event.summary, paragraphs=())
        to, dedupe = about.business.email, new_id("alert")
        _queue(uow, about, event.subject_id, event.customer_id, "staff_alert", dedupe, to, words)


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
    system = cast(System, uow)
    _queue(system, profile(uow), uow.access.business_id, None, "staff", dedupe, to, words)


def fresh_link(uow: System, event: FreshLinkAsked) -> None:
    """Send a new link to the address on file of the customer whose old one expired."""
    about = profile(uow)
    invoice = uow.get(Invoice, event.subject_id)
    token = links.token_of(uow, uow.get(PortalLink, event.link_id))
    words = Words(
        subject=f"Your fresh link to invoice {invoice.number}",
        heading="Here is your fresh link",
        paragraphs=("The old one had expired. This one works for 30 days.",),
        button={"label": "Open the invoice", "url": portal_url(event.kind, token)},
    )
    # asking twice for the same link sends one message
    _to_customer(uow, about, event.subject_id, "fresh_link", f"fresh:{event.link_id}", words)


def masked(address: str) -> str:
    """Return what a link's holder may know of an e-mail address, enough to know one's own: "h…@m….com"."""
    name, at, place = address.partition("@")
    return f"{name[:1]}…@{place[:1]}….{place.rpartition('.')[2]}" if at else ""


def _link_button(uow: System, document_id: str, label: str, query: str = "") -> dict[str, str] | None:
    link = links.current(uow, document_id)
    if link is None or link.token_encrypted is None or links.has_expired(uow, link):
        return None
    return {"label": label, "url": portal_url(link.kind, links.token_of(uow, link)) + query}


def _to_customer(uow: System, about: Profile, document_id: str, kind: str, dedupe: str, words: Words) -> str:
    """Write to the customer's address and return it; empty: there is none, and a line in the history says so."""
    invoice = uow.get(Invoice, document_id)
    to = uow.get(Customer, invoice.customer_id).email
    if not to:
        activity.log(
            uow, MessageNotPossible(subject_id=document_id, customer_id=invoice.customer_id, what=words.subject)
        )
        return ""
    _queue(uow, about, document_id, invoice.customer_id, kind, dedupe, to, words)
    return to


def _queue(
    uow: System, about: Profile, subject_id: str, customer_id: str | None, kind: str, dedupe: str, to: str, words: Words
) -> None:
    if uow.first(select(OutboxMessage.id).where(OutboxMessage.dedupe == dedupe)) is not None:
        return
    colours = derive(about.branding.accent, LIGHT)
    business = about.business
    context: dict[str, Any] = {
        "language": business.locale.split("_")[0],
        "business": business.name,
        "accent": about.branding.accent,
        "accent_fill": colours["--brand"],
        "accent_text": colours["--on-brand"],
        "footer": [line for line in (business.phone, business.email, business.website) if line],
        "subject": words.subject,
        "preview": words.heading,
        "heading": words.heading,
        "paragraphs": words.paragraphs,
        "facts": words.facts,
        "button": words.button,
    }
    html, text = _templates()
    uow.add(
        OutboxMessage(
            id=new_id("out"),
            dedupe=dedupe,
            subject_id=subject_id,
            customer_id=customer_id,
            kind=kind,
            to=to,
            subject=words.subject,
            text_encrypted=uow.keys.encrypt(text.render(context)),
            html_encrypted=uow.keys.encrypt(html.render(context)),
            due_at=uow.now,
            created_at=uow.now,
        )
    )
    uow.ring(TOPIC)


@cache
def _templates() -> tuple[Any, Any]:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    html = Environment(loader=folder, autoescape=True, undefined=StrictUndefined)
    text = Environment(loader=folder, autoescape=False, undefined=StrictUndefined)  # noqa: S701  # plain text
    return html.get_template("message.html"), text.get_template("message.txt")

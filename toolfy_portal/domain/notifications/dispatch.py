"""Sending a document to its customer: to several people and ways at once, all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.contacts import Recipient, recipients
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.phones import mobile_number, shown_number
from toolfy_portal.domain.customers.service import is_email
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.invoices.standing import is_overdue
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.lifetimes import LIFETIME, earlier
from toolfy_portal.domain.links.models import LinkScope, PortalLink
from toolfy_portal.domain.links.short_links import short_address
from toolfy_portal.domain.notifications.documents import send_document
from toolfy_portal.domain.notifications.events import DocumentTexted, TextHandedOver
from toolfy_portal.domain.notifications.letters import values
from toolfy_portal.domain.notifications.models import Channel, MailKind, OutboxMessage
from toolfy_portal.domain.notifications.texting import LONGEST_TEXT, may_text, queue_text, whole_text
from toolfy_portal.domain.notifications.wording import fill

Desk = UnitOfWork[StaffAccess]
ASK_WITHIN = timedelta(minutes=1)  # sending again to the same person so soon is rather a slip


@dataclass(frozen=True, slots=True)
class Sending:
    """What somebody chose in the dialog.

    key: of this filling-in, so that it is sent once; by_email and by_text: ids of recipients; other_email and
    other_number: typed beside them; again: they know that it was sent just now.
    """

    key: str
    by_email: tuple[str, ...] = ()
    by_text: tuple[str, ...] = ()
    other_email: str = ""
    other_number: str = ""
    subject: str = ""
    message: str = ""
    text: str = ""
    attaches_pdf: bool = False
    again: bool = False


class SentJustNow(Conflict):
    """The same was sent to the same person within the minute."""

    def __init__(self, to: Sequence[str]) -> None:
        super().__init__(f"You sent this to {' and '.join(to)} less than a minute ago. Send it again?")


def send(uow: Desk, document_id: str, sending: Sending) -> list[OutboxMessage]:
    """Queue the invoice for everybody chosen, with its link good for a fresh 30 days; a draft is issued first.

    Raises InvalidField for what was typed, NoTexts without the plan for it, Conflict for a void invoice, a link that
    is switched off or a number that answered STOP, SentJustNow, NotFound.
    """
    invoice = sendable(uow, document_id)
    if invoice.status is InvoiceStatus.DRAFT:
        invoices.issue(uow, document_id)
    people = {each.id: each for each in recipients(uow, invoice.customer_id)}
    emails, numbers = dict(_emails(people, sending)), dict(_numbers(uow, people, sending))
    if not emails and not numbers:
        raise InvalidField("to", "Choose who gets it.")
    if not sending.again:
        _ask_if_sent_just_now(uow, document_id, [*emails, *numbers])
    link, kind = links.renew(uow, document_id), mail_kind(uow, invoice)
    mails = [
        send_document(
            uow,
            document_id,
            to=to,
            subject=sending.subject,
            message=sending.message,
            link=_own_link(uow, link, to) if is_other else link,
            kind=kind,
            attaches_pdf=sending.attaches_pdf,
            dedupe=f"{sending.key}:{place}",
        )
        for place, (to, is_other) in enumerate(emails.items())
    ]
    return mails + [
        _text(uow, _own_link(uow, link, to) if is_other else link, to, sending) for to, is_other in numbers.items()
    ]


def mail_kind(uow: Desk, invoice: Invoice) -> MailKind:
    """Return which mail fits: the invoice, or a reminder once it is overdue."""
    today = day_in(profile(uow).business.timezone, uow.now)
    return MailKind.OVERDUE if is_overdue(invoice, today) and invoice.balance.minor else MailKind.INVOICE


def sendable(uow: Desk, document_id: str) -> Invoice:
    """Return the invoice if it can be sent. Raises Conflict for a void one, NotFound."""
    invoice = invoices.find(uow, document_id)
    if invoice.status is InvoiceStatus.VOID:
        raise Conflict(f"Invoice {invoice.number} is void. There is nothing to send.")
    return invoice


def hand_over_text(uow: Desk, document_id: str, sending: Sending) -> tuple[str, str]:
    """Return the number in E.164 and the whole text, for staff to send from their own phone; leaves a line.

    Raises as `send` does, InvalidField also unless it goes to one number.
    """
    may_text(profile(uow))
    if sendable(uow, document_id).status is InvoiceStatus.DRAFT:
        raise Conflict("Issue the invoice first: a draft has no link.")
    link = links.renew(uow, document_id)
    people = {each.id: each for each in recipients(uow, link.customer_id)}
    numbers = dict(_numbers(uow, people, sending))
    if len(numbers) != 1:
        raise InvalidField("by_text", "Choose one number to open in Messages.")
    [(number, is_other)] = numbers.items()
    mine = _own_link(uow, link, number) if is_other else link
    words = fill(checked_text(sending.text), _values(uow, document_id))
    text = whole_text(words, short_address(uow, mine))
    shown = shown_number(number, profile(uow).business)
    uow.record(TextHandedOver(subject_id=document_id, customer_id=link.customer_id, to=shown))
    return number, text


def checked_text(text: str) -> str:
    """Return the words of a text, tidied. Raises InvalidField."""
    words = text.strip()
    if not words:
        raise InvalidField("text", "Write what the text says. Its link comes after it.")
    if len(whole_text(words)) > LONGEST_TEXT:
        raise InvalidField("text", f"Keep the text to {LONGEST_TEXT} characters with its link.")
    return words


def _own_link(uow: Desk, main: PortalLink, to: str) -> PortalLink:
    """Return the link of somebody who isn't on file: one of their own, that ends alone (PRODUCT.md C12)."""
    for link in others.working(uow, main.document_id):
        if to in {link.email, link.recipient}:
            link.expires_at = earlier(uow.now + LIFETIME, main.expires_at)
            return link
    email = to if "@" in to else ""
    return others.give(uow, main.document_id, to[:80], email, LinkScope.PAY, LIFETIME.days)


def _emails(people: dict[str, Recipient], sending: Sending) -> Iterator[tuple[str, bool]]:
    """Yield each address, and whether it was typed beside those on file."""
    if other := sending.other_email.strip():
        if not is_email(other):
            raise InvalidField("other_email", "Enter an e-mail address like name@example.com.")
        yield other, True
    for each in sending.by_email:
        yield _chosen(people, each).email, False


def _numbers(uow: Desk, people: dict[str, Recipient], sending: Sending) -> Iterator[tuple[str, bool]]:
    """Yield each number in E.164, and whether it was typed beside those on file."""
    business = profile(uow).business
    if other := sending.other_number.strip():
        yield mobile_number(other, business, "other_number"), True
    for each in sending.by_text:
        yield mobile_number(_chosen(people, each).phone, business, "by_text"), False


def _chosen(people: dict[str, Recipient], recipient_id: str) -> Recipient:
    if recipient_id not in people:
        raise NotFound("That contact isn't there any more. Please choose again.")
    return people[recipient_id]


def _ask_if_sent_just_now(uow: Desk, document_id: str, to: Sequence[str]) -> None:
    business = profile(uow).business
    just_now = select(OutboxMessage).where(
        OutboxMessage.subject_id == document_id,
        OutboxMessage.sent_by != "",
        col(OutboxMessage.to).in_(to),
        col(OutboxMessage.created_at) > uow.now - ASK_WITHIN,
    )
    found = {shown_number(each.to, business) if each.channel is Channel.SMS else each.to for each in uow.all(just_now)}
    if found:
        raise SentJustNow(sorted(found))


def _text(uow: Desk, link: PortalLink, to: str, sending: Sending) -> OutboxMessage:
    words = fill(checked_text(sending.text), _values(uow, link.document_id))
    message = queue_text(uow, link, to, words, kind="invoice", dedupe=f"{sending.key}:{to}")
    shown = shown_number(to, profile(uow).business)
    uow.record(DocumentTexted(subject_id=link.document_id, customer_id=link.customer_id, to=shown))
    return message


def _values(uow: Desk, document_id: str) -> dict[str, str]:
    invoice = invoices.find(uow, document_id)
    return values(profile(uow), invoice, uow.get(Customer, invoice.customer_id))

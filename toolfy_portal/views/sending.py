"""What the dialog that sends a document begins with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.contacts import Recipient, recipients
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.phones import shown_number
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.notifications.dispatch import mail_kind, sendable
from toolfy_portal.domain.notifications.documents import suggest
from toolfy_portal.domain.notifications.models import Channel, MailKind, OutboxMessage
from toolfy_portal.domain.notifications.segments import length_of
from toolfy_portal.domain.notifications.texting import whole_text
from toolfy_portal.domain.notifications.wording import wording


@dataclass(frozen=True)
class RecipientView:
    """Somebody to choose. address: an e-mail address or a number; is_chosen: to begin with."""

    id: str = ""
    name: str = ""
    address: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class TextView:
    """A text as it arrives, with its link masked, and what it counts as."""

    whole: str = ""
    counted: str = ""


@dataclass(frozen=True)
class SendView:
    """The invoice to be sent, whom to, and the words to begin with. has_texts: whether the plan has them."""

    about: str = ""
    is_draft: bool = False
    pays: bool = False  # its mail has a button to pay
    by_email: list[RecipientView] = field(default_factory=list[RecipientView])
    by_text: list[RecipientView] = field(default_factory=list[RecipientView])
    subject: str = ""
    message: str = ""
    text: str = ""
    has_texts: bool = False


def show_sending(uow: UnitOfWork[StaffAccess], invoice_id: str) -> SendView:
    """Return what the dialog begins with. Raises NotFound, Conflict for a void invoice."""
    invoice, business = sendable(uow, invoice_id), profile(uow).business
    kind, people = mail_kind(uow, invoice), recipients(uow, invoice.customer_id)
    is_draft = invoice.status is InvoiceStatus.DRAFT
    # a draft has no number yet: its place stays open until it is issued
    words = wording(uow, kind) if is_draft else suggest(uow, invoice_id, kind)
    amount = Money(invoice.total_minor, invoice.currency).text(business.locale)
    return SendView(
        about=f"{invoice.number} for {uow.get(Customer, invoice.customer_id).name}, {amount}",
        is_draft=is_draft,
        pays=invoice.balance.minor > 0,
        by_email=_choices([(each, each.email) for each in people]),
        by_text=_choices([(each, shown_number(each.phone, business)) for each in people]),
        subject=words.subject,
        message=words.message,
        text=_text(invoice, business, kind),
        has_texts=business.plan.has_texts,
    )


def show_text(words: str) -> TextView:
    """Return the text as it arrives."""
    whole = whole_text(words)
    length = length_of(whole.replace("•", "x"))
    texts = "1 text" if length.segments == 1 else f"{length.segments} texts"
    why = ", because of a character outside the basic alphabet" if length.is_unicode else ""
    return TextView(whole, f"{length.characters} characters, sent as {texts}{why}")


def _choices(people: Sequence[tuple[Recipient, str]]) -> list[RecipientView]:
    found = [(each, address) for each, address in people if address]
    return [
        RecipientView(each.id, f"{each.name}, {each.role}" if each.role else each.name, address, number == 0)
        for number, (each, address) in enumerate(found)
    ]


def _text(invoice: Invoice, business: Business, kind: MailKind) -> str:
    name = business.short_name or business.name
    number = "{number}" if invoice.status is InvoiceStatus.DRAFT else invoice.number
    amount = invoice.balance.text(business.locale)
    if kind is MailKind.OVERDUE:
        return f"{name}: a reminder that {amount} is still to pay on invoice {number}. View and pay:"
    if not invoice.balance.minor:
        return f"{name}: your copy of invoice {number}:"
    return f"{name}: invoice {number} for {amount} is ready. View and pay:"


def told_of(
    uow: UnitOfWork[StaffAccess], queued: Sequence[OutboxMessage], *, keeps_mails: bool, keeps_texts: bool
) -> str:
    """Return what happens to the messages now: "On its way to …", or that this portal keeps them and sends none."""
    business = profile(uow).business
    sent, kept = list[str](), list[str]()
    for message in queued:
        is_text = message.channel is Channel.SMS
        to = shown_number(message.to, business) if is_text else message.to
        (kept if (keeps_texts if is_text else keeps_mails) else sent).append(to)
    words = [f"On its way to {' and '.join(sent)}."] if sent else []
    words += [f"Kept in the outbox, not sent: {' and '.join(kept)}. This portal has no provider yet."] if kept else []
    return " ".join(words)

"""Sending a document by mail: what staff have read and edited, and exactly that."""

from toolfy_portal.adapters.email_layout import LaidOut, lay_out
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.service import is_email
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications import letters
from toolfy_portal.domain.notifications.events import DocumentMailed
from toolfy_portal.domain.notifications.models import MailKind, OutboxMessage
from toolfy_portal.domain.notifications.queueing import find_told, queue
from toolfy_portal.domain.notifications.wording import LONGEST_MESSAGE, LONGEST_SUBJECT, Wording, wording

Sender = UnitOfWork[StaffAccess | SystemAccess]


def suggest(uow: Sender, document_id: str, kind: MailKind = MailKind.INVOICE) -> Wording:
    """Return subject and message to begin with: the business's wording, its variables filled in. Raises NotFound."""
    return letters.filled(wording(uow, kind), _values(uow, invoices.find(uow, document_id)))


def preview_document(
    uow: Sender, document_id: str, *, subject: str, message: str, link: PortalLink | None = None
) -> LaidOut:
    """Return the mail exactly as `send_document` would send it, and queue nothing.

    Without a link its button leads nowhere, so that the preview may be shown where no token may be.
    Raises NotFound, InvalidField naming "subject" or "message".
    """
    return _laid_out(uow, invoices.find(uow, document_id), subject, message, link)


def send_document(
    uow: Sender,
    document_id: str,
    *,
    to: str,
    subject: str,
    message: str,
    link: PortalLink,
    kind: MailKind = MailKind.INVOICE,
    attaches_pdf: bool = True,
    dedupe: str = "",
) -> OutboxMessage:
    """Queue a mail with the document's link, record that it was sent, and return it.

    to: one address. subject, message: as edited, blank lines part paragraphs; known variables left in them are filled
    in. link: the one the button opens. attaches_pdf: the PDF is made when the mail is sent. dedupe: up to 60
    characters; the same again sends nothing more and returns the first.
    Raises InvalidField naming "to", "subject" or "message", Conflict for a draft, NotFound.
    """
    invoice = invoices.find(uow, document_id)
    if invoice.status is InvoiceStatus.DRAFT:
        raise Conflict("A draft can't be sent. Issue it first.")
    to = to.strip()
    if not is_email(to):
        raise InvalidField("to", "Enter an e-mail address like name@example.com.")
    laid_out = _laid_out(uow, invoice, subject, message, link)
    once = f"sent:{uow.access.business_id}:{dedupe or new_id('press')}"
    if (told := find_told(uow, once)) is not None:
        return told
    mail = queue(
        uow,
        laid_out,
        to=to,
        kind=kind.value,
        dedupe=once,
        subject_id=invoice.id,
        customer_id=invoice.customer_id,
        link_id=link.id,
        attaches_pdf=attaches_pdf,
    )
    uow.record(DocumentMailed(subject_id=invoice.id, customer_id=invoice.customer_id, to=to))
    return mail


def _laid_out(uow: Sender, invoice: Invoice, subject: str, message: str, link: PortalLink | None) -> LaidOut:
    for field, text, longest in (("subject", subject, LONGEST_SUBJECT), ("message", message, LONGEST_MESSAGE)):
        if not text.strip():
            raise InvalidField(field, f"Write a {field}.")
        if len(text) > longest:
            raise InvalidField(field, f"Keep the {field} to {longest:,} characters.")
    words = letters.filled(Wording(subject, message), _values(uow, invoice))
    return lay_out(letters.about_invoice(uow, invoice, words, letters.link_url(uow, link) if link else ""))


def _values(uow: Sender, invoice: Invoice) -> dict[str, str]:
    return letters.values(profile(uow), invoice, uow.get(Customer, invoice.customer_id))

"""Composes letters: what each kind of mail says about an invoice, in the business's look."""

from dataclasses import replace
from typing import Any

from babel.dates import format_date

from toolfy_portal.adapters.email_layout import Button, Letter, Look
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.brand_colours import DARK, LIGHT, derive
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.invoices.standing import Standing, is_overdue, standing
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.wording import Wording, announcement, fill
from toolfy_portal.domain.payments.checkout import can_pay_online

Sender = UnitOfWork[StaffAccess | SystemAccess]
_SHORTENED = 140  # characters that mail programs show beside a subject


def blank(about: Profile, subject: str) -> Letter:
    """Return a letter in the business's look that says nothing yet."""
    accent = about.branding.accent
    light, dark = derive(accent, LIGHT), derive(accent, DARK)
    business = about.business
    return Letter(
        language=business.locale.split("_")[0],
        business=business.name,
        look=Look(accent, light["--brand"], light["--on-brand"], dark["--brand"], dark["--on-brand"]),
        has_logo=about.branding.logo_id is not None,
        subject=" ".join(subject.split()),
        preview=subject,
        footer=tuple(line for line in (business.phone, business.email, business.website) if line),
    )


def values(about: Profile, invoice: Invoice, customer: Customer) -> dict[str, str]:
    """Return what the variables of every kind of mail stand for."""
    locale = about.business.locale
    return {
        "customer": customer.contact_name or customer.name,
        "business": about.business.name,
        "number": invoice.number,
        "title": invoice.title or "our work",
        "amount": invoice.balance.text(locale),
        "total": invoice.total.text(locale),
        "due": format_date(invoice.due_on, "long", locale=locale) if invoice.due_on else "receipt",
    }


def filled(words: Wording, known: dict[str, str]) -> Wording:
    """Return the wording with its variables filled in."""
    return Wording(fill(words.subject, known), fill(words.message, known))


def about_invoice(uow: Sender, invoice: Invoice, words: Wording, url: str, *, news: str | None = None) -> Letter:
    """Return the letter that brings an invoice or reminds of it: the amount, and Pay Now if that is possible.

    words: filled in. url: of the invoice; empty in a preview without a link. A draft has no button: it has no page.
    news: the announcement, in a preview; None: as it is kept.
    """
    about = profile(uow)
    how = standing(invoice, day_in(about.business.timezone, uow.now))
    label = "Pay Now" if can_pay_online(invoice, about) else "View invoice"
    if news is None:
        kept = announcement(uow)
        news = kept.text if kept.is_on else ""
    return with_message(
        replace(
            blank(about, words.subject),
            amount=_amount(uow, invoice, how),
            button=None if how is Standing.DRAFT else Button(label, url),
            note=news,
        ),
        words.message,
    )


def with_message(letter: Letter, message: str, **more: Any) -> Letter:
    """Return the letter with a message: blank lines part its paragraphs; its beginning is shown beside the subject."""
    paragraphs = tuple(part.strip() for part in message.replace("\r\n", "\n").split("\n\n") if part.strip())
    told = replace(letter, paragraphs=(*letter.paragraphs, *paragraphs), **more)
    first = [
        part for part in (told.heading, *told.paragraphs) if part and not part.endswith(",")
    ]  # not "Hello Hannah,"
    return replace(told, preview=" ".join(" ".join(first).split())[:_SHORTENED] or letter.preview)


def link_url(uow: Sender, link: PortalLink) -> str:
    """Return the address of what a link opens. Raises NotFound once the link was replaced."""
    return portal_url(link.kind, links.token_of(uow, link))


def _amount(uow: Sender, invoice: Invoice, how: Standing) -> tuple[str, str, str]:
    about = profile(uow)
    locale = about.business.locale
    if how is Standing.VOID:
        return "Nothing to pay", invoice.balance.text(locale), "We cancelled this invoice."
    if how is Standing.PAID:
        return "Paid in full", invoice.total.text(locale), "Thank you. Nothing is left to pay."
    when = ""
    if invoice.due_on is not None:
        day = format_date(invoice.due_on, "long", locale=locale)
        late = is_overdue(invoice, day_in(about.business.timezone, uow.now))
        when = f"Was due on {day}" if late else f"Due on {day}"
    if how is Standing.PROCESSING:
        when = "A payment is on its way to us."
    label = "Left to pay" if invoice.paid_minor > 0 else "Amount due"
    return label, invoice.balance.text(locale), when

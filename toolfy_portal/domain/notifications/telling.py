"""What each mail that follows from an event says: its facts and heading, apart from the wording that can be edited."""

from dataclasses import dataclass, field, replace
from typing import Any

from toolfy_portal.adapters.email_layout import Button, Letter
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.links.events import FreshLinkAsked, LinkResent
from toolfy_portal.domain.notifications.letters import blank, filled, with_message
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.wording import Wording
from toolfy_portal.domain.payments.events import InvoicePaid, LateFeeAdded, LateFeeWaived, PaymentRefunded

TEST = ("This was a test. No money moved.",)
Cause = InvoicePaid | PaymentRefunded | LateFeeAdded | LateFeeWaived | FreshLinkAsked | LinkResent


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A mail to be. known: values of the kind's own variables; says: parts of the letter; query: after the link."""

    kind: MailKind
    says: dict[str, Any]
    known: dict[str, str] = field(default_factory=dict[str, str])
    button: str = "See the invoice"
    query: str = ""


def telling(event: Cause, about: Profile) -> Telling:
    """Return what the mail about an event says."""
    if isinstance(event, InvoicePaid):
        return _receipt(event, about)
    if isinstance(event, PaymentRefunded):
        return _refund(event, about)
    if isinstance(event, LateFeeAdded):
        return _late_fee(event, about)
    if isinstance(event, LateFeeWaived):
        return _late_fee_waived(event, about)
    if isinstance(event, LinkResent):
        return Telling(kind=MailKind.INVOICE, says={"heading": "Here is your link"}, button="Open the invoice")
    return Telling(kind=MailKind.FRESH_LINK, says={"heading": "Here is your fresh link"}, button="Open the invoice")


def letter(told: Telling, about: Profile, words: Wording, values: dict[str, str], url: str | None) -> Letter:
    """Return the letter. values: of the common variables; url: where its button leads; None for no button."""
    said = filled(words, values | told.known)
    button = None if url is None else Button(told.button, url + told.query if url else "")
    return with_message(replace(blank(about, said.subject), **told.says, button=button), said.message)


def _receipt(event: InvoicePaid, about: Profile) -> Telling:
    locale = about.business.locale
    amount, left = event.amount.text(locale), event.balance
    facts = [("Invoice", event.number), ("Receipt", event.receipt), ("Received", amount)]
    facts += [("Paid with", event.method)] if event.method else []
    facts += [("Left to pay", left.text(locale))] if left.minor else []
    test = TEST if event.is_test else ()
    return Telling(
        kind=MailKind.RECEIPT,
        known={"amount": amount, "left": left.text(locale), "receipt": event.receipt},
        says={"heading": f"Thank you. We've received {amount}.", "paragraphs": test, "facts": tuple(facts)},
        button="Download the receipt",
        query=f"?receipt={event.receipt}",
    )


def _refund(event: PaymentRefunded, about: Profile) -> Telling:
    amount = event.amount.text(about.business.locale)
    return Telling(
        kind=MailKind.REFUND,
        known={"amount": amount},
        says={
            "heading": f"We've sent {amount} back to you.",
            "paragraphs": TEST if event.is_test else (),
            "facts": (("Invoice", event.number), ("Refunded", amount)),
        },
    )


def _late_fee(event: LateFeeAdded, about: Profile) -> Telling:
    locale, policy = about.business.locale, about.terms.late_fee_policy
    amount, left = event.amount.text(locale), event.balance.text(locale)
    return Telling(
        kind=MailKind.LATE_FEE,
        known={"amount": amount, "left": left},
        says={
            "heading": f"Invoice {event.number} is overdue. A late fee of {amount} was added.",
            "paragraphs": (policy,) if policy else (),
            "facts": (("Late fee", amount), ("Left to pay", left)),
        },
    )


def _late_fee_waived(event: LateFeeWaived, about: Profile) -> Telling:
    locale = about.business.locale
    amount, left = event.amount.text(locale), event.balance.text(locale)
    heading = f"We’ve taken back the late fee of {amount}."
    return Telling(
        kind=MailKind.LATE_FEE_WAIVED,
        known={"amount": amount, "left": left},
        says={"heading": heading, "facts": (("Left to pay", left),)},
    )

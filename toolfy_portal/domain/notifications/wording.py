"""What mails say: our wording, a business's own in its place, and the variables that both may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from toolfy_portal.core.access import Role, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.notifications.events import WordingChanged
from toolfy_portal.domain.notifications.models import Announcement, MailKind, MessageWording

Sender = UnitOfWork[StaffAccess | SystemAccess]
LONGEST_SUBJECT, LONGEST_MESSAGE = 150, 4000  # characters
_VARIABLE = re.compile(r"\{\s*(\w+)\s*\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject and a message. Blank lines part paragraphs."""

    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A kind of mail: when it is sent, our wording, and what {amount} stands for in it. more: variables of its own."""

    title: str
    when: str
    wording: Wording
    amount: str = "what is left to pay"
    more: tuple[str, ...] = ()


_HELLO = "Hello {customer},\n\n"
_WRONG = "Is something wrong with the invoice? Reply, and we’ll sort it out."
STANDARD: dict[MailKind, Standard] = {
    MailKind.INVOICE: Standard(
        "Invoice",
        "When you send an invoice to a customer.",
        Wording(
            "Invoice {number} from {business}",
            _HELLO + "Here is your invoice. You can read it, pay it and save a copy from the button below.\n\n"
            "Any questions, just reply.",
        ),
    ),
    MailKind.REMINDER: Standard(
        "Reminder, before it is due",
        "Before an invoice is due.",
        Wording(
            "Invoice {number} is due on {due}",
            _HELLO + "A friendly reminder that invoice {number} is due on {due}. {amount} is still to pay.\n\n"
            "If you’ve just paid, thank you: there is nothing more to do.",
        ),
    ),
    MailKind.OVERDUE: Standard(
        "Reminder, overdue",
        "When an invoice is past its due date.",
        Wording(
            "Invoice {number} is overdue",
            _HELLO + "Invoice {number} was due on {due}, and {amount} is still to pay.\n\n"
            "If you’ve just paid, thank you: there is nothing more to do. " + _WRONG,
        ),
    ),
    MailKind.RECEIPT: Standard(
        "Receipt",
        "When a payment arrives.",
        Wording("Receipt {receipt} for invoice {number}", "Please keep this as your receipt."),
        "what we received",
        ("left", "receipt"),
    ),
    MailKind.REFUND: Standard(
        "Refund",
        "When you give money back.",
        Wording(
            "Refund for invoice {number}",
            "It goes to where you paid from. Banks usually show it within 5 to 10 business days.",
        ),
        "what was given back",
    ),
    MailKind.LATE_FEE: Standard(
        "Late fee",
        "When a late fee is added to an overdue invoice.",
        Wording("A late fee was added to invoice {number}", _WRONG),
        "the fee",
        ("left",),
    ),
    MailKind.LATE_FEE_WAIVED: Standard(
        "Late fee taken back",
        "When you take a late fee back.",
        Wording("The late fee on invoice {number} was taken back", "Any questions, just reply."),
        "the fee",
        ("left",),
    ),
    MailKind.FRESH_LINK: Standard(
        "Fresh link",
        "When a customer with an expired link asks for a new one.",
        Wording("Your fresh link to invoice {number}", "The old one had expired. This one works for 30 days."),
    ),
}


def variables(kind: MailKind) -> dict[str, str]:
    """Return the variables of a kind of mail, and what each stands for."""
    more = {"left": "what is left to pay after it", "receipt": "the receipt’s number"}
    return {
        "customer": "the customer’s contact, or their name",
        "business": "your business’s name",
        "number": "the invoice’s number",
        "title": "what the invoice is for",
        "amount": STANDARD[kind].amount,
        "total": "what the invoice comes to",
        "due": "the day it is due",
    } | {name: more[name] for name in STANDARD[kind].more}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each variable that there is a value for in its place; other braces stay as they are."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def wording(uow: Sender, kind: MailKind) -> Wording:
    """Return the business's own wording, or ours."""
    own = _own(uow, kind)
    return Wording(own.subject, own.message) if own else STANDARD[kind].wording


def is_own(uow: Sender, kind: MailKind) -> bool:
    """Say whether the business worded this mail itself."""
    return _own(uow, kind) is not None


def checked(kind: MailKind, wanted: Wording) -> Wording:
    """Return what was typed, tidied. Raises InvalidField naming "subject" or "message" where it can't be sent."""
    subject = " ".join(wanted.subject.split())
    message = wanted.message.strip().replace("\r\n", "\n")
    for field, text, longest in (("subject", subject, LONGEST_SUBJECT), ("message", message, LONGEST_MESSAGE)):
        if not text:
            raise InvalidField(field, f"Write a {field}.")
        if len(text) > longest:
            raise InvalidField(field, f"Keep the {field} to {longest:,} characters.")
        _check_variables(field, text, variables(kind))
    return Wording(subject, message)


def save_wording(uow: UnitOfWork[StaffAccess], kind: MailKind, wanted: Wording) -> None:
    """Keep the business's own wording; ours typed again is ours. Raises InvalidField, Forbidden for technicians."""
    may_word(uow.access)
    new, own = checked(kind, wanted), _own(uow, kind)
    if new == wording(uow, kind):
        return
    if new == STANDARD[kind].wording:
        back_to_standard(uow, kind)
        return
    own = own or uow.add(MessageWording(id=new_id("wor"), kind=kind, subject="", message=""))
    own.subject, own.message = new.subject, new.message
    _tell(uow, kind)


def back_to_standard(uow: UnitOfWork[StaffAccess], kind: MailKind) -> None:
    """Forget the business's own wording. Raises Forbidden for technicians."""
    may_word(uow.access)
    if own := _own(uow, kind):
        uow.delete(own)
        _tell(uow, kind)


def announcement(uow: Sender) -> Announcement:
    """Return the block about the portal that may stand in invoice mails; off until it is switched on."""
    return uow.first(select(Announcement)) or Announcement(id="", text=ANNOUNCEMENT)


ANNOUNCEMENT = (
    "New: you can now see your invoices online, pay them there and keep every copy in one place. "
    "The button above takes you there. There is no password to remember."
)


def save_announcement(uow: UnitOfWork[StaffAccess], *, is_on: bool, text: str) -> None:
    """Switch the block on or off and word it. Raises InvalidField naming "announcement", Forbidden for technicians."""
    may_word(uow.access)
    text = text.strip().replace("\r\n", "\n")
    if is_on and not text:
        raise InvalidField("announcement", "Write what to announce, or switch it off.")
    if len(text) > LONGEST_MESSAGE:
        raise InvalidField("announcement", f"Keep it to {LONGEST_MESSAGE:,} characters.")
    row = uow.first(select(Announcement)) or uow.add(Announcement(id=new_id("ann")))
    row.is_on, row.text = is_on, text or ANNOUNCEMENT
    uow.record(WordingChanged(subject_id=uow.access.business_id, what="the announcement of the portal"))


def may_word(access: StaffAccess) -> None:
    """Raise Forbidden unless the person may change what mails say."""
    if access.role is Role.TECHNICIAN:
        raise Forbidden("Only the office can change what mails say. Please ask a colleague there.")


def _own(uow: Sender, kind: MailKind) -> MessageWording | None:
    return uow.first(select(MessageWording).where(MessageWording.kind == kind))


def _check_variables(field: str, text: str, known: Mapping[str, str]) -> None:
    names = ", ".join(f"{{{name}}}" for name in known)
    for name in _VARIABLE.findall(text):
        if name not in known:
            raise InvalidField(field, f"We don’t know {{{name}}}. You can use {names}.")
    rest = _VARIABLE.sub("", text)
    if "{" in rest or "}" in rest:
        raise InvalidField(field, f"A {{ or }} is left open. A variable is a word between both: {names}.")


def _tell(uow: UnitOfWork[StaffAccess], kind: MailKind) -> None:
    uow.record(WordingChanged(subject_id=uow.access.business_id, what=STANDARD[kind].title.lower()))

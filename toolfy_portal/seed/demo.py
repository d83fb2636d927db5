"""What a demo business is made of, as plain data. Days and hours count back from the moment of seeding."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Fields = dict[str, Any]


class Deed(StrEnum):
    """What somebody did about an invoice after it was issued."""

    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    STARTED = "started"
    DECLINED = "declined"
    PAID = "paid"
    SENT_BY_BANK = "sent by bank"
    CANCELLED = "cancelled"
    REGENERATED = "regenerated"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Did:
    """One deed, so many days ago. minor: money, 0 for all that is left; detail: the method, or the reason."""

    deed: Deed
    ago: float
    minor: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    """A demo invoice, issued so many days ago; `None` stays a draft. more: other fields of the model."""

    number: str
    customer: str
    title: str
    lines: tuple[Fields, ...]  # of `builders.line`
    issued: int | None
    notes_for_team: str
    did: tuple[Did, ...] = ()
    tax: tuple[str, str] | None = None  # rate and label; None: the business's usual
    more: Fields = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class DemoBusiness:
    """A whole demo business. logo and cover: files in `seed/images`."""

    business: Fields
    branding: Fields
    terms: Fields
    logo: str
    cover: str
    tax: tuple[str, str]
    tax_rates: tuple[tuple[str, str], ...]  # name and percent; the first is the usual one
    staff: tuple[Fields, ...]  # the last one does the office work
    customers: tuple[Fields, ...]
    invoices: tuple[DemoInvoice, ...]
    contacts: tuple[tuple[str, Fields], ...] = ()  # the customer's name, and the contact


def line(name: str, quantity: str, price: str, cost_minor: int, **more: str) -> Fields:
    """Return a line of a demo invoice. price: of one, in major units; cost_minor: of all, in minor units."""
    return {"name": name, "quantity": quantity, "price": price, "cost_minor": cost_minor, **more}


def viewed(*days: float) -> tuple[Did, ...]:
    """Return a look at the invoice for each of the days ago."""
    return tuple(Did(Deed.VIEWED, ago) for ago in days)


def downloaded(ago: float) -> Did:
    """Return that the PDF was taken."""
    return Did(Deed.DOWNLOADED, ago)


def started(ago: float) -> Did:
    """Return that the customer went to the checkout."""
    return Did(Deed.STARTED, ago)


def declined(ago: float, reason: str) -> Did:
    """Return that a card was refused."""
    return Did(Deed.DECLINED, ago, detail=reason)


def paid(ago: float, method: str, minor: int = 0) -> Did:
    """Return that money arrived: so much, or all that was left."""
    return Did(Deed.PAID, ago, minor, method)


def sent_by_bank(ago: float) -> Did:
    """Return that the customer sent all that was left by a bank transfer that takes days."""
    return Did(Deed.SENT_BY_BANK, ago)


def cancelled(ago: float) -> Did:
    """Return that the business took the invoice back."""
    return Did(Deed.CANCELLED, ago)


def regenerated(ago: float) -> Did:
    """Return that staff replaced the link."""
    return Did(Deed.REGENERATED, ago)


def sent(ago: float, *ways: str) -> Did:
    """Return that staff sent it. ways: "email" and "text"."""
    return Did(Deed.SENT, ago, detail=" ".join(ways))

"""Changing what stands on invoices: terms, bank details, numbering, and the taxes that lines may carry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select, update

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.money import CURRENCIES
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.bank_details import BankRow, checked
from toolfy_portal.domain.businesses.events import BillingChanged
from toolfy_portal.domain.businesses.models import BillingTerms, Business, LateFee, TaxRate
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.team.rules import Permission, need

METHODS = ("card", "us_bank_account", "bacs_debit")
LONGEST = 2000  # characters of a text
_MOST_DAYS = 365
_LONGEST_NAME = 40  # as the column
_HIGHEST = 999_999_999
_HIGHEST_FEE, _HIGHEST_FEE_PERCENT = 10_000_000, 100  # minor units: a slip of the finger, not a law
_WORDS = {
    "currency": "currency",
    "payment_days": "days to pay",
    "payment_terms": "payment terms",
    "late_fee_policy": "late fee policy",
    "late_fee_kind": "late fee",
    "late_fee_minor": "late fee",
    "late_fee_percent": "late fee",
    "late_fee_grace_days": "late fee",
    "takes_part_payments": "part payments",
    "least_percent": "least part",
    "payment_methods": "ways to pay",
    "invoice_prefix": "invoice prefix",
    "next_invoice": "next invoice number",
    "bank_details": "bank details",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTerms:
    """The form as it was filled in. least_percent: of an invoice's total. bank_details: label and value.

    late_fee_minor counts for LateFee.AMOUNT, in minor units of the currency; late_fee_percent for LateFee.PERCENT, of
    what is left to pay. late_fee_grace_days: whole days after the due day.
    """

    currency: str
    payment_days: int
    payment_terms: str
    late_fee_policy: str
    takes_part_payments: bool
    least_percent: int
    payment_methods: tuple[str, ...]
    invoice_prefix: str
    next_invoice: int
    bank_details: tuple[BankRow, ...]
    late_fee_kind: LateFee = LateFee.NONE
    late_fee_minor: int = 0
    late_fee_percent: Decimal = Decimal(0)
    late_fee_grace_days: int = 0


def billing_topic(business_id: str) -> str:
    """Return what rings when the terms change: every open document of the business shows them."""
    return f"billing:{business_id}"


def terms_to_change(uow: UnitOfWork[StaffAccess]) -> WantedTerms:
    """Return the terms as they are, to fill in a form. Raises Forbidden for technicians."""
    _may_change(uow.access)
    about = profile(uow)
    values: dict[str, Any] = {name: getattr(about.terms, name) for name in _WORDS if name != "currency"}
    values["payment_methods"] = tuple(about.terms.payment_methods)
    values["bank_details"] = tuple((str(row["label"]), str(row["value"])) for row in about.terms.bank_details)
    return WantedTerms(currency=about.business.currency, **values)


def only_these(methods: Iterable[str]) -> tuple[str, ...]:
    """Return what to keep for the ways to pay that are switched on. Raises InvalidField if none is."""
    on = set(methods)
    chosen = tuple(name for name in METHODS if name in on)
    if not chosen:
        raise InvalidField(
            "payment_methods", "Leave one on. To take no payments online, disconnect Stripe under Payments."
        )
    return () if chosen == METHODS else chosen


def save_terms(uow: UnitOfWork[StaffAccess], wanted: WantedTerms, highest_used: int) -> None:
    """Change the terms; the same again changes nothing.

    highest_used: the highest number an invoice has under the wanted prefix, 0 without one. It counts if the numbering
    changes: imported invoices may have gone past a number that was left alone, and issuing passes over what is taken.
    Raises InvalidField naming the field, Forbidden for technicians.
    """
    _may_change(uow.access)
    bank = checked(wanted.bank_details)
    business, terms = uow.get(Business, uow.access.business_id, lock=True), _locked_terms(uow)
    numbering = (wanted.invoice_prefix, wanted.next_invoice)
    _check(wanted, 0 if numbering == (terms.invoice_prefix, terms.next_invoice) else highest_used)
    values: dict[str, Any] = {name: getattr(wanted, name) for name in _WORDS}
    values["bank_details"] = [{"label": label, "value": value} for label, value in bank]
    values["payment_methods"] = [name for name in METHODS if name in wanted.payment_methods]
    values |= {name: values[name].strip() for name in ("payment_terms", "late_fee_policy")}
    changed: list[str] = []
    for name, value in values.items():
        record = business if name == "currency" else terms
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed.append(_WORDS[name])
    if wanted.late_fee_kind is LateFee.NONE:
        terms.late_fee_since = None
    elif terms.late_fee_since is None:
        terms.late_fee_since = day_in(business.timezone, uow.now)  # what was late before was agreed without a fee
    if changed:
        _tell(uow, ", ".join(dict.fromkeys(changed)))


def save_tax_rate(
    uow: UnitOfWork[StaffAccess], name: str, percent: Decimal, *, rate_id: str = "", is_default: bool = False
) -> TaxRate:
    """Add a tax, or change one by its id; a default takes the place of the one before.

    Raises InvalidField naming "name" or "percent", NotFound, Forbidden for technicians.
    """
    _may_change(uow.access)
    _locked_terms(uow)  # two who save at once come one after the other: one default, no tax twice
    name = " ".join(name.split())
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise InvalidField("name", "Give the tax a name of up to 40 characters, like VAT.")
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, 3):
        raise InvalidField("percent", "A rate is between 0 and 100, with at most 3 decimal places.")
    others = [rate for rate in tax_rates(uow) if rate.id != rate_id]
    if any((rate.name.casefold(), rate.percent) == (name.casefold(), percent) for rate in others):
        raise InvalidField("name", "You have this tax already.")
    rate = uow.get(TaxRate, rate_id) if rate_id else uow.add(TaxRate(id=new_id("tax"), name=name, percent=percent))
    rate.name, rate.percent, rate.is_archived = name, percent, False
    if is_default:
        uow.flush()
        uow.change(update(TaxRate).where(col(TaxRate.id) != rate.id).values(is_default=False))
    rate.is_default = is_default
    _tell(uow, f"tax {name}")
    return rate


def archive_tax_rate(uow: UnitOfWork[StaffAccess], rate_id: str) -> None:
    """Offer the tax no longer; lines that carry it keep it. Raises NotFound, Forbidden for technicians."""
    _may_change(uow.access)
    rate = uow.get(TaxRate, rate_id, lock=True)
    if not rate.is_archived:
        rate.is_archived, rate.is_default = True, False
        _tell(uow, f"tax {rate.name} archived")


def tax_rates(uow: UnitOfWork[StaffAccess]) -> list[TaxRate]:
    """Return the taxes in use, the default first."""
    in_use = select(TaxRate).where(col(TaxRate.is_archived).is_(False))
    return list(uow.all(in_use.order_by(col(TaxRate.is_default).desc(), col(TaxRate.name), col(TaxRate.id))))


def _may_change(access: StaffAccess) -> None:
    need(access, Permission.SETTINGS, "Only the office can change billing. Please ask a colleague there.")


def _locked_terms(uow: UnitOfWork[StaffAccess]) -> BillingTerms:
    """Return the row to change, locked: issuing takes its number from it."""
    terms = uow.first(select(BillingTerms))
    return uow.get(BillingTerms, terms.id, lock=True) if terms else uow.add(BillingTerms(id=new_id("trm")))


def _tell(uow: UnitOfWork[StaffAccess], what: str) -> None:
    uow.record(BillingChanged(subject_id=uow.access.business_id, what=what))
    uow.ring(billing_topic(uow.access.business_id))


def _late_fee_rules(wanted: WantedTerms) -> tuple[tuple[str, bool, str], ...]:
    minor, percent, kind = wanted.late_fee_minor, wanted.late_fee_percent, wanted.late_fee_kind
    fits = percent.is_finite() and 0 <= percent <= _HIGHEST_FEE_PERCENT and percent == round(percent, 2)
    return (
        (
            "late_fee_minor",
            0 <= minor <= _HIGHEST_FEE and (minor > 0 or kind is not LateFee.AMOUNT),
            "Give the late fee as an amount above zero.",
        ),
        (
            "late_fee_percent",
            fits and (percent > 0 or kind is not LateFee.PERCENT),
            f"Give the late fee as a percentage up to {_HIGHEST_FEE_PERCENT}, with at most 2 decimal places.",
        ),
        ("late_fee_grace_days", 0 <= wanted.late_fee_grace_days <= _MOST_DAYS, f"Give 0 to {_MOST_DAYS} days."),
    )


def _check(wanted: WantedTerms, highest_used: int) -> None:
    too_long = f"Please keep it under {LONGEST:,} characters."
    prefix = wanted.invoice_prefix
    rules = (
        ("currency", wanted.currency in CURRENCIES, "Choose one of the currencies of the list."),
        ("payment_days", 0 <= wanted.payment_days <= _MOST_DAYS, f"Give 0 to {_MOST_DAYS} days."),
        ("payment_terms", len(wanted.payment_terms) <= LONGEST, too_long),
        ("late_fee_policy", len(wanted.late_fee_policy) <= LONGEST, too_long),
        *_late_fee_rules(wanted),
        ("least_percent", 1 <= wanted.least_percent <= 100, "Give 1 to 100 percent."),
        ("payment_methods", set(wanted.payment_methods) <= set(METHODS), "Choose from the ways to pay of the list."),
        # a number that begins with DRAFT- is a draft's
        (
            "invoice_prefix",
            re.fullmatch(r"[A-Za-z0-9/._-]{0,16}", prefix) and not prefix.upper().startswith("DRAFT-"),
            "Use up to 16 letters, digits and the signs - / . _; it can't begin with DRAFT-.",
        ),
        (
            "next_invoice",
            highest_used < wanted.next_invoice <= _HIGHEST,
            f"{prefix}{highest_used:04} is in use. The next number must be higher."
            if highest_used
            else "Give a whole number from 1.",
        ),
    )
    for field, holds, message in rules:
        if not holds:
            raise InvalidField(field, message)

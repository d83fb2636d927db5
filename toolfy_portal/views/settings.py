"""The billing settings as a form is filled in with them: texts as one types them."""

from dataclasses import dataclass, field

from babel.numbers import get_currency_name

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import CURRENCIES
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.billing import METHODS, WantedTerms, tax_rates
from toolfy_portal.domain.businesses.models import TaxRate
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.views.words import number

METHOD_WORDS = {
    "card": ("Cards, Apple Pay and Google Pay", "Visa, Mastercard, American Express"),
    "bacs_debit": ("Bacs Direct Debit", "For customers paying in pounds. Lower fees, arrives in about four days"),
    "us_bank_account": ("ACH", "For customers paying in US dollars, from their bank account"),
}
CURRENCY_WORDS = {code: f"{code}, {get_currency_name(code, locale='en')}" for code in CURRENCIES}
BANK_PRESETS = {
    "uk": ("Account name", "Sort code", "Account number"),
    "iban": ("Account name", "IBAN", "BIC"),
    "us": ("Account name", "Routing number", "Account number"),
    "other": ("",),
}


@dataclass(frozen=True)
class MethodView:
    """A way to pay online that the business offers or doesn't."""

    name: str = ""
    title: str = ""
    text: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class BankRowView:
    """A row of the bank details. id: its own while the form is open."""

    id: str = ""
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class BillingView:
    """The terms as one types them."""

    currency: str = ""
    payment_days: str = ""
    payment_terms: str = ""
    late_fee_policy: str = ""
    takes_part_payments: bool = False
    least_percent: str = ""
    methods: list[MethodView] = field(default_factory=list[MethodView])
    invoice_prefix: str = ""
    next_invoice: str = ""


@dataclass(frozen=True)
class TaxView:
    """A tax that lines may carry. percent: as one types it."""

    id: str = ""
    name: str = ""
    percent: str = ""
    is_default: bool = False


def billing_view(terms: WantedTerms) -> BillingView:
    """Return the terms as they fill in the form."""
    offered = terms.payment_methods or METHODS
    return BillingView(
        currency=terms.currency,
        payment_days=str(terms.payment_days),
        payment_terms=terms.payment_terms,
        late_fee_policy=terms.late_fee_policy,
        takes_part_payments=terms.takes_part_payments,
        least_percent=str(terms.least_percent),
        methods=[MethodView(name, *words, is_on=name in offered) for name, words in METHOD_WORDS.items()],
        invoice_prefix=terms.invoice_prefix,
        next_invoice=str(terms.next_invoice),
    )


def show_taxes(uow: UnitOfWork[StaffAccess]) -> list[TaxView]:
    """Return the taxes in use, the default first."""
    locale = profile(uow).business.locale
    return [_tax(rate, locale) for rate in tax_rates(uow)]


def _tax(rate: TaxRate, locale: str) -> TaxView:
    return TaxView(rate.id, rate.name, number(rate.percent, locale), rate.is_default)

"""Bank debits: where the checkout can offer one, and when its money should arrive. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Debit:
    """A debit. method: Stripe's word. business_days: until it should have cleared."""

    method: str
    business_days: int


# https://docs.stripe.com/payments/ach-direct-debit and https://docs.stripe.com/payments/payment-methods/bacs-debit:
# Bacs takes 4 with a mandate that was used before, and a checkout opened by a link always makes a new one
_BY_CURRENCY = {"USD": Debit("us_bank_account", 4), "GBP": Debit("bacs_debit", 7)}


def debit_offered(currency: str, methods: Sequence[str]) -> Debit | None:
    """Return the debit that the checkout offers. methods: as the terms name them; none: all that the account has on."""
    debit = _BY_CURRENCY.get(currency)
    return debit if debit and (not methods or debit.method in methods) else None


def clears_on(currency: str, began: date) -> date | None:
    """Return the day by which a debit should have cleared: business days, without knowing of bank holidays."""
    debit, day = _BY_CURRENCY.get(currency), began
    left = debit.business_days if debit else 0
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= 5
    return day if debit else None

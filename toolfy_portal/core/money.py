"""Money as integer minor units of one currency."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    parse_decimal,
)

from toolfy_portal.core.errors import Invalid

# What an invoice may be in, the likeliest first: each can be paid online, too
CURRENCIES = (
    *("GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "ILS", "AED"),
    *("ZAR", "KES", "INR", "SGD", "HKD", "MYR", "PHP", "THB", "MXN", "BRL", "ISK", "UGX", "JPY", "KRW"),
)


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Return how many decimal places the currency has (ISO 4217 as in CLDR: GBP 2, JPY 0, KWD 3)."""
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of its currency: `Money(12_000, "GBP")` is £120.00."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} can't be added to {self.currency}")
        return other

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def text(self, locale: str = "en_GB") -> str:
        """Return the amount as a person of that locale writes it (CLDR)."""
        return _written(self.decimal, self.currency, locale, True)

    def __str__(self) -> str:
        return self.text()


def price_text(amount: Decimal, currency: str, locale: str) -> str:
    """Return a unit price as a person of that locale writes it; it may be finer than a minor unit: £0.0135."""
    fine = amount.normalize().as_tuple().exponent
    finer = isinstance(fine, int) and -fine > exponent(currency)
    return _written(amount.normalize() if finer else amount, currency, locale, not finer)


@lru_cache(maxsize=4096)
def _written(amount: Decimal, currency: str, locale: str, quantized: bool) -> str:
    """Kept: CLDR's patterns take 70 µs each, and one invoice has thirty amounts."""
    return format_currency(amount, currency, locale=locale, decimal_quantization=quantized)


def parse_amount(text: str, currency: str, locale: str) -> int:
    """Return what a person typed, in minor units: "1,234.50", "£40". Raises Invalid in words."""
    try:
        return to_minor(parse_number(text, locale, currency), currency)
    except ValueError as error:
        raise Invalid(f"Enter an amount like {plain_amount(4000, currency, locale)}.") from error


def parse_number(text: str, locale: str, sign: str = "") -> Decimal:
    """Return the number a person typed, as they write it there. sign: a currency or "%" that may stand beside it.

    Raises ValueError for anything else: a letter among the digits is a mistake, not to be passed over.
    """
    digits = "".join(text.split())
    signs = {sign, get_currency_symbol(sign, locale), get_currency_symbol(sign, "en")} if sign else set[str]()
    for known in map(re.escape, sorted(signs, key=len, reverse=True)):
        digits = re.sub(rf"^([-+−]?){known}|{known}$", r"\1", digits, flags=re.IGNORECASE)
    digits = digits.replace("−", "-").replace("'", "’")  # as CLDR writes them
    if not re.fullmatch(r"[-+]?[\d.,’]{1,20}", digits):
        raise ValueError(f"{text[:40]!r} is no number")
    try:
        return parse_decimal(digits, locale=locale, strict=True)
    except NumberFormatError as error:
        raise ValueError(str(error)) from error


def plain_amount(minor: int, currency: str, locale: str) -> str:
    """Return an amount as a person would type it into a field: "1234.50"."""
    return format_decimal(Money(minor, currency).decimal, format="0." + "0" * exponent(currency), locale=locale).rstrip(
        "."
    )


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an exact amount in minor units. Raises ValueError if it has a fraction of a minor unit."""
    scaled = amount.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} is not a whole number of minor units")
    return int(scaled)

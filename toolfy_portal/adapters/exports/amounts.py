"""Amounts as spreadsheets and invoicing products write them."""

import re
from decimal import Decimal
from functools import lru_cache

from babel.numbers import is_currency

from toolfy_portal.core.money import exponent, to_minor

# Far above any invoice, far below what a 64-bit column holds.
LARGEST = Decimal(10) ** 12

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_SIGNS = {
    "$": {
        "USD",
        "AUD",
        "CAD",
        "NZD",
        "SGD",
        "HKD",
        "TWD",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "BSD",
        "BBD",
        "BZD",
        "JMD",
        "TTD",
    },
    "€": {"EUR"},
    "£": {"GBP", "GIP", "IMP", "JEP", "GGP", "FKP", "EGP"},
    "¥": {"JPY", "CNY"},
    "₹": {"INR"},
}
_MARK = rf"(?:[A-Z]{{0,2}}[{''.join(_SIGNS)}]|[A-Z]{{3}})"
_PARTS = re.compile(
    rf"(?P<minus>-)?(?P<before>{_MARK})?(?: ?(?P<inner>-))?(?P<figure>[0-9.,' ]*?)(?P<outer>-)?(?P<after>{_MARK})?"
)
_POINT = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:[ '][0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
)
_COMMA = re.compile(r"[0-9]+,[0-9]+|[0-9]{1,3}(?:[. '][0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_AMBIGUOUS = re.compile(r"[0-9]{1,3},[0-9]{3}")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-"})


@lru_cache(maxsize=4096)
def parse_amount(text: str, currency: str, decimals: int | None = None) -> Decimal:
    """Return the number written in `text`, exact.

    Reads `$1,234.50`, `($400.00)`, `$-142.85`, `1.234,50 €`, `GBP 12`; `-` alone is a spreadsheet's zero.
    decimals: how many are usual here (the currency's own if not given); three or more make `1,234` ambiguous.
    Raises ValueError with the end of a sentence ("is not an amount") for anything else, as for another currency's sign.
    """
    text = text.strip()
    if len(text) > 60:
        raise ValueError("is not an amount")
    if not _PLAIN.fullmatch(text):
        text = _plain(text.translate(_SPACES).strip(), currency, exponent(currency) if decimals is None else decimals)
    number = Decimal(text)
    if abs(number) >= LARGEST:
        raise ValueError("is too large")
    return number


def _plain(text: str, currency: str, decimals: int) -> str:
    bracketed = text.startswith("(") and text.endswith(")")
    parts = _PARTS.fullmatch(text[1:-1].strip() if bracketed else text)
    if parts is None or (parts["before"] and parts["after"]):
        raise ValueError("is not an amount")
    negatives = bracketed + sum(bool(parts[name]) for name in ("minus", "inner", "outer"))
    figure = parts["figure"].strip()
    _check_mark(parts["before"] or parts["after"] or "", currency)
    if negatives == 1 and not figure and not bracketed:
        return "0"
    if negatives > 1 or not figure:
        raise ValueError("is not an amount")
    return "-" * negatives + _point_decimal(figure, decimals)


def _point_decimal(figure: str, decimals: int) -> str:
    if _AMBIGUOUS.fullmatch(figure) and decimals >= 3:
        raise ValueError("can be read two ways: write it without a comma")
    if len(figure) > 30:
        raise ValueError("is too large")
    if _POINT.fullmatch(figure):
        return re.sub("[, ']", "", figure)
    if _COMMA.fullmatch(figure):
        return re.sub("[. ']", "", figure).replace(",", ".")
    raise ValueError("is not an amount")


def _check_mark(mark: str, currency: str) -> None:
    """Refuse dollars for a business that counts in pounds: the figure would be right and the money wrong."""
    if not mark or mark == currency:
        return
    letters, sign = mark[:-1], mark[-1]
    if sign not in _SIGNS:
        raise ValueError("is not an amount" if not is_known(mark) else f"is in {mark}, not in {currency}")
    if currency not in _SIGNS[sign] or not currency.startswith(letters):
        raise ValueError(f"is in {mark}, not in {currency}")


def minor_units(number: Decimal, currency: str) -> int:
    """Return the amount in minor units. Raises ValueError with the end of a sentence if it is finer than one."""
    try:
        return to_minor(number, currency)
    except ValueError:
        raise ValueError(f"is finer than {currency} can be paid") from None


@lru_cache(maxsize=512)
def is_known(currency: str) -> bool:
    """Say whether it is a currency code of ISO 4217, as in CLDR."""
    return is_currency(currency)

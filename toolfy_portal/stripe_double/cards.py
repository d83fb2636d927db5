"""Test cards: what the person typed, and what the bank would answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from toolfy_portal.stripe_double.refusal import Json


@dataclass(frozen=True, slots=True)
class Card:
    """A card as typed: digits only, four-digit year. Never kept; a charge shows the last four digits."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str
    name: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Why the bank refused (https://docs.stripe.com/declines/codes), with the sentence Checkout shows."""

    code: str
    message: str

    @property
    def error_code(self) -> str:
        """The error's code: most declines are `card_declined`, a few have a code of their own."""
        return self.code if self.code in _CODES_OF_THEIR_OWN else "card_declined"


DISPUTED, REFUND_WAITS, REFUND_FAILS = "disputed", "refund_waits", "refund_fails"
_NOT_A_TEST_CARD: Final = "test_mode_live_card"
_CODES_OF_THEIR_OWN: Final = {"expired_card", "incorrect_cvc", "processing_error"}
# https://docs.stripe.com/testing: each card's brand, and what becomes of a payment with it
_CARDS: Final = {
    "4242424242424242": ("visa", ""),
    "5555555555554444": ("mastercard", ""),
    "4000000000000002": ("visa", "generic_decline"),
    "4000000000009995": ("visa", "insufficient_funds"),
    "4000000000000069": ("visa", "expired_card"),
    "4000000000000127": ("visa", "incorrect_cvc"),
    "4000000000000119": ("visa", "processing_error"),
    "4000000000000259": ("visa", DISPUTED),
    "4000000000007726": ("visa", REFUND_WAITS),
    "4000000000005126": ("visa", REFUND_FAILS),
}
_DECLINES: Final = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    _NOT_A_TEST_CARD: "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
}


def card_fate(number: str) -> str:
    """Return what becomes of a payment with the card: a decline's code, a mark of this module, or nothing special."""
    return _CARDS.get(number, ("", _NOT_A_TEST_CARD))[1]


def decline_of(fate: str) -> Decline | None:
    """Return why the bank refuses a card of that fate, or None if it pays."""
    return Decline(fate, _DECLINES[fate]) if fate in _DECLINES else None


def card_facts(card: Card) -> Json:
    """Return what Stripe keeps of a card, the same in a payment method and in a charge."""
    return {
        "brand": _CARDS.get(card.number, ("unknown", ""))[0],
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": sha256(card.number.encode()).hexdigest()[:16],
        "funding": "credit",
        "last4": card.number[-4:],
        "regulated_status": "unregulated",
        "wallet": None,
    }


def read_card(form: Mapping[str, str], now: datetime) -> Card | dict[str, str]:
    """Return the typed card, or a sentence for each field that can't be right: number, expiry, cvc, name."""
    number = re.sub(r"[ -]", "", form.get("number", ""))
    expiry = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(?:20)?(\d\d)\s*", form.get("expiry", ""), re.ASCII)
    cvc, name = form.get("cvc", "").strip(), form.get("name", "").strip()
    month, year = (int(expiry[1]), 2000 + int(expiry[2])) if expiry else (0, 0)
    problems = {
        "number": None if _adds_up(number) else "Check the card number: it doesn't look right.",
        "expiry": _expiry_problem(month, year, now),
        "cvc": None if re.fullmatch(r"\d{3,4}", cvc, re.ASCII) else "Enter the 3 or 4 digits of the security code.",
        "name": None if name else "Enter the name on the card.",
    }
    found = {field: problem for field, problem in problems.items() if problem}
    return found or Card(number, month, year, cvc, name[:200])


def _expiry_problem(month: int, year: int, now: datetime) -> str | None:
    if not 1 <= month <= 12:
        return "Enter the expiry date as MM / YY."
    return "This card's expiry date is in the past." if (year, month) < (now.year, now.month) else None


def _adds_up(number: str) -> bool:
    """Say whether the digits pass the Luhn check that every card number passes (ISO/IEC 7812-1)."""
    if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0

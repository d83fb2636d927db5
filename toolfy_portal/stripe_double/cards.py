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


# https://docs.stripe.com/testing: the brand of each card, and how the bank declines it
_BRANDS: Final = {
    "4242424242424242": "visa",
    "5555555555554444": "mastercard",
    "4000000000000002": "visa",
    "4000000000009995": "visa",
}
_DECLINES: Final = {
    "4000000000000002": Decline("generic_decline", "Your card was declined."),
    "4000000000009995": Decline("insufficient_funds", "Your card has insufficient funds."),
}
_NOT_A_TEST_CARD: Final = Decline(
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)


def decline_of(card: Card) -> Decline | None:
    """Return why the bank refuses the card, or None if it pays."""
    if card.number not in _BRANDS:
        return _NOT_A_TEST_CARD
    return _DECLINES.get(card.number)


def payment_method_details(card: Card, amount: int) -> Json:
    """Return what a charge may say about the card; amount in minor units."""
    brand = _BRANDS.get(card.number, "unknown")
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    unset = dict.fromkeys(("installments", "mandate", "network_token", "three_d_secure", "wallet"))
    return {
        "type": "card",
        "card": {
            **unset,
            "amount_authorized": amount,
            "authorization_code": None,
            "brand": brand,
            "checks": checks,
            "country": "US",
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": sha256(card.number.encode()).hexdigest()[:16],
            "funding": "credit",
            "last4": card.number[-4:],
            "network": brand,
            "network_transaction_id": None,
            "regulated_status": "unregulated",
        },
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

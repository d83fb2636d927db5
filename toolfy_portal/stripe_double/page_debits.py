"""The hosted page's bank debits: test accounts to choose from, each labelled with what its bank will answer."""

from html import escape
from typing import Final

from toolfy_portal.stripe_double.debits import BankAccount, can_debit
from toolfy_portal.stripe_double.refusal import Json

_HOLDER: Final = "Test customer"
_CHOICES: Final = {
    "ach-succeeds": (BankAccount("us_bank_account", "110000000", "000123456789", _HOLDER), "succeeds after a while"),
    "ach-no-money": (BankAccount("us_bank_account", "110000000", "000222222227", _HOLDER), "fails: insufficient funds"),
    "ach-closed": (BankAccount("us_bank_account", "110000000", "000111111113", _HOLDER), "fails: account closed"),
    "ach-none": (BankAccount("us_bank_account", "110000000", "000111111116", _HOLDER), "fails: no such account"),
    "bacs-succeeds": (BankAccount("bacs_debit", "108800", "00012345", _HOLDER), "succeeds after a while"),
    "bacs-no-money": (BankAccount("bacs_debit", "108800", "22222227", _HOLDER), "fails: insufficient funds"),
    "bacs-refused": (BankAccount("bacs_debit", "108800", "33333335", _HOLDER), "fails: debit not authorised"),
}


def chosen(name: str) -> BankAccount | None:
    """Return the test account that a button of that name stands for, or None."""
    return _CHOICES[name][0] if name in _CHOICES else None


def bank_form(session: Json) -> str:
    """Return the buttons for the bank debits that the session takes; nothing if it takes none."""
    buttons = "".join(
        f'<button type="submit" name="bank" value="{name}"><span>Account ending {account.number[-4:]}</span>'
        f"<small>{escape(effect)}</small></button>"
        for name, (account, effect) in _CHOICES.items()
        if can_debit(session, account.kind)
    )
    if not buttons:
        return ""
    return (
        '<section class="bank" aria-labelledby="bank"><h2 id="bank">Or by bank debit</h2>'
        f'<form method="post">{buttons}</form></section>'
    )

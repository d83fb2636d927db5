"""Bank details for a transfer: rows of a label and a value, checked where the label says what the value is. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolfy_portal.core.errors import InvalidField

MOST_ROWS, LABEL, VALUE = 8, 40, 140  # rows; characters


_BICS = ("bic", "swift", "bic / swift")

BankRow = tuple[str, str]


def checked(rows: Sequence[BankRow]) -> list[BankRow]:
    """Return the rows as they are shown, without empty ones. Raises InvalidField naming the row."""
    found: list[BankRow] = []
    if len(rows) > MOST_ROWS:
        raise InvalidField("bank_details", f"{MOST_ROWS} rows at most.")
    is_british = any(_kind(label) == "sort code" and value.strip() for label, value in rows)
    for number, row in enumerate(rows):
        label, value = (" ".join(part.split()) for part in row)
        if value:
            found.append((label, _checked(f"bank_details.{number}", label, value, is_british)))
    return found


@dataclass(frozen=True, slots=True)
class SepaAccount:
    """Where a transfer in euros goes. name: of its holder, and bic: each empty if the rows don't say."""

    iban: str
    bic: str
    name: str


def sepa_account(rows: Sequence[BankRow]) -> SepaAccount | None:
    """Return the account among the rows that has an IBAN with right check digits, without spaces."""
    found = {_kind(label): value for label, value in rows}
    try:
        iban = _iban("iban", found.get("iban", ""))
        bic = next((_bic("bic", found[label]) for label in _BICS if found.get(label)), "")
    except InvalidField:
        return None
    return SepaAccount(iban.replace(" ", ""), bic, found.get("account name", ""))


def _kind(label: str) -> str:
    return " ".join(label.casefold().split())


def _checked(field: str, label: str, value: str, is_british: bool) -> str:
    if not label or len(label) > LABEL or len(value) > VALUE:
        raise InvalidField(field, f"Give it a name of up to {LABEL} characters, and a value of up to {VALUE}.")
    kind = _kind(label)
    if kind == "account number":
        return _british_account(field, value) if is_british else _account(field, value)
    check = _CHECKS.get(kind)
    return check(field, value) if check else value


def _sort_code(field: str, value: str) -> str:
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise InvalidField(field, "A sort code has 6 digits, like 20-00-00.")
    return f"{digits[:2]}-{digits[2:4]}-{digits[4:]}"


def _british_account(field: str, value: str) -> str:
    digits = re.sub(r"\s", "", value)
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise InvalidField(field, "A UK account number has 8 digits. Put zeros in front of a shorter one.")
    return digits


def _account(field: str, value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z /.-]{2,33}", value):
        raise InvalidField(field, "An account number has 3 to 34 digits or letters.")
    return value


def _iban(field: str, value: str) -> str:
    """ISO 13616: country and check digits go to the end, letters become 10 to 35, and the rest by 97 is 1."""
    plain = re.sub(r"\s", "", value).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", plain):
        raise InvalidField(field, "An IBAN begins with two letters and two digits, like GB29 NWBK 6016 1331 9268 19.")
    if int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 != 1:
        raise InvalidField(field, "This IBAN isn't right: a digit or letter may be wrong or in the wrong place.")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _bic(field: str, value: str) -> str:
    """ISO 9362: bank, country, place, and a branch that may be left out."""
    plain = re.sub(r"\s", "", value).upper()
    if not re.fullmatch(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", plain):
        raise InvalidField(field, "A BIC has 8 or 11 letters and digits, like NWBKGB2L.")
    return plain


def _routing(field: str, value: str) -> str:
    """ABA: the digits weighed 3, 7, 1 add up to a multiple of ten."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise InvalidField(field, "A routing number has 9 digits.")
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True))
    if weighed == 0 or weighed % 10:
        raise InvalidField(field, "This routing number isn't right: a digit may be wrong or in the wrong place.")
    return digits


_CHECKS: dict[str, Callable[[str, str], str]] = {
    "sort code": _sort_code,
    "iban": _iban,
    **dict.fromkeys(_BICS, _bic),
    "routing number": _routing,
}

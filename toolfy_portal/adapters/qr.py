"""QR codes as SVG: black on white, with the quiet zone of four modules that scanners need."""

from decimal import Decimal
from functools import lru_cache

from segno import helpers, make_qr

LONGEST_NAME = 70  # characters; EPC069-12, table 1, as are the amounts
LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
_UTF_8 = 1  # left to guess, the library may choose a code page that some banks' apps read as another


@lru_cache(maxsize=128)
def epc_qr(name: str, iban: str, bic: str, amount: Decimal, text: str) -> str:
    """Return the code that a banking app reads as a transfer in euros (EPC069-12, version 2); empty if none can be.

    iban: checked before. bic: may be empty. text: what the transfer is for, up to 140 characters.
    """
    if not (1 <= len(name) <= LONGEST_NAME and LEAST <= amount <= MOST):
        return ""
    try:
        code = helpers.make_epc_qr(name=name, iban=iban, amount=amount, text=text, bic=bic or None, encoding=_UTF_8)
    except ValueError:  # in some scripts the name and text take more bytes than the code may hold
        return ""
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)


def plain_qr(text: str) -> str:
    """Return the code of a text that a camera reads, like an authenticator app's `otpauth://` address."""
    code = make_qr(text, error="m")
    return code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)

"""Locks a PDF with a password: AES-256, revision 6 (ISO 32000-2, 7.6)."""

import io
import secrets
import unicodedata
from typing import Final

import pikepdf

from toolfy_portal.adapters.e_invoice import NAMESPACE
from toolfy_portal.core.errors import InvalidField

SHORTEST: Final = 8  # characters; whoever has the file can try words as fast as their machine allows
LONGEST: Final = 40  # what a field takes: at most 120 bytes, and the format holds 127
_MOST_BYTES: Final = 127
_ONLY_UNLOCKED: Final = ("{http://www.aiim.org/pdfa/ns/id/}", f"{{{NAMESPACE}}}")


def lock(pdf: bytes, password: str) -> bytes:
    """Return a copy of the PDF that opens with the password alone; each copy has other bytes.

    It claims neither PDF/A nor Factur-X any more: both forbid encryption.
    Raises InvalidField naming "password".
    """
    key = _key(password)
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as claims:
            for name in [name for name in claims if name.startswith(_ONLY_UNLOCKED)]:
                del claims[name]
        document.save(
            locked,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            encryption=pikepdf.Encryption(user=key, owner=secrets.token_urlsafe(24), R=6, aes=True, metadata=True),
        )
    return locked.getvalue()


def _key(password: str) -> str:
    """Return the password as readers spell what is typed into them: SASLprep (RFC 4013), which is NFKC at its core."""
    if password != password.strip():
        raise InvalidField("password", "Leave out the space before or after the password.")
    key = unicodedata.normalize("NFKC", password)
    if len(key) < SHORTEST:
        raise InvalidField("password", f"Choose a password of at least {SHORTEST} characters.")
    if len(key.encode()) > _MOST_BYTES or any(unicodedata.category(sign).startswith("C") for sign in key):
        raise InvalidField("password", f"Choose a password of up to {LONGEST} characters, without special signs.")
    return key

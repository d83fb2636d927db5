"""Hashes and checks passwords (argon2id, RFC 9106 low-memory profile: 64 MiB, 3 passes)."""

from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from toolfy_portal.core.errors import InvalidField

SHORTEST, LONGEST = 10, 128  # characters

_hasher = PasswordHasher()
# 64 MiB each: a burst of sign-ins must not eat the machine
_at_once = BoundedSemaphore(4)
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    with _at_once:
        return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Say whether the password is right. Takes the same time for an account that doesn't exist (empty hash)."""
    with _at_once:
        try:
            return _hasher.verify(password_hash or _NOBODY, password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False


def acceptable(password: str, *about: str) -> str:
    """Return a new password. about: what anybody knows of the person, like their e-mail.

    Length counts and nothing else, as NIST SP 800-63B 5.1.1.2 says; what everybody would try first doesn't pass.
    Raises InvalidField naming "password".
    """
    if len(password) < SHORTEST:
        raise InvalidField("password", f"Use at least {SHORTEST} characters. A few words in a row are easy to keep.")
    if len(password) > LONGEST:
        raise InvalidField("password", f"Use at most {LONGEST} characters.")
    plain = password.casefold()
    known = {word.casefold() for whole in about for word in (whole, whole.partition("@")[0]) if word}
    if len(set(plain)) < 4 or plain in _common() or plain.strip("0123456789!.?-_ ") in known:
        raise InvalidField("password", "That is one of the first that anybody would try. Please choose another.")
    return password


@cache
def _common() -> frozenset[str]:
    """Return common passwords that are long enough to get this far."""
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())

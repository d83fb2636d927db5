"""Hashes and checks passwords (argon2id, RFC 9106 low-memory profile: 64 MiB, 3 passes)."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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

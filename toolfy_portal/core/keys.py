"""Encrypts secrets at rest and hashes tokens for look-up, with keys that live outside the database."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MIN_KEY_LENGTH = 32


def _derive(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"toolfy-portal/{purpose}".encode()).derive(key.encode())


class Keyring:
    """One key that encrypts and hashes now, and older ones that still open what they closed.

    Rotation: put a new key in front. Raises ValueError without keys or with one shorter than 32 characters.
    """

    def __init__(self, keys: list[str]) -> None:
        if not keys or any(len(key) < MIN_KEY_LENGTH for key in keys):
            raise ValueError(f"Each secret key needs at least {MIN_KEY_LENGTH} characters")
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key, "encrypt"))) for key in keys])
        self._peppers = [_derive(key, "pepper") for key in keys]
        self._seals = [_derive(key, "history") for key in keys]

    def encrypt(self, secret: str) -> bytes:
        """Return the secret, encrypted with the newest key."""
        return self._fernet.encrypt(secret.encode())

    def decrypt(self, encrypted: bytes) -> str:
        """Return what `encrypt` closed. Raises ValueError if no key opens it."""
        try:
            return self._fernet.decrypt(encrypted).decode()
        except InvalidToken as error:
            raise ValueError("None of PORTAL_SECRET_KEYS opens this") from error

    def hash(self, token: str) -> bytes:
        """Return the 32 bytes under which a token is stored: HMAC-SHA256 with the newest key's pepper."""
        return hmac.digest(self._peppers[0], token.encode(), hashlib.sha256)

    def hashes(self, token: str) -> list[bytes]:
        """Return every hash under which the token may have been stored, newest key first."""
        return [hmac.digest(pepper, token.encode(), hashlib.sha256) for pepper in self._peppers]

    def seal(self, data: bytes) -> bytes:
        """Return the 32 bytes that only a holder of the keys can make for this data: HMAC-SHA256, newest key."""
        return hmac.digest(self._seals[0], data, hashlib.sha256)

    def is_seal(self, data: bytes, seal: bytes) -> bool:
        """Say whether one of the keys made the seal for this data."""
        return any(hmac.compare_digest(hmac.digest(key, data, hashlib.sha256), seal) for key in self._seals)

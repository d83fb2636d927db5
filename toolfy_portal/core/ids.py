"""Names for records and secrets for links."""

import secrets
import string

from ulid import ULID

TOKEN_ALPHABET = string.digits + string.ascii_lowercase
TOKEN_LENGTH = 32


def new_id(prefix: str) -> str:
    """Return a time-ordered id that tells its kind: `inv_01m80gdaag…` (ULID, lower case)."""
    return f"{prefix}_{str(ULID()).lower()}"


def new_token() -> str:
    """Return a link's secret: 32 characters of `[0-9a-z]`, 165 random bits."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def is_token(text: str) -> bool:
    """Say whether the text has the form of a link's secret."""
    return len(text) == TOKEN_LENGTH and set(text) <= set(TOKEN_ALPHABET)

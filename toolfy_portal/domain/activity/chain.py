"""The history as a chain: each entry is sealed together with the one before it (docs/decisions/0010).

The seal is an HMAC with a key that isn't in the database, over the entry's place, what it is about, when it happened,
and a salted hash of its words. This is how it stands on disk: another form needs another number in front.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from toolfy_portal.core.keys import Keyring

FORM = 1
START = b""  # what comes before the first entry
_SALT_BYTES = 16


def canonical(value: Any) -> bytes:
    """Return JSON as the same bytes for the same value: sorted names, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def hash_words(salt: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the hash of an entry's words. Without the salt nobody can try which words give it."""
    words = [entry["summary"], entry["data"], entry["actor"]]
    return hashlib.sha256(salt + canonical(words)).digest()


def sealed_part(entry: Mapping[str, Any]) -> bytes:
    """Return what an entry's digest is the seal of."""
    at: datetime = entry["at"]
    place = [FORM, entry["business_id"], entry["position"], bytes(entry["previous"]).hex(), entry["id"]]
    about = [entry["subject_id"], entry["customer_id"], entry["kind"], at.astimezone(UTC).isoformat()]
    return canonical([*place, *about, bytes(entry["words_hash"]).hex()])


def link(keys: Keyring, entries: list[dict[str, Any]], position: int, previous: bytes) -> Iterator[dict[str, Any]]:
    """Yield the entries as the next ones of a chain that ends with `position` and `previous`."""
    for entry in entries:
        salt, position = secrets.token_bytes(_SALT_BYTES), position + 1
        hashed = hash_words(salt, entry)
        whole = {**entry, "position": position, "previous": previous, "salt": salt, "words_hash": hashed}
        previous = keys.seal(sealed_part(whole))
        yield {**whole, "digest": previous}

"""Who can reach the portal at the address that it is configured with."""

from enum import StrEnum
from urllib.parse import urlsplit


class Reach(StrEnum):
    """What an address is good for."""

    EVERYWHERE = "everywhere"
    HERE = "here"  # on this machine alone
    UNENCRYPTED = "unencrypted"


def reach_of(public_url: str) -> Reach:
    """Return who can reach the address, and how, as far as it says so itself."""
    address = urlsplit(public_url)
    if address.hostname in {"localhost", "127.0.0.1", "::1"}:
        return Reach.HERE
    return Reach.EVERYWHERE if address.scheme == "https" else Reach.UNENCRYPTED

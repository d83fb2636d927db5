"""Asks whether a portal answers at its own public address."""

import httpx

_SECONDS = 5


def answers(public_url: str) -> bool:
    """Say whether a healthy portal answers there, seen from this machine."""
    try:
        return httpx.get(f"{public_url}/healthz", timeout=_SECONDS).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False

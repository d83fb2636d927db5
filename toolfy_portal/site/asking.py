"""What a request says about its sender: address, origin, browser; and how often it may ask."""

import secrets
from functools import lru_cache
from ipaddress import ip_address, ip_network

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.errors import Forbidden, TooMany

BROWSER_COOKIE = "portal_browser"
THEME_COOKIE = "portal_theme"  # written by the page itself: see components/scripts/page.js
_YEAR = 365 * 24 * 3600  # seconds

MISSES = "20/minute"
OPENS = "120/minute"
SIGN_INS = "10/15minute"
SENDERS = "50/15minute"  # sign-ins of one sender, to whichever accounts
CODES = "5/15minute"  # second factors, and proofs in between, of one person
RESETS = "3/hour"  # mails about a forgotten password to one address
FRESH_BY_LINK, FRESH_BY_SENDER, FRESH_BY_BUSINESS = "3/hour", "10/hour", "200/hour"
NOTICES = "3/hour"  # of a transfer: a slip, a double click, and once more if staff dismissed it


def sender_of(request: Request) -> str:
    """Return the address that limits count: an IPv4 address or an IPv6 /64, beyond our own proxies."""
    hops = portal().settings.trusted_proxy_hops
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    text = forwarded[-hops] if 0 < hops <= len(forwarded) else (request.client.host if request.client else "")
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else text


def refuse_cross_site(request: Request) -> None:
    """Raise Forbidden for a form that another site sent: `Origin`, else `Sec-Fetch-Site`, must be ours."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin in portal().settings.origins or (origin is None and site in {"same-origin", "none"}):
        return
    raise Forbidden("That form came from another site. Please open the page again and retry.")


@lru_cache(maxsize=1)
def _limiter(redis_url: str) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage_from_string(redis_url or "memory://"))


def limiter() -> FixedWindowRateLimiter:
    """Return the counters: in memory, or in Redis when there are several workers."""
    return _limiter(portal().settings.redis_url.get_secret_value())


def count(rule: str, *what: str) -> None:
    """Count one more; raise TooMany beyond the rule, like "20/minute"."""
    if not limiter().hit(parse(rule), rule, *what):
        raise TooMany("That's a lot of tries. Please wait a minute.")


def browser_of(request: Request) -> str:
    """Return the random id this browser was given; empty for one that has none yet."""
    return request.cookies.get(BROWSER_COOKIE, "")[:64]


def theme_of(request: Request, appearance: str = "auto") -> str:
    """Return the theme to show: "light" or "dark" as this browser's owner chose, else the appearance given."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else appearance


def remember_browser(request: Request, answer: Response) -> None:
    """Give a new browser a random id, so that looking twice is one view. It says nothing about the person."""
    if not browser_of(request):
        answer.set_cookie(
            BROWSER_COOKIE,
            secrets.token_urlsafe(16),
            max_age=_YEAR,
            path="/portal/",
            httponly=True,
            samesite="lax",
            secure=portal().settings.is_https,
        )

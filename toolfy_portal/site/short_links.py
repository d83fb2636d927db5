"""Short links: from a text message to the portal."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.core.errors import NotFound
from toolfy_portal.domain.sign_in.links import LinkExpired, LinkReplaced
from toolfy_portal.domain.sign_in.short_links import by_code
from toolfy_portal.site.answers import see_other
from toolfy_portal.site.asking import MISSES, OPENS, count, refuse_cross_site, sender_of
from toolfy_portal.site.documents import send_fresh


def short_link(request: Request) -> Response:
    """GET `/p/{code}`: lead to the link's own address. Raises as `by_code` does, TooMany beyond the limits."""
    sender = sender_of(request)
    count(OPENS, sender, "short")
    try:
        kind, token = by_code(request.path_params["code"])
    except NotFound:
        count(MISSES, sender)
        raise
    return see_other(f"/portal/{kind}/{token}")


def ask_fresh(request: Request) -> Response:
    """POST, from the page that says that the link ended: have a fresh one sent to the address on file."""
    refuse_cross_site(request)
    try:
        return short_link(request)
    except (LinkExpired, LinkReplaced) as dead:
        return send_fresh(request, dead)

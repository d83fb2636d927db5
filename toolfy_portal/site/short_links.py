"""Short links: from a text message to the portal."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.core.errors import NotFound
from toolfy_portal.domain.sign_in.short_links import by_code
from toolfy_portal.site.answers import see_other
from toolfy_portal.site.asking import MISSES, OPENS, count, sender_of


def short_link(request: Request) -> Response:
    """GET `/p/{code}`: lead to the link's own address. Raises NotFound, LinkReplaced, TooMany."""
    sender = sender_of(request)
    count(OPENS, sender, "short")
    try:
        kind, token = by_code(request.path_params["code"])
    except NotFound:
        count(MISSES, sender)
        raise
    return see_other(f"/portal/{kind}/{token}")

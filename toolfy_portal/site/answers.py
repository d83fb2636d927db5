"""Answers: whole HTML with its security headers, and the page for each way a request can fail."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.components import moments
from toolfy_portal.components.markup import HtmlMarkup, Markup, Node
from toolfy_portal.components.styles import moment_css
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import NotFound, PortalError, TooMany
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.sign_in.links import LinkExpired, LinkReplaced, LinkRevoked
from toolfy_portal.site.asking import theme_of
from toolfy_portal.site.shells import Written, plain_page
from toolfy_portal.views.brands import BrandView, brand_view

H = HtmlMarkup()


CHECKOUT = "https://checkout.stripe.com"


def html_answer(
    written: Written, request: Request, status: int = 200, *, form_leads_to: str = CHECKOUT
) -> HTMLResponse:
    """Return the document with a policy that allows exactly its own scripts, and forms that lead to one other site."""
    host = request.headers.get("host", "")
    sources = ("'self'", form_leads_to, portal().settings.stripe_api_base)
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(written.hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "font-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action {' '.join(source for source in sources if source)}",
            "frame-ancestors 'none'",
        )
    )
    return HTMLResponse(written.text, status, {"Content-Security-Policy": policy, "Cache-Control": "private, no-store"})


def see_other(address: str) -> RedirectResponse:
    """Return a 303: look there now."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def failed(error: PortalError, request: Request) -> Response:
    """Return the page that tells a link's holder what is wrong, with its true status."""
    if isinstance(error, LinkExpired | LinkReplaced | LinkRevoked):
        return branded(request, error.status, error.message, _ENDED[type(error)], error.business_id)
    if isinstance(error, TooMany):
        answer = plain(request, error.status, "Please wait a moment", moments.try_again_soon)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    if isinstance(error, NotFound):
        return plain(request, error.status, "That link isn’t complete", moments.link_incomplete)
    return plain(request, error.status, error.message, lambda h: _told(h, error.message))


_ENDED: dict[type[PortalError], Callable[[Markup, BrandView], Node]] = {
    LinkExpired: moments.link_expired,
    LinkReplaced: moments.link_replaced,
    LinkRevoked: moments.link_revoked,
}


def _told(h: Markup, message: str) -> Node:
    return moments.toolfy_page(h, "Customer portal", moments.centred(h, h.el("h1", message)))


def branded(
    request: Request, status: int, title: str, write: Callable[[Markup, BrandView], Node], business_id: str
) -> Response:
    """Return a page with one message in the look of the business."""
    with reading(SystemAccess(business_id, "link page")) as uow:
        brand = brand_view(profile(uow))
    return _page(request, status, title, str(write(H, brand)), _Look(brand.css, brand.appearance))


def plain(request: Request, status: int, title: str, write: Callable[[Markup], Node]) -> Response:
    """Return a page with one message in our own look: no business is named."""
    return _page(request, status, title, str(write(H)), _Look("", "auto"))


@dataclass(frozen=True, slots=True)
class _Look:
    css: str
    appearance: str


def _page(request: Request, status: int, title: str, document: str, look: _Look) -> Response:
    head = f'<style>{moment_css()}</style><style id="brand">{look.css}</style>'
    written = plain_page(title=title, theme=theme_of(request, look.appearance), head=head, document=document)
    return html_answer(written, request, status)

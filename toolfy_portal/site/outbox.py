"""One message of the outbox: a plain page, and its words on a page within it. Messages hold links, and no link may pass
through a live page's state."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from toolfy_portal.adapters.email_layout import LOGO, in_theme
from toolfy_portal.components.message_page import message_page
from toolfy_portal.components.outbox_table import MESSAGES
from toolfy_portal.components.styles import staff_css
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, InvalidField
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications import outbox
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import refuse_cross_site, theme_of
from toolfy_portal.site.shells import plain_page
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.brands import picture
from toolfy_portal.views.outbox import show_message

_SIGN_IN = f"/staff/sign-in?next={MESSAGES}"
# nothing but text, our own logo, and its own styles; shown inside our own page alone
_SEALED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}


def message(request: Request) -> Response:
    """GET a message. Raises NotFound, Forbidden for technicians."""
    access = staff_of(request)
    return see_other(_SIGN_IN) if access is None else _page(request, access)


def send_again(request: Request) -> Response:
    """POST an address: the message goes out again, or the page says why not. Raises NotFound, Forbidden."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    to = str(request.state.form.get("to", ""))[:300]
    try:
        with begin(access) as uow:
            fresh = outbox.send_again(uow, request.path_params["message_id"], to)
    except (InvalidField, Conflict) as error:
        return _page(request, access, to, error.message, error.status)
    return see_other(f"{MESSAGES}/{fresh.id}")


def words(request: Request) -> Response:
    """GET what a message says: `way` is light, dark or device, or text. Raises NotFound, Forbidden."""
    access, way = staff_of(request), request.query_params.get("way", "")
    if access is None:
        return see_other(_SIGN_IN)
    with reading(access) as uow:
        read = outbox.read(uow, request.path_params["message_id"])
        text, html, logo = read.text(uow.keys), read.html(uow.keys), picture(profile(uow).branding.logo_id)
    if way == "text" or not html:
        return PlainTextResponse(text, headers=_SEALED)
    return HTMLResponse(in_theme(html.replace(f"cid:{LOGO}", logo), way), headers=_SEALED)


def _page(request: Request, access: StaffAccess, to: str = "", error: str = "", status: int = 200) -> Response:
    with reading(access) as uow:
        shown = show_message(uow, request.path_params["message_id"])
    document = str(message_page(H, shown, request.query_params.get("way", ""), to=to, error=error))
    head = f"<style>{staff_css()}</style>"
    title = f"{shown.row.subject} · Toolfy Portal"
    return html_answer(plain_page(title=title, theme=theme_of(request), head=head, document=document), request, status)

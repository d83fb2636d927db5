"""What the dialog that sends an invoice asks for beside the socket: the mail to look at, and the text to hand over."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from toolfy_portal.adapters.email_layout import LOGO, in_theme
from toolfy_portal.components.markup import HtmlMarkup
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, PortalError
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications import dispatch
from toolfy_portal.domain.notifications.dispatch import Sending
from toolfy_portal.domain.notifications.documents import preview_document
from toolfy_portal.site.asking import refuse_cross_site
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.brands import picture


def preview_mail(request: Request) -> Response:
    """POST subject and message: the HTML of the mail exactly as it would be sent, but that its button leads nowhere.

    `?theme` light or dark: as it looks in a mail program with that theme.
    """
    try:
        access, form = _asking(request), request.state.form
        subject, message = (str(form.get(name, "")) for name in ("subject", "message"))
        with reading(access) as uow:
            mail = preview_document(uow, request.path_params["invoice_id"], subject=subject, message=message)
            logo = picture(profile(uow).branding.logo_id)
        html, status = mail.html.replace(f"cid:{LOGO}", logo), 200
    except PortalError as error:
        html, status = str(HtmlMarkup().el("p", error.message, style={"font-family": "sans-serif"})), error.status
    theme = "dark" if request.query_params.get("theme") == "dark" else "light"
    shown = in_theme(html, theme)
    return PlainTextResponse(shown, status, {"Cache-Control": "private, no-store"})


def hand_over_text(request: Request) -> Response:
    """POST the dialog's form: an `sms:` address with number and text, for the Messages app of this device.

    It holds the link, so it goes to the one who asks, and into no page's state.
    """
    try:
        access, form = _asking(request), request.state.form
        chosen = tuple(name.removeprefix("phone-") for name in form if name.startswith("phone-"))
        sending = Sending(
            "", by_text=chosen, other_number=str(form.get("other_number", "")), text=str(form.get("text", ""))
        )
        with begin(access) as uow:
            number, text = dispatch.hand_over_text(uow, request.path_params["invoice_id"], sending)
    except PortalError as error:
        return JSONResponse({"error": error.message}, error.status)
    # iOS wants `&` before the body and Android `?`: both understand this
    return JSONResponse({"link": f"sms:{number}?&body={quote(text)}"}, headers={"Cache-Control": "no-store"})


def _asking(request: Request) -> StaffAccess:
    """Return who asks. Raises Forbidden."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        raise Forbidden("Please sign in again.")
    return access

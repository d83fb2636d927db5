"""Staff: the sign-in and its cookie, the shells of their pages, PDFs, and copying a link."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.components.sign_in_page import sign_in_page
from toolfy_portal.components.styles import moment_css, staff_css
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.runtime import portal_url, staff_cookie
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.sign_in import staff
from toolfy_portal.printing import receipt_pdf
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import SIGN_INS, count, refuse_cross_site, sender_of, theme_of
from toolfy_portal.site.documents import invoice_pdf_answer, pdf_answer
from toolfy_portal.site.shells import Shells, plain_page

HOME = "/staff/invoices"
_ONE = re.compile(r"^(/staff/(?:invoices|customers)/)(?!new$)[^/]+(/edit)?$")  # built once for all of them


class StaffSite:
    """Answers `/staff/…` and `/auth/…`. Methods run in threads: a password takes its time."""

    def __init__(self, shells: Shells) -> None:
        self._shells = shells

    def sign_in_page(self, request: Request) -> Response:
        """GET: the form; whoever is signed in goes on."""
        if staff_of(request):
            return see_other(_next(request.query_params.get("next", "")))
        return self._form(request, next_=_next(request.query_params.get("next", "")))

    def sign_in(self, request: Request) -> Response:
        """POST: start a session, or show the form again with what is wrong."""
        form = request.state.form
        email, password = str(form.get("email", ""))[:254], str(form.get("password", ""))[:128]
        next_ = _next(str(form.get("next", "")))
        try:
            refuse_cross_site(request)
            count(SIGN_INS, sender_of(request), email.strip().lower())
            secret = staff.sign_in(email, password, request.headers.get("user-agent", ""))
        except PortalError as error:
            return self._form(request, next_=next_, email=email, error=error.message, status=error.status)
        answer = see_other(next_)
        answer.set_cookie(
            staff_cookie(),
            secret,
            max_age=int(staff.LONGEST.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=portal().settings.is_https,
        )
        return answer

    def sign_out(self, request: Request) -> Response:
        """POST: end the session; its open pages hear of it."""
        refuse_cross_site(request)
        staff.sign_out(request.cookies.get(staff_cookie(), ""))
        answer = see_other("/staff/sign-in")
        answer.delete_cookie(staff_cookie(), path="/", httponly=True, samesite="lax", secure=portal().settings.is_https)
        return answer

    def page(self, request: Request) -> Response:
        """GET a staff page: its shell. The data comes over the socket, checked at each event."""
        if staff_of(request) is None:
            return see_other(f"/staff/sign-in?next={quote(request.url.path)}")
        address = _ONE.sub(r"\1__shell__\2", request.url.path.rstrip("/"))
        head = f'<style>{staff_css()}</style><meta name="robots" content="noindex,nofollow">'
        written = self._shells.get(address).write(title="Toolfy Portal", theme=theme_of(request), head=head)
        return html_answer(written, request)

    def pdf(self, request: Request) -> Response:
        """GET the PDF of an invoice, as the customer gets it; POST a password: a copy locked with it."""
        access = staff_of(request)
        if access is None:
            return see_other(f"/staff/sign-in?next={quote(request.url.path.removesuffix('/pdf'))}")
        if request.method == "POST":
            refuse_cross_site(request)
        return invoice_pdf_answer(request, access, request.path_params["invoice_id"])

    def receipt(self, request: Request) -> Response:
        """GET the PDF of a payment's receipt, as the customer gets it."""
        access, invoice_id = staff_of(request), request.path_params["invoice_id"]
        if access is None:
            return see_other(f"/staff/sign-in?next={quote(f'/staff/invoices/{invoice_id}')}")
        return pdf_answer(*receipt_pdf(access, invoice_id, request.path_params["number"]))

    def copy_link(self, request: Request) -> Response:
        """POST: a link that works, to copy. It goes to the one who asks, and into no page's state."""
        access = staff_of(request)
        try:
            refuse_cross_site(request)
            if access is None:
                return JSONResponse({"error": "Please sign in again."}, 401)
            with begin(access) as uow:
                token = _token_to_copy(uow, request.path_params["invoice_id"], request.path_params.get("link_id"))
        except PortalError as error:
            return JSONResponse({"error": error.message}, error.status)
        return JSONResponse({"link": portal_url("invoice", token)}, headers={"Cache-Control": "no-store"})

    def _form(self, request: Request, *, next_: str, email: str = "", error: str = "", status: int = 200) -> Response:
        document = str(sign_in_page(H, next_path=next_, email=email, error=error))
        head = f"<style>{moment_css()}</style>"
        return html_answer(
            plain_page(title="Sign in · Toolfy Portal", theme=theme_of(request), head=head, document=document),
            request,
            status,
        )


def _token_to_copy(uow: UnitOfWork[StaffAccess], invoice_id: str, link_id: str | None) -> str:
    return others.copy(uow, invoice_id, link_id) if link_id else links.copy(uow, invoice_id)


def staff_of(request: Request) -> StaffAccess | None:
    """Return who is signed in in this browser."""
    return staff.by_session(request.cookies.get(staff_cookie(), ""))


def _next(address: str) -> str:
    """Return where to go after the sign-in: a page of ours, never another site's."""
    return address if address.startswith("/staff/") and "//" not in address and "\\" not in address else HOME

"""Password and second factor: plain forms, so that neither passes through the socket or a state."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.adapters.qr import plain_qr
from toolfy_portal.bootstrap import portal
from toolfy_portal.components import account_pages as pages
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, Invalid, PortalError
from toolfy_portal.domain.sign_in import account, factors
from toolfy_portal.domain.team.rules import confirmed
from toolfy_portal.site.answers import H, see_other
from toolfy_portal.site.asking import CODES, count, refuse_cross_site
from toolfy_portal.site.entrance import entrance_answer, text_of
from toolfy_portal.site.staff import staff_of

_TITLE = "Two-factor sign-in"


def password(request: Request) -> Response:
    """GET the form; POST the old password and a new one."""
    access, error, status = staff_of(request), "", 200
    if access is None:
        return _sign_in(request)
    if request.method == "POST":
        try:
            refuse_cross_site(request)
            count(CODES, access.person_id)
            account.change_password(access, text_of(request, "old"), text_of(request, "password", 1000))
            return see_other(pages.BACK)
        except PortalError as problem:
            error, status = problem.message, problem.status
    page = pages.password_page(H, email=account.mine(access).email, error=error)
    return entrance_answer(request, "Change your password", page, status)


def two_factor(request: Request) -> Response:
    """GET a new secret to scan, or the question whether to turn it off; POST a first code."""
    access = staff_of(request)
    if access is None:
        return _sign_in(request)
    confirmed(access)
    if account.mine(access).totp_encrypted is not None:
        return entrance_answer(request, _TITLE, pages.two_factor_on_page(H))
    if request.method != "POST":
        return _setup(request, access, factors.new_secret())
    refuse_cross_site(request)
    secret = _secret_of(access, text_of(request, "setup", 1000))
    try:
        codes = account.turn_on_factor(access, secret, text_of(request, "code"))
    except Invalid as problem:
        return _setup(request, access, secret, problem.message, problem.status)
    return entrance_answer(request, _TITLE, pages.recovery_page(H, codes))


def two_factor_off(request: Request) -> Response:
    """POST: ask for the password alone from now on."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        return _sign_in(request)
    account.turn_off_factor(access)
    return see_other(pages.BACK)


def _setup(request: Request, access: StaffAccess, secret: str, error: str = "", status: int = 200) -> Response:
    """Show the secret. It goes back and forth closed, so that nothing is kept until its app works."""
    email = account.mine(access).email
    setup = portal().runtime.keys.encrypt(f"setup|{access.session_id}|{secret}").decode()
    qr = plain_qr(factors.address(secret, email))
    page = pages.two_factor_page(H, qr=qr, secret=secret, setup=setup, error=error)
    return entrance_answer(request, _TITLE, page, status)


def _secret_of(access: StaffAccess, setup: str) -> str:
    try:
        purpose, session_id, secret = portal().runtime.keys.decrypt(setup.encode()).split("|")
    except ValueError:
        raise Forbidden("Please start again.") from None
    if (purpose, session_id) != ("setup", access.session_id):
        raise Forbidden("Please start again.")
    return secret


def _sign_in(request: Request) -> Response:
    return see_other(f"/staff/sign-in?next={request.url.path}")

"""In front of the staff's pages: second factor, joining, forgotten passwords, and proving again who one is."""

from collections.abc import Callable

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.components import sign_in_page as pages
from toolfy_portal.components.join_page import join_page
from toolfy_portal.components.markup import Node
from toolfy_portal.components.styles import moment_css
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, Invalid, PortalError
from toolfy_portal.core.runtime import staff_cookie
from toolfy_portal.domain.sign_in import account, invitations, places, sessions, staff
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import CODES, RESETS, SIGN_INS, count, refuse_cross_site, sender_of, theme_of
from toolfy_portal.site.shells import plain_page

HOME = "/staff/invoices"
SIGN_IN = "/staff/sign-in"


def page_of_ours(address: str) -> str:
    """Return where to go next: a page of ours, never another site's."""
    return address if address.startswith("/staff/") and "//" not in address and "\\" not in address else HOME


def entrance_answer(request: Request, title: str, document: Node, status: int = 200) -> Response:
    """Return a page that belongs to no business."""
    head = f"<style>{moment_css()}</style>"
    whole = plain_page(title=f"{title} · Toolfy Portal", theme=theme_of(request), head=head, document=str(document))
    return html_answer(whole, request, status)


def with_session(answer: Response, secret: str) -> Response:
    """Let the browser keep the session's secret, out of reach of scripts and of other sites."""
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


def text_of(request: Request, name: str, longest: int = 128) -> str:
    """Return a field of the form that was sent."""
    value = request.state.form.get(name, "")
    return value[:longest] if isinstance(value, str) else ""


def agent_of(request: Request) -> str:
    """Return what the browser says it is."""
    return request.headers.get("user-agent", "")


def second_factor(request: Request) -> Response:
    """POST a code after the password: start a session, or ask again."""
    refuse_cross_site(request)
    halfway, next_ = text_of(request, "halfway", 1000), page_of_ours(text_of(request, "next", 500))
    try:
        person_id = staff.who_is_halfway(halfway)
    except Forbidden:
        return see_other(SIGN_IN)
    try:
        count(CODES, person_id)
        secret = staff.finish(halfway, text_of(request, "code"), agent_of(request))
    except PortalError as error:
        page = pages.code_page(H, halfway=halfway, next_path=next_, error=error.message)
        return entrance_answer(request, "Enter your code", page, error.status)
    return with_session(see_other(next_), secret)


def join(request: Request) -> Response:
    """GET what an invitation offers; POST to take it up."""
    token = request.path_params["token"]
    return _by_mail(request, lambda: _join(request, token))


def _join(request: Request, token: str) -> Response:
    offer, error, status, name = invitations.offered(token), "", 200, ""
    if request.method == "POST":
        name = text_of(request, "name")
        try:
            refuse_cross_site(request)
            count(SIGN_INS, sender_of(request), offer.email)
            secret = invitations.accept(
                token, name, text_of(request, "password"), text_of(request, "code"), agent_of(request)
            )
            return with_session(see_other(HOME), secret)
        except Expired:
            raise
        except PortalError as problem:
            error, status = problem.message, problem.status
    page = join_page(
        H,
        business=offer.business,
        invited_by=offer.invited_by,
        email=offer.email,
        role=offer.role.value,
        has_account=offer.has_account,
        needs_code=offer.needs_code,
        name=name,
        error=error,
    )
    return entrance_answer(request, f"Join {offer.business}", page, status)


def forgot_form(request: Request) -> Response:
    """GET: ask for an address."""
    return entrance_answer(request, "Forgot your password?", pages.forgot_page(H))


def forgot(request: Request) -> Response:
    """POST an address: the same answer at once for everybody; the mail is written afterwards."""
    email = text_of(request, "email", 254)
    try:
        refuse_cross_site(request)
        invitations.checked_email(email)
        count(RESETS, email.strip().lower())
        count(SIGN_INS, "resets", sender_of(request))
    except PortalError as error:
        page = pages.forgot_page(H, email=email, error=error.message)
        return entrance_answer(request, "Forgot your password?", page, error.status)
    answer = entrance_answer(request, "Check your email", pages.forgot_sent_page(H))
    answer.background = BackgroundTask(account.ask_reset, email)
    return answer


def reset(request: Request) -> Response:
    """GET the form behind a mailed link; POST a new password."""
    token = request.path_params["token"]
    return _by_mail(request, lambda: _reset(request, token))


def _reset(request: Request, token: str) -> Response:
    person, error, status = account.who_resets(token), "", 200
    if request.method == "POST":
        try:
            refuse_cross_site(request)
            account.reset(token, text_of(request, "password"))
            return see_other(f"{SIGN_IN}?reset")
        except Invalid as problem:
            error, status = problem.message, problem.status
    return entrance_answer(request, "Set a new password", pages.reset_page(H, email=person.email, error=error), status)


def new_email(request: Request) -> Response:
    """GET the question behind a mailed link; POST to take the new address."""
    token = request.path_params["token"]
    if request.method != "POST":
        return entrance_answer(request, "Use this address?", pages.new_email_page(H))
    refuse_cross_site(request)

    def taken() -> Response:
        account.take_new_email(token)
        return see_other("/staff/settings/account")

    return _by_mail(request, taken)


def confirm(request: Request) -> Response:
    """GET the question who it is; POST the answer and go on."""
    access = staff.by_session(request.cookies.get(staff_cookie(), ""))
    sent = request.method == "POST"
    next_ = page_of_ours(text_of(request, "next", 500) if sent else request.query_params.get("next", ""))
    if access is None:
        return see_other(SIGN_IN)
    needs_code, error, status = sessions.needs_code(access), "", 200
    if sent:
        try:
            refuse_cross_site(request)
            count(CODES, access.person_id)
            sessions.confirm(access, text_of(request, "password"), text_of(request, "code"))
            return see_other(next_)
        except PortalError as problem:
            error, status = problem.message, problem.status
    email = account.mine(access).email
    page = pages.confirm_page(H, email=email, needs_code=needs_code, next_path=next_, error=error)
    return entrance_answer(request, "Is it still you?", page, status)


def switch(request: Request) -> Response:
    """POST: go on in another of the person's businesses. Pages that are open stay where they are."""
    refuse_cross_site(request)
    access = staff.by_session(request.cookies.get(staff_cookie(), ""))
    if access is None:
        return see_other(SIGN_IN)
    return with_session(see_other(HOME), places.go_to(access, text_of(request, "place", 40), agent_of(request)))


def _by_mail(request: Request, answer: Callable[[], Response]) -> Response:
    """Answer to a mailed link, or say that it doesn't work any more."""
    try:
        return answer()
    except (Expired, Conflict) as error:
        return entrance_answer(request, error.message, pages.gone_page(H, error.message), error.status)

"""The page that takes a key for Stripe: a plain form, so that the key never passes through the socket or a state."""

import logging

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.adapters.payments_account import PERMISSIONS
from toolfy_portal.bootstrap import portal
from toolfy_portal.components.connect_page import ACTION, BACK, ONBOARDED, connect_page
from toolfy_portal.components.styles import staff_css
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.payments import connecting, onboarding
from toolfy_portal.domain.payments.models import AccountMode
from toolfy_portal.domain.team.rules import confirmed
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import refuse_cross_site, theme_of
from toolfy_portal.site.shells import plain_page
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.settings_payments import begun_words

log = logging.getLogger(__name__)

_AGREE = "Please agree to what happens to the account that is connected now."
_TOO_OLD = "That address of Stripe’s was too old. Please press the button again."
_ELSEWHERE = "This browser went to another business meanwhile. Check that you’re in the right one, then send it again."
_SIGN_IN = f"/staff/sign-in?next={ACTION}"
_REPLACES = "From then on customers pay into the new account, and the old one is told of no more payments."


def connect_form(request: Request) -> Response:
    """GET: the forms. Raises Forbidden for technicians."""
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    confirmed(access)
    return _form(request, access, _TOO_OLD if "again" in request.query_params else "")


def connect(request: Request) -> Response:
    """POST a key: connect its account, or show the form again with what is wrong; the key is not in it."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    confirmed(access)
    form = request.state.form
    if _is_elsewhere(request, access):
        return _form(request, access, _ELSEWHERE, 409)
    if _at_stake(access) and form.get("agreed") != "yes":
        return _form(request, access, _AGREE, 422)
    try:
        connecting.connect(access, portal().accounts, str(form.get("key", "")), portal().settings.public_url)
    except (Invalid, Conflict) as error:
        return _form(request, access, error.message, error.status)
    return see_other(BACK)


def onboard(request: Request) -> Response:
    """POST: go to Stripe, which opens an account and asks its owner; what is connected stays until it is ready."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    confirmed(access)
    if _is_elsewhere(request, access):
        return _form(request, access, _ELSEWHERE, 409)
    if _at_stake(access) and request.state.form.get("agreed") != "yes":
        return _form(request, access, _AGREE, 422)
    here = portal().settings.public_url
    try:
        return see_other(
            onboarding.start_connect(access, portal().accounts, f"{here}{ONBOARDED}", f"{here}{ACTION}?again")
        )
    except Conflict as error:
        return _form(request, access, error.message, error.status)


def onboarded(request: Request) -> Response:
    """GET: back from Stripe, done or not. What Stripe says of the account counts; the settings show it."""
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    try:
        onboarding.finish_connect(access, portal().accounts, portal().runtime.clock.now())
    except Conflict as error:
        log.warning("an account is taken up later: %s", error.message)
    return see_other(BACK)


def _is_elsewhere(request: Request, access: StaffAccess) -> bool:
    """Say whether the browser went to another business since the form was shown."""
    return request.state.form.get("business", access.business_id) != access.business_id


def _at_stake(access: StaffAccess) -> str:
    """Return what to agree to before the account changes: what becomes of payments, too; "" for nothing."""
    with reading(access) as uow:
        account = connecting.connected(uow)
        if account is None or account.mode is AccountMode.DEMO:
            return ""
        return f"{_REPLACES} {begun_words(connecting.under_way(uow, account.id))}".strip()


def _form(request: Request, access: StaffAccess, error: str = "", status: int = 200) -> Response:
    by_platform = bool(portal().settings.stripe_platform_key.get_secret_value())
    replaces = _at_stake(access)
    document = str(
        connect_page(
            H,
            PERMISSIONS.values(),
            by_platform=by_platform,
            replaces=replaces,
            error=error,
            business_id=access.business_id,
        )
    )
    head = f"<style>{staff_css()}</style>"
    title = "Connect Stripe · Toolfy Portal"
    written = plain_page(title=title, theme=theme_of(request), head=head, document=document)
    return html_answer(written, request, status, form_leads_to="https://connect.stripe.com")

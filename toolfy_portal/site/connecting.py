"""The page that takes a key for Stripe: a plain form, so that the key never passes through the socket or a state."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.adapters.payments_account import PERMISSIONS
from toolfy_portal.bootstrap import portal
from toolfy_portal.components.connect_page import ACTION, BACK, connect_page
from toolfy_portal.components.styles import staff_css
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.models import AccountMode
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import refuse_cross_site, theme_of
from toolfy_portal.site.shells import plain_page
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.settings_payments import begun_words

_SIGN_IN = f"/staff/sign-in?next={ACTION}"
_REPLACES = "From now on customers pay into the account of the new key, and the old one is told of no more payments."


def connect_form(request: Request) -> Response:
    """GET: the form. Raises Forbidden for technicians."""
    access = staff_of(request)
    return _form(request, access) if access else see_other(_SIGN_IN)


def connect(request: Request) -> Response:
    """POST a key: connect its account, or show the form again with what is wrong; the key is not in it."""
    refuse_cross_site(request)
    access = staff_of(request)
    if access is None:
        return see_other(_SIGN_IN)
    form = request.state.form
    if _at_stake(access) and form.get("agreed") != "yes":
        return _form(request, access, "Please agree to what happens to the account that is connected now.", 422)
    try:
        connecting.connect(access, portal().accounts, str(form.get("key", "")), portal().settings.public_url)
    except (Invalid, Conflict) as error:
        return _form(request, access, error.message, error.status)
    return see_other(BACK)


def _at_stake(access: StaffAccess) -> str:
    """Return what to agree to before the account changes: what becomes of payments, too; "" for nothing."""
    with reading(access) as uow:
        account = connecting.connected(uow)
        if account is None or account.mode is AccountMode.DEMO:
            return ""
        return f"{_REPLACES} {begun_words(connecting.under_way(uow, account.id))}".strip()


def _form(request: Request, access: StaffAccess, error: str = "", status: int = 200) -> Response:
    document = str(connect_page(H, PERMISSIONS.values(), replaces=_at_stake(access), error=error))
    head = f"<style>{staff_css()}</style>"
    title = "Connect Stripe · Toolfy Portal"
    return html_answer(plain_page(title=title, theme=theme_of(request), head=head, document=document), request, status)

"""Every address that we answer ourselves, and the headers on all answers."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from toolfy_portal.components import moments
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.runtime import confirm_at
from toolfy_portal.domain.team.rules import ConfirmFirst
from toolfy_portal.endpoints.health import healthz
from toolfy_portal.endpoints.mail_news import resend_news
from toolfy_portal.endpoints.pictures import brand_picture
from toolfy_portal.endpoints.stripe_webhook import StripeWebhooks
from toolfy_portal.endpoints.twilio_webhook import twilio_webhook
from toolfy_portal.site import account, activity, branding, connecting, entrance, outbox, uploads
from toolfy_portal.site.answers import failed, plain, see_other
from toolfy_portal.site.doctor import check_pasted
from toolfy_portal.site.documents import Documents, mended_link
from toolfy_portal.site.engagement import engagement_csv
from toolfy_portal.site.entrance import HOME
from toolfy_portal.site.payments import payments_csv
from toolfy_portal.site.sending import hand_over_text, preview_mail
from toolfy_portal.site.shells import Shells
from toolfy_portal.site.short_links import ask_fresh, short_link
from toolfy_portal.site.staff import StaffSite

MAX_FORM = 16_384  # bytes


class _Elsewhere(Convertor[str]):
    """Every path but those that Reflex serves: code, icons, and the socket. Its upload and info routes stay shut."""

    regex = r"(?!assets/|favicon\.ico$|_event/?$).*"

    def convert(self, value: str) -> str:
        """Return the path."""
        return value

    def to_string(self, value: str) -> str:
        """Return the path."""
        return value


class _Kind(Convertor[str]):
    """A kind of document, as it stands in links. In capitals it is a mangled address."""

    regex = "[a-z]+"

    def convert(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_string(self, value: str) -> str:
        """Return the kind."""
        return value


register_url_convertor("elsewhere", _Elsewhere())
register_url_convertor("kind", _Kind())

Answer = Callable[[Request], Response]
AsyncAnswer = Callable[[Request], Awaitable[Response]]


def with_form(answer: Answer) -> AsyncAnswer:
    """Read a small form, then answer in a thread: `request.state.form`."""

    async def read(request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > MAX_FORM:
            return PlainTextResponse("too large", 413)
        async with request.form(max_files=0, max_fields=20, max_part_size=MAX_FORM) as form:
            request.state.form = form
        return await run_in_threadpool(answer, request)

    return read


def guarded(answer: Answer) -> Answer:
    """Turn what a page can't do into a page that says so."""

    def answered(request: Request) -> Response:
        try:
            return answer(request)
        except ConfirmFirst:
            return see_other(confirm_at(request.url.path))
        except PortalError as error:
            return failed(error, request)

    return answered


def both(path: str, answer: Answer) -> tuple[Route, Route]:
    """Let one function show a form and take it."""
    return (
        Route(path, guarded(answer), methods=["GET"]),
        Route(path, with_form(guarded(answer)), methods=["POST"]),
    )


def site(built: Path, more: Sequence[BaseRoute]) -> Starlette:
    """Return the app that answers before Reflex does. built: the front end's folder; more: the demo's checkout page."""
    shells = Shells(built)
    documents, staff = Documents(shells), StaffSite(shells)

    def home(_request: Request) -> Response:
        return RedirectResponse(HOME, 303)

    def to_connect(_request: Request) -> Response:  # back from a question in between
        return see_other(connecting.ACTION)

    def robots(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /portal/\nDisallow: /p/\nDisallow: /staff/\n")

    def missing(request: Request) -> Response:
        if mended := mended_link(request.url.path):
            return RedirectResponse(mended, 308, {"Cache-Control": "no-store"})
        if request.url.path.lower().startswith("/portal/"):
            return plain(request, 404, "That link isn’t complete", moments.link_incomplete)
        return plain(request, 404, "Nothing here", moments.nothing_here)

    def broken(request: Request, _error: Exception) -> Response:
        return plain(request, 500, "Something isn’t working", moments.not_working)

    routes: list[BaseRoute] = [
        Route("/", home),
        Route("/robots.txt", robots),
        Route("/healthz", healthz),
        Route("/brand/{file_id}", brand_picture),
        Route("/hooks/stripe/{public_id}", StripeWebhooks().answer, methods=["POST"]),
        Route("/hooks/twilio", with_form(twilio_webhook), methods=["POST"]),
        Route("/p/{code}", guarded(short_link), methods=["GET"]),
        Route("/p/{code}", with_form(guarded(ask_fresh)), methods=["POST"]),
        Route("/hooks/resend", resend_news, methods=["POST"]),
        Route("/portal/return/{attempt}", guarded(documents.come_back)),
        Route("/portal/{kind:kind}/{token}", guarded(documents.look), methods=["GET"]),
        Route("/portal/{kind:kind}/{token}", with_form(guarded(documents.act)), methods=["POST"]),
        Route("/staff/sign-in", guarded(staff.sign_in_page)),
        Route("/auth/sign-in", with_form(guarded(staff.sign_in)), methods=["POST"]),
        Route("/auth/sign-out", guarded(staff.sign_out), methods=["POST"]),
        Route("/auth/switch", with_form(guarded(entrance.switch)), methods=["POST"]),
        Route("/auth/code", with_form(guarded(entrance.second_factor)), methods=["POST"]),
        *both("/staff/join/{token}", entrance.join),
        Route("/staff/forgot", guarded(entrance.forgot_form), methods=["GET"]),
        Route("/staff/forgot", with_form(guarded(entrance.forgot)), methods=["POST"]),
        *both("/staff/reset/{token}", entrance.reset),
        *both("/staff/new-email/{token}", entrance.new_email),
        *both("/staff/confirm", entrance.confirm),
        Route("/staff", home),
        Route("/staff/invoices", guarded(staff.page)),
        Route("/staff/invoices/new", guarded(staff.page)),
        Route("/staff/customers", guarded(staff.page)),
        Route("/staff/customers/{customer_id}", guarded(staff.page)),
        Route("/staff/payments", guarded(staff.page)),
        Route("/staff/payments/check", guarded(staff.page)),
        Route("/staff/payments.csv", guarded(payments_csv)),
        Route("/staff/engagement", guarded(staff.page)),
        Route("/staff/engagement.csv", guarded(engagement_csv)),
        Route("/staff/activity.csv", guarded(activity.business_csv)),
        Route("/staff/help", guarded(staff.page)),
        Route("/staff/help/{article}", guarded(staff.page)),
        Route("/staff/import", guarded(staff.page)),
        Route("/staff/settings/billing", guarded(staff.page)),
        Route("/staff/settings/templates", guarded(staff.page)),
        Route("/staff/settings/outbox", guarded(staff.page)),
        Route("/staff/settings/outbox/{message_id}", guarded(outbox.message), methods=["GET"]),
        Route("/staff/settings/outbox/{message_id}", with_form(guarded(outbox.send_again)), methods=["POST"]),
        Route("/staff/settings/outbox/{message_id}/words", guarded(outbox.words)),
        Route("/staff/settings/branding", guarded(staff.page)),
        Route("/staff/settings/branding/preview", guarded(branding.preview)),
        Route("/staff/settings/branding/{picture}", branding.take_picture, methods=["POST"]),
        Route("/staff/settings/business", guarded(staff.page)),
        Route("/staff/settings/team", guarded(staff.page)),
        Route("/staff/settings/account", guarded(staff.page)),
        *both("/staff/settings/account/password", account.password),
        *both("/staff/settings/account/two-factor", account.two_factor),
        Route("/staff/settings/account/two-factor/off", with_form(guarded(account.two_factor_off)), methods=["POST"]),
        Route("/staff/settings/payments", guarded(staff.page)),
        Route("/staff/settings/notifications", guarded(staff.page)),
        Route("/staff/settings/payments/connect", guarded(connecting.connect_form), methods=["GET"]),
        Route("/staff/settings/payments/connect", with_form(guarded(connecting.connect)), methods=["POST"]),
        Route("/staff/settings/payments/onboard", to_connect, methods=["GET"]),
        Route("/staff/settings/payments/onboard", with_form(guarded(connecting.onboard)), methods=["POST"]),
        Route("/staff/settings/payments/onboarded", guarded(connecting.onboarded)),
        Route("/staff/import/upload", uploads.upload, methods=["POST"]),
        Route("/staff/import/{upload_id}/errors.csv", guarded(uploads.errors_csv)),
        Route("/staff/invoices/{invoice_id}", guarded(staff.page)),
        Route("/staff/invoices/{invoice_id}/edit", guarded(staff.page)),
        Route("/staff/invoices/{invoice_id}/doctor", guarded(staff.page)),
        Route("/staff/invoices/{invoice_id}/doctor/pasted", with_form(guarded(check_pasted)), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/pdf", guarded(staff.pdf), methods=["GET"]),
        Route("/staff/invoices/{invoice_id}/pdf", with_form(guarded(staff.pdf)), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/receipts/{number}", guarded(staff.receipt)),
        Route("/staff/invoices/{invoice_id}/mail", with_form(preview_mail), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/text", with_form(hand_over_text), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/activity.csv", guarded(activity.invoice_csv)),
        Route("/staff/invoices/{invoice_id}/link", guarded(staff.copy_link), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/links/{link_id}", guarded(staff.copy_link), methods=["POST"]),
        *more,
        Route("/{path:elsewhere}", missing),
    ]
    middleware = [Middleware(GZipMiddleware, minimum_size=1000)]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={Exception: broken})

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
from toolfy_portal.endpoints.health import healthz
from toolfy_portal.endpoints.pictures import brand_picture
from toolfy_portal.endpoints.stripe_webhook import StripeWebhooks
from toolfy_portal.site import branding, connecting, uploads
from toolfy_portal.site.answers import failed, plain
from toolfy_portal.site.documents import Documents
from toolfy_portal.site.payments import payments_csv
from toolfy_portal.site.shells import Shells
from toolfy_portal.site.staff import HOME, StaffSite

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


register_url_convertor("elsewhere", _Elsewhere())

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
        except PortalError as error:
            return failed(error, request)

    return answered


def site(built: Path, more: Sequence[BaseRoute]) -> Starlette:
    """Return the app that answers before Reflex does. built: the front end's folder; more: the demo's checkout page."""
    shells = Shells(built)
    documents, staff = Documents(shells), StaffSite(shells)

    def home(_request: Request) -> Response:
        return RedirectResponse(HOME, 303)

    def robots(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /portal/\nDisallow: /p/\nDisallow: /staff/\n")

    def missing(request: Request) -> Response:
        return plain(request, 404, "Nothing here", moments.nothing_here)

    def broken(request: Request, _error: Exception) -> Response:
        return plain(request, 500, "Something isn’t working", moments.not_working)

    routes: list[BaseRoute] = [
        Route("/", home),
        Route("/robots.txt", robots),
        Route("/healthz", healthz),
        Route("/brand/{file_id}", brand_picture),
        Route("/hooks/stripe/{public_id}", StripeWebhooks().answer, methods=["POST"]),
        Route("/portal/return/{attempt}", guarded(documents.come_back)),
        Route("/portal/{kind}/{token}", guarded(documents.look), methods=["GET"]),
        Route("/portal/{kind}/{token}", with_form(guarded(documents.act)), methods=["POST"]),
        Route("/staff/sign-in", guarded(staff.sign_in_page)),
        Route("/auth/sign-in", with_form(guarded(staff.sign_in)), methods=["POST"]),
        Route("/auth/sign-out", guarded(staff.sign_out), methods=["POST"]),
        Route("/staff", home),
        Route("/staff/invoices", guarded(staff.page)),
        Route("/staff/invoices/new", guarded(staff.page)),
        Route("/staff/payments", guarded(staff.page)),
        Route("/staff/payments/check", guarded(staff.page)),
        Route("/staff/payments.csv", guarded(payments_csv)),
        Route("/staff/import", guarded(staff.page)),
        Route("/staff/settings/billing", guarded(staff.page)),
        Route("/staff/settings/branding", guarded(staff.page)),
        Route("/staff/settings/branding/preview", guarded(branding.preview)),
        Route("/staff/settings/branding/{picture}", branding.take_picture, methods=["POST"]),
        Route("/staff/settings/business", guarded(staff.page)),
        Route("/staff/settings/payments", guarded(staff.page)),
        Route("/staff/settings/payments/connect", guarded(connecting.connect_form), methods=["GET"]),
        Route("/staff/settings/payments/connect", with_form(guarded(connecting.connect)), methods=["POST"]),
        Route("/staff/settings/payments/onboard", with_form(guarded(connecting.onboard)), methods=["POST"]),
        Route("/staff/settings/payments/onboarded", guarded(connecting.onboarded)),
        Route("/staff/import/upload", uploads.upload, methods=["POST"]),
        Route("/staff/import/{upload_id}/errors.csv", guarded(uploads.errors_csv)),
        Route("/staff/invoices/{invoice_id}", guarded(staff.page)),
        Route("/staff/invoices/{invoice_id}/edit", guarded(staff.page)),
        Route("/staff/invoices/{invoice_id}/pdf", guarded(staff.pdf), methods=["GET"]),
        Route("/staff/invoices/{invoice_id}/pdf", with_form(guarded(staff.pdf)), methods=["POST"]),
        Route("/staff/invoices/{invoice_id}/receipts/{number}", guarded(staff.receipt)),
        Route("/staff/invoices/{invoice_id}/link", guarded(staff.copy_link), methods=["POST"]),
        *more,
        Route("/{path:elsewhere}", missing),
    ]
    middleware = [Middleware(GZipMiddleware, minimum_size=1000)]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={Exception: broken})

"""The double over HTTP: the hosted page inside the app, or the whole of it as a server of its own."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from toolfy_portal.core.errors import NotFound
from toolfy_portal.stripe_double.page import open_page, submit
from toolfy_portal.stripe_double.refusal import ConnectionLost
from toolfy_portal.stripe_double.server import StripeDouble
from toolfy_portal.stripe_double.setup_page import SETUP_PAGE

_PAGE_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


Endpoint = Callable[[Request], Awaitable[Response]]

_FROM_ELSEWHERE: Final = PlainTextResponse("This form was sent from another site.", 403, _PAGE_HEADERS)


def _from_elsewhere(request: Request) -> bool:
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def hosted_routes(double: StripeDouble) -> list[Route]:
    """Return the hosted pages' routes, to be mounted where the double says its pages are."""
    return [
        Route("/c/pay/{session_id}", _checkout_page(double), methods=["GET", "POST"]),
        Route("/setup/{link_id}", _setup_page(double), methods=["GET", "POST"]),
    ]


def _checkout_page(double: StripeDouble) -> Endpoint:
    async def checkout_page(request: Request) -> Response:
        session_id = request.path_params["session_id"]
        if request.method != "POST":
            reply = await run_in_threadpool(open_page, double, session_id)
        elif _from_elsewhere(request):
            return _FROM_ELSEWHERE
        else:
            async with request.form(max_files=0, max_fields=20) as form:
                typed = {name: value for name, value in form.items() if isinstance(value, str)}
            reply = await run_in_threadpool(submit, double, session_id, typed)
        if reply.location:
            return RedirectResponse(reply.location, reply.status, _PAGE_HEADERS)
        return Response(reply.html, reply.status, _PAGE_HEADERS, "text/html")

    return checkout_page


def _setup_page(double: StripeDouble) -> Endpoint:
    async def setup_page(request: Request) -> Response:
        if request.method != "POST":
            return Response(SETUP_PAGE, 200, _PAGE_HEADERS, "text/html")
        if _from_elsewhere(request):
            return _FROM_ELSEWHERE
        try:
            onward = await run_in_threadpool(double.set_up, request.path_params["link_id"])
        except NotFound:
            return PlainTextResponse("This link doesn't exist.", 404, _PAGE_HEADERS)
        return RedirectResponse(onward, 303, _PAGE_HEADERS)

    return setup_page


def socket_server(double: StripeDouble) -> Starlette:
    """Return the double as an app of its own, for `stripe.StripeClient(…, base_addresses={"api": url})`."""

    async def api(request: Request) -> Response:
        path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        body = (await request.body()).decode(errors="replace")
        try:
            status, headers, answer = await run_in_threadpool(
                double.handle, request.method, path, request.headers, body
            )
        except ConnectionLost:
            # Promises more than it sends, so that the caller sees the connection break.
            return Response(b"{", headers={"Content-Length": "1000", "Connection": "close"})
        return JSONResponse(answer, status, headers)

    return Starlette(routes=[*hosted_routes(double), Route("/{path:path}", api, methods=["GET", "POST", "DELETE"])])

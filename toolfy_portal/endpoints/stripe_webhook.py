"""Stripe's webhook: verify, store, answer. The worker does the rest."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolfy_portal.adapters.payments import BadWebhookError
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.errors import PortalError
from toolfy_portal.domain.payments import inbox

LONGEST = 1_000_000  # bytes; Stripe's events are far below


async def stripe_webhook(request: Request) -> Response:
    """POST `/hooks/stripe/{public_id}`: 200 once the event is on disk; 400 payload, 401 signature, 404 account."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return PlainTextResponse("too large", 413)
    try:
        await run_in_threadpool(
            inbox.receive,
            portal().gateway,
            request.path_params["public_id"],
            body,
            request.headers.get("stripe-signature", ""),
        )
    except BadWebhookError as error:
        return PlainTextResponse(str(error), error.status)
    except PortalError as error:
        return PlainTextResponse(error.message, error.status)
    return PlainTextResponse("stored")

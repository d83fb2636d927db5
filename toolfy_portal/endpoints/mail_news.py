"""Resend's webhook: what became of messages."""

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolfy_portal.adapters.email_news import UnsignedNews
from toolfy_portal.bootstrap import portal
from toolfy_portal.domain.notifications.delivery import hear

log = logging.getLogger(__name__)
LONGEST = 256_000  # bytes; Resend's events are far below


async def resend_news(request: Request) -> Response:
    """POST `/hooks/resend`: 200 once it is noted, 401 unsigned, 404 while no secret is set."""
    reader = portal().mail_news
    if reader is None:
        return PlainTextResponse("not found", 404)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return PlainTextResponse("too large", 413)
    try:
        news = reader.read(bytes(body), request.headers)
    except UnsignedNews as error:
        log.warning("mail news refused: %s", error)
        return PlainTextResponse("not signed", 401)
    known = news is not None and await run_in_threadpool(hear, news)
    return PlainTextResponse("noted" if known else "not ours")

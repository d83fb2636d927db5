"""Stripe's webhook: verify, store, answer. The worker does the rest."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.errors import PortalError
from toolfy_portal.domain.payments.intake import Delivery, Refusal, receive

LONGEST = 1_000_000  # bytes; Stripe's events are far below
MOST_AT_ONCE = 64


class StripeWebhooks:
    """Takes webhooks in. Those that arrive while others are written wait, and are written together in one commit."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Delivery, asyncio.Future[Refusal | None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def answer(self, request: Request) -> Response:
        """POST `/hooks/stripe/{public_id}`: 200 once the event is on disk; 400 payload, 401 signature, 404 account."""
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LONGEST:
                return PlainTextResponse("too large", 413)
        signature = request.headers.get("stripe-signature", "")
        refusal = await self._take(Delivery(request.path_params["public_id"], bytes(body), signature))
        if refusal is None:
            return PlainTextResponse("stored")
        message = refusal.message if isinstance(refusal, PortalError) else str(refusal)
        return PlainTextResponse(message, refusal.status)

    async def _take(self, delivery: Delivery) -> Refusal | None:
        answer: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, answer))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await _write(batch)
        finally:
            self._writing = None


async def _write(batch: list[tuple[Delivery, asyncio.Future[Refusal | None]]]) -> None:
    waiting = [answer for _, answer in batch]
    try:
        told = await run_in_threadpool(receive, portal().gateway, [delivery for delivery, _ in batch])
    except Exception as error:
        for answer in waiting:
            if not answer.done():  # whoever asked may have gone
                answer.set_exception(error)
        return
    for answer, refusal in zip(waiting, told, strict=True):
        if not answer.done():
            answer.set_result(refusal)

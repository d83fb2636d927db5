"""Stripe's own client talking to the double in the same process, without a socket."""

import json
from asyncio import sleep, to_thread
from collections.abc import Awaitable, Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import stripe
from requests.structures import CaseInsensitiveDict

from toolfy_portal.stripe_double.refusal import ConnectionLost
from toolfy_portal.stripe_double.server import StripeDouble


class DoubleHTTPClient(stripe.HTTPClient):
    """The transport for `stripe.StripeClient("sk_test_…", http_client=DoubleHTTPClient(double))`."""

    name = "stripe-double"

    def __init__(self, double: StripeDouble) -> None:
        super().__init__()
        self._double = double

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Return body, status and headers. Raises APIConnectionError where a socket would have broken."""
        address = urlsplit(url)
        path = f"{address.path}?{address.query}" if address.query else address.path
        try:
            status, answer_headers, body = self._double.handle(method.upper(), path, headers or {}, post_data or "")
        except ConnectionLost as lost:
            raise stripe.APIConnectionError("The connection to Stripe was lost.", should_retry=True) from lost
        dated = {"date": format_datetime(self._double.clock(), usegmt=True)}  # on a socket the server adds it
        return json.dumps(body), status, CaseInsensitiveDict(answer_headers | dated)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Do the same beside the event loop."""
        body, status, answer_headers = await to_thread(self.request, method, url, headers, post_data)
        return body.encode(), status, answer_headers

    def sleep_async(self, secs: float) -> Awaitable[None]:
        """Wait before a retry."""
        return sleep(secs)

    def close(self) -> None:
        """Do nothing: there is no socket to close."""

    async def close_async(self) -> None:
        """Do nothing: there is no socket to close."""

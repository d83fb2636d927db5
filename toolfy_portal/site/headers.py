"""The headers that every answer carries."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolfy_portal.bootstrap import portal

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # not `no-referrer`: with it browsers send `Origin: null` on our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_YEAR = 365 * 24 * 3600  # seconds


class SecurityHeaders:
    """Adds the headers, and the caching of code whose name tells its content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self._app(scope, receive, with_headers)


def _add(headers: MutableHeaders, path: str, status: int) -> None:
    if (
        path.startswith("/assets/") and status == 200
    ):  # code: no frame, form or script of its own, and paid for by the byte
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if portal().settings.is_https:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
    if path.startswith(("/portal/", "/p/")):
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"

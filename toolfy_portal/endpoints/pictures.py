"""Logos and covers: public, because they stand on customers' pages and in e-mails; each address never changes."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from toolfy_portal.bootstrap import portal
from toolfy_portal.domain.files.service import public_picture


def brand_picture(request: Request) -> Response:
    """GET `/brand/{file_id}`."""
    stored = public_picture(request.path_params["file_id"])
    data = portal().files.get(stored.sha256) if stored else None
    if stored is None or data is None:
        return PlainTextResponse("not found", 404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Security-Policy": "default-src 'none'"}
    return Response(data, media_type=stored.media_type, headers=headers)

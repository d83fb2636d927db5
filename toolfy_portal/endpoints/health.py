"""Whether the app is ready to serve."""

from sqlmodel import func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business


def healthz(_request: Request) -> Response:
    """GET `/healthz`: 200 once the database answers, 503 until then."""
    try:
        businesses = look(select(func.count()).select_from(Business))[0][0]
    except PortalError as error:
        return JSONResponse({"ready": False, "reason": error.message}, 503)
    return JSONResponse({"ready": True, "businesses": businesses}, headers={"Cache-Control": "no-store"})

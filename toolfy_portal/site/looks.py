"""What a document's page says while it is open: our script ran, a person looked, took the PDF, is here, has left."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.core import presence
from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.links import service as links
from toolfy_portal.site.asking import browser_of
from toolfy_portal.site.visitors import is_program, is_staff, visit_of


def look_told(request: Request) -> str:
    """Return which of these a request tells, else nothing."""
    return next((name for name in _LOOKS if name in request.query_params), "")


def note_look(request: Request, access: DocumentAccess, what: str) -> Response:
    """Take note, unless it comes from a program, from staff themselves, or from a browser without our cookie."""
    browser = browser_of(request)
    if browser and not is_program(request) and not is_staff(request, access.business_id):
        _LOOKS[what](request, access, running().keys.hash(browser))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _opened(_request: Request, access: DocumentAccess, browser_hash: bytes) -> None:
    with begin(access) as uow:
        links.opened(uow, browser_hash)


def _viewed(request: Request, access: DocumentAccess, browser_hash: bytes) -> None:
    with begin(access) as uow:
        links.viewed(uow, browser_hash, visit_of(request))
    _here(request, access, browser_hash)


def _downloaded(request: Request, access: DocumentAccess, _browser_hash: bytes) -> None:
    with begin(access) as uow:
        links.downloaded(uow, visit_of(request))


def _here(_request: Request, access: DocumentAccess, browser_hash: bytes) -> None:
    _say(presence.here(access.business_id, access.document_id, browser_hash.hex()))


def _left(_request: Request, access: DocumentAccess, browser_hash: bytes) -> None:
    _say(presence.left(access.business_id, access.document_id, browser_hash.hex()))


def _say(message: str) -> None:
    running().live.publish([message])


_LOOKS: dict[str, Callable[[Request, DocumentAccess, bytes], None]] = {
    "opened": _opened,
    "viewed": _viewed,
    "downloaded": _downloaded,
    "here": _here,
    "left": _left,
}

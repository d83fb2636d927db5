"""The look's pictures on their way in, and what a draft of the look comes to."""

from dataclasses import replace
from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from toolfy_portal.adapters.email_layout import in_theme
from toolfy_portal.adapters.images import MAX_BYTES
from toolfy_portal.adapters.pdf import draw_first_page
from toolfy_portal.bootstrap import portal
from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.styles import portal_css
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Invalid, NotFound, PortalError
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.branding import WantedBrand, brand_to_change, checked_accent, checked_focus
from toolfy_portal.domain.businesses.models import Appearance
from toolfy_portal.domain.businesses.service import office_only, profile
from toolfy_portal.domain.files.brand_pictures import take_in
from toolfy_portal.domain.files.models import FileKind, StoredFile
from toolfy_portal.domain.files.service import find
from toolfy_portal.site.answers import H, see_other
from toolfy_portal.site.asking import refuse_cross_site
from toolfy_portal.site.staff import staff_of
from toolfy_portal.site.uploads import SignInFirst
from toolfy_portal.views.brand_preview import drafted, sample_invoice, sample_mail
from toolfy_portal.views.printed import printed_invoice

PICTURES = {"logo": FileKind.LOGO, "cover": FileKind.COVER}
# looked at in a frame of our own page; it runs nothing, and sends nothing
_LOOKED_AT = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}


class TooLarge(Invalid):
    """More than a picture may have."""

    status = 413

    def __init__(self) -> None:
        super().__init__("That file is too large. Please choose a picture of 2 MB or less.")


async def take_picture(request: Request) -> Response:
    """POST a picture's bytes: JSON with its `id`, or with the `error`. It shows nowhere before the look is saved."""
    try:
        access = await run_in_threadpool(_sender, request)
        data = await _body(request)
        kind = PICTURES[request.path_params["picture"]]
        file_id = await run_in_threadpool(take_in, access, portal().files, data, kind)
    except PortalError as error:
        return JSONResponse({"error": error.message}, error.status)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"id": file_id}, headers={"Cache-Control": "no-store"})


def preview(request: Request) -> Response:
    """GET how a draft comes out: `show=pdf` or `mail`, else the page. Changes nothing."""
    access = staff_of(request)
    if access is None:
        return see_other("/staff/sign-in?next=/staff/settings/branding")
    asked = request.query_params
    with reading(access) as uow:
        brand_to_change(uow)
        wanted = WantedBrand(
            accent=checked_accent(asked.get("accent", "")),
            logo_id=asked.get("logo") or None,
            cover_id=asked.get("cover") or None,
            cover_focus=checked_focus(asked.get("focus", "")),
            appearance=Appearance.DEVICE,
        )
        logo = find(uow, wanted.logo_id, FileKind.LOGO) if wanted.logo_id else None
        if wanted.cover_id:
            find(uow, wanted.cover_id, FileKind.COVER)
        about = drafted(profile(uow), wanted)
        now = uow.now
    invoice, theme = sample_invoice(about, now), "dark" if asked.get("theme") == "dark" else "light"
    if asked.get("show") == "pdf":
        paper = replace(printed_invoice(invoice, about), logo=_bytes(logo))
        return Response(draw_first_page(paper), media_type="image/svg+xml", headers=_LOOKED_AT)
    if asked.get("show") == "mail":
        return Response(in_theme(sample_mail(about, invoice), theme), media_type="text/html", headers=_LOOKED_AT)
    page = (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(invoice.heading)}</title>"
        f"<style>{portal_css()}</style><style>{invoice.brand.css}</style></head>"
        f"<body>{invoice_page(H, invoice)}</body></html>"
    )
    return Response(page, media_type="text/html", headers=_LOOKED_AT)


def _sender(request: Request) -> StaffAccess:
    """Return who sends. Everything that can be refused is refused here, before a byte of the file is read."""
    access = staff_of(request)
    if access is None:
        raise SignInFirst
    refuse_cross_site(request)
    office_only(access, "branding")
    if request.path_params["picture"] not in PICTURES:
        raise NotFound
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BYTES:
        raise TooLarge
    return access


async def _body(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise TooLarge
    return bytes(data)


def _bytes(stored: StoredFile | None) -> bytes | None:
    return portal().files.get(stored.sha256) if stored else None

"""A document behind its link: the first HTML, the PDF, and the forms that work before and without JavaScript."""

import logging
import re
from datetime import date
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.adapters.pdf_lock import lock
from toolfy_portal.bootstrap import portal
from toolfy_portal.components import moments
from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.styles import portal_css
from toolfy_portal.core.access import Access, DocumentAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, Invalid, InvalidField, NotFound
from toolfy_portal.core.ids import is_token
from toolfy_portal.core.money import to_minor
from toolfy_portal.core.unit_of_work import Unavailable, begin, reading
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import checkout, transfers
from toolfy_portal.domain.sign_in.links import LinkExpired, LinkReplaced, by_link, clean_token
from toolfy_portal.printing import invoice_pdf, receipt_pdf
from toolfy_portal.site.answers import H, branded, html_answer, plain, see_other
from toolfy_portal.site.asking import (
    FRESH_BY_BUSINESS,
    FRESH_BY_LINK,
    FRESH_BY_SENDER,
    MISSES,
    NOTICES,
    OPENS,
    count,
    refuse_cross_site,
    remember_browser,
    sender_of,
    theme_of,
)
from toolfy_portal.site.looks import look_told, note_look
from toolfy_portal.site.shells import Shells
from toolfy_portal.site.visitors import is_staff, refuse_programs, visit_of
from toolfy_portal.views.invoices import show_invoice

log = logging.getLogger(__name__)

NO_CHECKOUT = "We can't open the checkout right now. You haven't been charged. Please try again in a minute."
BACK_COOKIE = "portal_back_"
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,3})?", re.ASCII)  # as a number field sends it
_MANGLED = re.compile(r"/+portal/+([a-z]{1,20})(?=[^a-z])", re.ASCII | re.IGNORECASE)
_TWO_HOURS = 2 * 3600  # seconds


class Documents:
    """Answers `/portal/invoice/{token}` and the way back from the checkout. Methods run in threads.

    They raise a PortalError where they can't answer: `answers.failed` makes a page of it.
    """

    def __init__(self, shells: Shells) -> None:
        self._shells = shells

    def look(self, request: Request) -> Response:
        """GET: the invoice, with `?pdf` its PDF, with `?receipt` a payment's. Changes no row."""
        access = _opened(request)
        if "pdf" in request.query_params:
            return invoice_pdf_answer(request, access, access.document_id)
        if number := request.query_params.get("receipt"):
            return pdf_answer(*receipt_pdf(access, access.document_id, number))
        with reading(access) as uow:
            view = show_invoice(uow, access.document_id)
        # the page shows the logo anyway: one file less to load
        icon = f'<link rel="icon" href="{view.brand.logo}">' if view.brand.logo else ""
        head = (
            # browsers that know it paint nothing before the amount can be seen
            '<link rel="expect" href="#amount" blocking="render">'
            f'<style>{portal_css()}</style><style id="brand">{view.brand.css}</style>'
            f'<meta name="robots" content="noindex,nofollow">{icon}'
        )
        written = self._shells.get("/portal/invoice/__shell__").write(
            title=f"{view.heading} from {view.brand.name}",
            theme=theme_of(request, view.brand.appearance),
            head=head,
            document=str(invoice_page(H, view)),
        )
        answer = html_answer(written, request)
        remember_browser(request, answer)
        return answer

    def act(self, request: Request) -> Response:
        """POST: what `looks` notes, `?pay`, `?sent`, `?pdf` with a password or, on one that ended, `?fresh`."""
        refuse_cross_site(request)
        if look := look_told(request):
            return note_look(request, _opened(request), look)
        refuse_programs(request)
        if "fresh" in request.query_params:
            return self._fresh(request)
        access = _opened(request)
        if "pay" in request.query_params:
            return self._pay(request, access)
        if "pdf" in request.query_params:
            return self._locked_pdf(request, access)
        if "sent" in request.query_params:
            return self._sent(request, access)
        raise NotFound

    def _locked_pdf(self, request: Request, access: DocumentAccess) -> Response:
        answer = invoice_pdf_answer(request, access, access.document_id)
        if not is_staff(request, access.business_id):
            with begin(access) as uow:
                links.downloaded(uow, visit_of(request))
        return answer

    def _pay(self, request: Request, access: DocumentAccess) -> Response:
        address = request.url.path
        try:
            started = checkout.start_checkout(access, portal().gateway, _amount_asked(request, access))
        except Conflict:
            with reading(access) as uow:
                if invoices.find(uow, access.document_id).payable_now.minor > 0:
                    raise
            return see_other(address)  # the page shows what it is now: paid, void, on its way
        except GatewayError as error:
            log.warning("checkout couldn't start: %s", error.message)
            raise Unavailable(NO_CHECKOUT) from error
        answer = see_other(started.url)
        answer.headers["Referrer-Policy"] = "no-referrer"  # the stand-in's checkout has our own origin
        # the way back knows the attempt, never the token: this browser alone keeps the two together
        answer.set_cookie(
            BACK_COOKIE + started.attempt,
            clean_token(request.path_params["token"]),
            max_age=_TWO_HOURS,
            path=f"/portal/return/{started.attempt}",
            httponly=True,
            samesite="lax",
            secure=portal().settings.is_https,
        )
        return answer

    def _sent(self, request: Request, access: DocumentAccess) -> Response:
        """Note that the customer says they sent a transfer. A second click just shows the page. Raises Forbidden."""
        if not access.may_pay:
            raise Forbidden("This link shows the invoice. Paying it is up to whoever it was made out to.")
        with reading(access) as uow:
            can_tell = transfers.can_tell(uow, access.document_id)
        if can_tell:
            count(NOTICES, sender_of(request), access.document_id)
            form = request.state.form
            day, note = _day_named(form.get("day")), str(form.get("note", ""))
            with begin(SystemAccess(access.business_id, "transfer notice")) as uow:
                transfers.tell(uow, access.document_id, day, note)
        return see_other(request.url.path)

    def come_back(self, request: Request) -> Response:
        """GET `/portal/return/{attempt}`: from the checkout. What the gateway says counts, not that somebody came."""
        attempt, gave_up = request.path_params["attempt"], "cancelled" in request.query_params
        try:
            count(OPENS, sender_of(request), "return")
            if not gave_up:
                access, attempt_id = checkout.came_back(attempt)
                checkout.sync(access, portal().gateway, attempt_id)
        except GatewayError as error:
            log.warning("a payment is confirmed later: %s", error.message)
        token = request.cookies.get(BACK_COOKIE + attempt, "")
        if is_token(token) and (gave_up or _still_opens(token)):
            return see_other(f"/portal/invoice/{token}")  # a link that ended meanwhile says so there
        if gave_up:
            return plain(request, 200, "Nothing was paid", moments.nothing_paid)
        return plain(request, 200, "Thank you", moments.payment_confirming)

    def _fresh(self, request: Request) -> Response:
        try:
            _opened(request)
        except (LinkExpired, LinkReplaced) as dead:
            return send_fresh(request, dead)
        return see_other(request.url.path)


def send_fresh(request: Request, dead: LinkExpired | LinkReplaced) -> Response:
    """Have a fresh link sent in place of one that ended. Raises TooMany."""
    count(FRESH_BY_SENDER, sender_of(request))
    count(FRESH_BY_LINK, dead.link_id)
    count(FRESH_BY_BUSINESS, dead.business_id)
    with begin(SystemAccess(dead.business_id, "fresh link")) as uow:
        links.ask_fresh(uow, dead.link_id)
    return branded(request, 200, "Check your email", moments.fresh_link_sent, dead.business_id)


def mended_link(path: str) -> str:
    """Return the address that a mangled one was meant to be: in capitals, with more after it; empty if it is none."""
    kind = _MANGLED.match(path)
    try:
        mended = f"/portal/{kind[1].lower()}/{clean_token(path[kind.end() :])}" if kind else ""
    except NotFound:
        return ""
    return "" if mended == path else mended


def _still_opens(token: str) -> bool:
    """Say whether the link leads to the invoice; it may have been replaced while somebody paid."""
    try:
        by_link("invoice", token)
    except (NotFound, Expired):
        return False
    return True


def _amount_asked(request: Request, access: DocumentAccess) -> int | None:
    """Return the part that the form names, in minor units; None: all of it. Raises Invalid."""
    text = str(request.state.form.get("amount", ""))
    if not text:
        return None
    with reading(access) as uow:
        currency = invoices.find(uow, access.document_id).currency
    try:
        return to_minor(Decimal(text if _AMOUNT.fullmatch(text) else ""), currency)
    except (ValueError, ArithmeticError) as error:
        raise Invalid("Please enter the amount as a number.") from error


def _day_named(text: object) -> date | None:
    """Return the day that the form names, None without one. Raises InvalidField."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError as error:
        raise InvalidField("day", "Write the day like 2026-11-24.") from error


def _opened(request: Request) -> DocumentAccess:
    """Return what the link opens. Raises as `by_link` does, TooMany beyond the limits: a miss never harms a hit."""
    sender = sender_of(request)
    count(OPENS, sender, request.method)
    try:
        return by_link(request.path_params["kind"], request.path_params["token"])
    except NotFound:
        count(MISSES, sender)
        raise


def invoice_pdf_answer(request: Request, access: Access, invoice_id: str) -> Response:
    """Return the invoice's PDF; to a POST, locked with the password of the form, which nobody keeps."""
    pdf, name = invoice_pdf(access, invoice_id)
    if request.method == "POST":
        pdf = lock(pdf, str(request.state.form.get("password", "")))
        name = f"{name.removesuffix('.pdf')}-locked.pdf"
    return pdf_answer(pdf, name)


def pdf_answer(pdf: bytes, name: str) -> Response:
    """Return the PDF to save or print; no cache on the way keeps it."""
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )

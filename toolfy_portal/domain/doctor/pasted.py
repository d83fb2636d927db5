"""What is wrong with the link that a customer has, as it was pasted from their message."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.ids import TOKEN_LENGTH
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.sign_in.links import Incomplete, clean_token

LONGEST = 2000  # characters
_PATH = re.compile(r"(?:https?://[^/\s]+)?/portal/[a-z]+/([^/?#\s]*)", re.IGNORECASE)


class Verdict(StrEnum):
    """How a link stands."""

    EMPTY = "empty"
    ELSEWHERE = "elsewhere"  # an address that isn't ours
    CUT = "cut"
    LONG = "long"
    GARBLED = "garbled"
    UNKNOWN = "unknown"  # mistyped, or not of this business: nobody learns which
    OTHER = "other"  # of another invoice of this business
    REPLACED = "replaced"
    EXPIRED = "expired"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict. length: of what should be 32 characters; number: of the other invoice; is_ours: it begins as the
    invoice's current link does.
    """

    verdict: Verdict
    length: int = 0
    number: str = ""
    is_ours: bool = False


def judge(uow: UnitOfWork[StaffAccess], invoice_id: str, pasted: str) -> Judged:
    """Say what is wrong with a link that should open the invoice. Raises NotFound if the invoice is out of reach."""
    invoices.find(uow, invoice_id)
    text = pasted.strip()[:LONGEST]
    found = _PATH.search(text)
    if not text:
        return Judged(Verdict.EMPTY)
    if _is_elsewhere(text) or (not found and re.search(r"[/\s]", text)):
        return Judged(Verdict.ELSEWHERE)
    token = found[1] if found else text
    current = links.current(uow, invoice_id)
    is_ours = current is not None and len(token) >= 4 and token.lower().startswith(current.token_start)
    try:
        token = clean_token(token)
    except Incomplete:
        return Judged(_misshapen(token), len(token), is_ours=is_ours)
    link = uow.first(select(PortalLink).where(col(PortalLink.token_hash).in_(uow.keys.hashes(token))))
    if link is None:
        return Judged(Verdict.UNKNOWN, is_ours=is_ours)
    if link.document_id != invoice_id:
        return Judged(Verdict.OTHER, number=invoices.find(uow, link.document_id).number)
    if link.revoked_at is not None:
        return Judged(Verdict.REPLACED)
    return Judged(Verdict.EXPIRED if links.has_expired(uow, link) else Verdict.WORKS)


def _is_elsewhere(text: str) -> bool:
    """Say whether it names a host that isn't the portal's."""
    named = re.search(r"https?://[^/\s]+", text, re.IGNORECASE)
    return bool(named) and urlsplit(named[0].lower()).netloc != urlsplit(running().public_url.lower()).netloc


def _misshapen(token: str) -> Verdict:
    if len(token) == TOKEN_LENGTH:
        return Verdict.GARBLED
    return Verdict.CUT if len(token) < TOKEN_LENGTH else Verdict.LONG

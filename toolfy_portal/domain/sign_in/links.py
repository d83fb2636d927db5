"""From a link's token to the access it opens."""

from sqlmodel import col, select

from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.core.errors import Expired, NotFound
from toolfy_portal.core.ids import TOKEN_LENGTH, is_token
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.links.models import PortalLink

_TRAILING = ".,;:)>]}\"'"


class Incomplete(NotFound):
    """The token is too short, too long or garbled: it was cut while being copied."""


class LinkExpired(Expired):
    """The link's time is over; its business may send a fresh one."""

    def __init__(self, business_id: str, link_id: str) -> None:
        super().__init__("This link has expired")
        self.business_id, self.link_id = business_id, link_id


class LinkReplaced(Expired):
    """The link was replaced or switched off."""

    def __init__(self, business_id: str) -> None:
        super().__init__("This link no longer works")
        self.business_id = business_id


def clean_token(text: str) -> str:
    """Return the token as it was made: mail programs and people add punctuation and capitals. Raises Incomplete."""
    token = text.strip().rstrip(_TRAILING).lower()
    if not is_token(token):
        raise Incomplete(f"That link isn't complete: it should end in {TOKEN_LENGTH} letters and digits.")
    return token


def by_link(kind: str, text: str) -> DocumentAccess:
    """Return what the token opens.

    Raises Incomplete if it can't be a token, NotFound if nobody made it (or for another kind of document),
    LinkExpired after its 30 days, LinkReplaced once it was regenerated or revoked.
    """
    runtime = running()
    hashes = runtime.keys.hashes(clean_token(text))
    found = look(select(PortalLink).where(col(PortalLink.token_hash).in_(hashes)))
    if not found or found[0][0].kind != kind:
        raise NotFound
    link: PortalLink = found[0][0]
    if link.revoked_at is not None:
        raise LinkReplaced(link.business_id)
    if link.expires_at is not None and link.expires_at <= runtime.clock.now():
        raise LinkExpired(link.business_id, link.id)
    return DocumentAccess(link.business_id, link.customer_id, link.document_id, link.id)

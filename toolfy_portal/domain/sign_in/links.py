"""From a link's token to the access it opens."""

import re

from sqlmodel import col, select

from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.core.errors import Expired, NotFound
from toolfy_portal.core.ids import TOKEN_LENGTH
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.links.models import LinkScope, PortalLink

# zero-width characters, soft hyphens, the marks of reading directions: invisible, and copied along
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOKEN = re.compile(rf"(?<![0-9a-z])[0-9a-z]{{{TOKEN_LENGTH}}}(?![0-9a-z])")


class Incomplete(NotFound):
    """The token is too short, too long or garbled: it was cut while being copied."""


class LinkExpired(Expired):
    """The link's time is over; its business may send a fresh one."""

    def __init__(self, business_id: str, link_id: str) -> None:
        super().__init__("This link has expired")
        self.business_id, self.link_id = business_id, link_id


class LinkReplaced(Expired):
    """The link was replaced: the new one may be sent to the address on file."""

    def __init__(self, business_id: str, link_id: str) -> None:
        super().__init__("This link has been replaced")
        self.business_id, self.link_id = business_id, link_id


class LinkRevoked(Expired):
    """Staff switched the link off, or the one that replaced it."""

    def __init__(self, business_id: str) -> None:
        super().__init__("This link no longer works")
        self.business_id = business_id


def clean_token(text: str) -> str:
    """Return the token in what came as one: programs and people add punctuation, quotes and capitals.

    Raises Incomplete.
    """
    found = _TOKEN.findall(_INVISIBLE.sub("", text).lower())
    if len(found) != 1:
        raise Incomplete(f"That link isn't complete: it should end in {TOKEN_LENGTH} letters and digits.")
    return found[0]


def by_link(kind: str, text: str) -> DocumentAccess:
    """Return what the token opens.

    Raises Incomplete if it can't be a token, NotFound if nobody made it (or for another kind of document),
    LinkExpired after its time, LinkReplaced or LinkRevoked once staff ended it.
    """
    runtime = running()
    hashes = runtime.keys.hashes(clean_token(text))
    found = look(select(PortalLink).where(col(PortalLink.token_hash).in_(hashes)))
    if not found or found[0][0].kind != kind:
        raise NotFound
    return access_of(found[0][0])


def access_of(link: PortalLink) -> DocumentAccess:
    """Return what the link opens. Raises LinkExpired, LinkReplaced, LinkRevoked."""
    if link.revoked_at is not None:
        _ended(link)
    if link.expires_at is not None and link.expires_at <= running().clock.now():
        raise LinkExpired(link.business_id, link.id)
    may_pay = link.scope is LinkScope.PAY
    return DocumentAccess(link.business_id, link.customer_id, link.document_id, link.id, may_pay)


def _ended(link: PortalLink) -> None:
    """Raise LinkReplaced if the link's place was taken by one that staff didn't switch off, else LinkRevoked."""
    newest = link
    while newest.replaced_by is not None:
        ((newest,),) = look(select(PortalLink).where(PortalLink.id == newest.replaced_by))
    if newest.revoked_at is None:
        raise LinkReplaced(link.business_id, link.id)
    raise LinkRevoked(link.business_id)

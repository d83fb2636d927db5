"""From a short link's code to the link it stands for."""

from sqlmodel import col, select

from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.links.models import PortalLink, ShortLink
from toolfy_portal.domain.links.short_links import CODE_ALPHABET, CODE_LENGTH
from toolfy_portal.domain.sign_in.links import access_of

_TRAILING = ".,;:!)>]}\"'"
_MISREAD = str.maketrans("oil", "011")  # Crockford: read aloud or typed by hand, they mean the digits


def by_code(text: str) -> tuple[str, str]:
    """Return the kind and the token of the link that the code stands for; whether it still opens is the link's matter.

    Raises NotFound if nobody made it; for a link whose token was wiped when it ended what `access_of` raises.
    """
    code = text.strip().rstrip(_TRAILING).lower().translate(_MISREAD)
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        raise NotFound
    keys = running().keys
    pair = select(PortalLink).join(ShortLink, col(ShortLink.link_id) == col(PortalLink.id))
    found = look(pair.where(col(ShortLink.code_hash).in_(keys.hashes(code))))
    if not found:
        raise NotFound
    link: PortalLink = found[0][0]
    if link.token_encrypted is None:
        access_of(link)
        raise NotFound
    return link.kind.value, keys.decrypt(link.token_encrypted)

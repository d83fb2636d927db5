"""Short links for text messages: 60 random bits, told apart from nothing but other short links (SECURITY.md §3)."""

import secrets

from sqlmodel import select

from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import running
from toolfy_portal.domain.links.models import PortalLink, ShortLink
from toolfy_portal.domain.links.service import Sender

CODE_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: without i, l, o and u
CODE_LENGTH = 12


def short_address(uow: Sender, link: PortalLink) -> str:
    """Return the whole short address of the link; the same one each time."""
    short = uow.first(select(ShortLink).where(ShortLink.link_id == link.id))
    if short is not None:
        return address_of(uow.keys.decrypt(short.code_encrypted))
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    uow.flush()  # the link may be new, too
    hashed, encrypted = uow.keys.hash(code), uow.keys.encrypt(code)
    short = ShortLink(id=new_id("sho"), link_id=link.id, code_hash=hashed, code_encrypted=encrypted, created_at=uow.now)
    uow.add(short)
    return address_of(code)


def address_of(code: str) -> str:
    """Return the whole address of a code."""
    return f"{running().public_url}/p/{code}"

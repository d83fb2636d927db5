"""Changing how the business looks to its customers, and what it looked like before.

Its pictures are looked after in `domain/files/brand_pictures.py`, which saves through here.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.events import BrandChanged
from toolfy_portal.domain.businesses.models import Appearance, Branding, BrandVersion
from toolfy_portal.domain.businesses.service import brand_topic, office_only, profile

MOST_VERSIONS = 20  # that are shown
MIDDLE, USUAL_ACCENT = "50% 50%", "#2b50c8"
_WORDS = {
    "accent": "accent colour",
    "logo_id": "logo",
    "cover_id": "cover image",
    "cover_focus": "part of the cover image",
    "appearance": "appearance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBrand:
    """The look as it was chosen. cover_focus: the point to keep in view, as CSS `object-position` in whole percent."""

    accent: str
    logo_id: str | None
    cover_id: str | None
    cover_focus: str
    appearance: Appearance


def checked_accent(text: str) -> str:
    """Return the colour as `#rrggbb`, also from "1F5C45" and "#1fc". Raises InvalidField."""
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch("[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch("[0-9a-f]{6}", digits):
        raise InvalidField("accent", "Write the colour as # and six letters or digits, like #1f5c45.")
    return f"#{digits}"


def checked_focus(text: str) -> str:
    """Return the point as `50% 42%`. It goes into style attributes. Raises InvalidField."""
    found = re.fullmatch(r"(\d{1,3})% (\d{1,3})%", text, re.ASCII)
    if found is None or any(int(part) > 100 for part in found.groups()):
        raise InvalidField("cover_focus", "Choose a point inside the picture.")
    return " ".join(f"{int(part)}%" for part in found.groups())


def shown_accent(text: str) -> str:
    """Return a stored colour as pages may show it; the usual one for what is none."""
    try:
        return checked_accent(text)
    except InvalidField:
        return USUAL_ACCENT


def shown_focus(text: str) -> str:
    """Return a stored point as a style attribute may hold it; the middle for what is none."""
    try:
        return checked_focus(text)
    except InvalidField:
        return MIDDLE


def brand_to_change(uow: UnitOfWork[StaffAccess], *, lock: bool = False) -> WantedBrand:
    """Return the look as it is, to fill in a form; lock: to change it. Raises Forbidden for technicians."""
    office_only(uow.access, "branding")
    return _as_wanted(_locked(uow) if lock else profile(uow).branding)


def version(uow: UnitOfWork[StaffAccess], version_id: str) -> WantedBrand:
    """Return how the business looked, to go back to it. Raises NotFound, Forbidden for technicians."""
    office_only(uow.access, "branding")
    return _as_wanted(uow.get(BrandVersion, version_id))


def versions(uow: UnitOfWork[StaffAccess]) -> Sequence[BrandVersion]:
    """Return how the business looked, newest first: the first is how it looks now. Empty before the first change."""
    newest = select(BrandVersion).order_by(col(BrandVersion.saved_at).desc(), col(BrandVersion.saved_by).desc())
    return uow.all(newest.limit(MOST_VERSIONS + 1))


def save_brand(uow: UnitOfWork[StaffAccess], wanted: WantedBrand, cover_phone_id: str | None) -> None:
    """Change the look; the same again changes nothing. cover_phone_id: the cover as it is cut for phones.

    Raises InvalidField naming the field, NotFound for a picture out of reach, Forbidden for technicians.
    """
    office_only(uow.access, "branding")
    accent, focus = checked_accent(wanted.accent), checked_focus(wanted.cover_focus)
    branding = _locked(uow)
    before: dict[str, Any] = asdict(_as_wanted(branding))
    after: dict[str, Any] = asdict(wanted) | {"accent": accent, "cover_focus": focus}
    changed = [words for name, words in _WORDS.items() if before[name] != after[name]]
    if not changed:
        return
    if not versions(uow):
        uow.add(BrandVersion(id=new_id("brv"), saved_at=uow.now, **before))
    uow.add(BrandVersion(id=new_id("brv"), saved_at=uow.now, saved_by=uow.access.name or "Staff", **after))
    for name, value in after.items():
        setattr(branding, name, value)
    branding.cover_phone_id = cover_phone_id
    uow.record(BrandChanged(subject_id=uow.access.business_id, what=", ".join(changed)))
    uow.ring(brand_topic(uow.access.business_id))


def _locked(uow: UnitOfWork[StaffAccess]) -> Branding:
    branding = uow.first(select(Branding))
    if branding:
        return uow.get(Branding, branding.id, lock=True)
    added = uow.add(Branding(id=new_id("brd")))
    uow.flush()
    return added


def _as_wanted(look: Branding | BrandVersion) -> WantedBrand:
    return WantedBrand(
        accent=look.accent,
        logo_id=look.logo_id,
        cover_id=look.cover_id,
        cover_focus=look.cover_focus,
        appearance=look.appearance,
    )

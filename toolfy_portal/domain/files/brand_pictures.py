"""The pictures of a business's look: taken in, and cut for phones when the look is saved."""

from dataclasses import replace

from toolfy_portal.adapters.images import Picture, clean_cover, clean_logo, phone_cover
from toolfy_portal.adapters.storage import FileStorage
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.businesses import branding
from toolfy_portal.domain.businesses.branding import WantedBrand
from toolfy_portal.domain.businesses.merging import on_top_of
from toolfy_portal.domain.businesses.service import office_only
from toolfy_portal.domain.files.models import FileKind
from toolfy_portal.domain.files.service import find, store


def take_in(access: StaffAccess, storage: FileStorage, data: bytes, kind: FileKind) -> str:
    """Clean an uploaded logo or cover, keep it and return its id; it shows nowhere before the look is saved.

    Raises Invalid with what is wrong with the file, Forbidden for technicians.
    """
    office_only(access, "branding")
    picture = clean_logo(data) if kind is FileKind.LOGO else clean_cover(data)[0]
    with begin(access) as uow:
        return store(uow, storage, picture, kind).id


def change_brand(
    uow: UnitOfWork[StaffAccess], storage: FileStorage, wanted: WantedBrand, seen: WantedBrand | None = None
) -> None:
    """Save the look. seen: what the form was filled in with; what a colleague changed since stays.

    Raises as `branding.save_brand` does.
    """
    now = branding.brand_to_change(uow, lock=True)
    wanted = replace(wanted, cover_focus=branding.checked_focus(wanted.cover_focus))
    wanted = on_top_of(now, seen, wanted) if seen else wanted
    if wanted.logo_id:
        find(uow, wanted.logo_id, FileKind.LOGO)
    phone_id = None
    if wanted.cover_id:
        cover = find(uow, wanted.cover_id, FileKind.COVER)
        phone_id = store(uow, storage, _cut(storage, cover.sha256, wanted.cover_focus), FileKind.COVER_PHONE).id
    branding.save_brand(uow, wanted, phone_id)


def _cut(storage: FileStorage, sha256: str, focus: str) -> Picture:
    data = storage.get(sha256)
    if data is None:
        raise NotFound("That picture is gone. Please choose it again.")
    return phone_cover(data, focus)

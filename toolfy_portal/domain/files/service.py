"""Keeping a business's pictures."""

from sqlmodel import col, select

from toolfy_portal.adapters.images import Picture
from toolfy_portal.adapters.storage import FileStorage
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.files.models import FileKind, StoredFile

PUBLIC_KINDS = (FileKind.LOGO, FileKind.COVER, FileKind.COVER_PHONE)


def store(
    uow: UnitOfWork[StaffAccess | SystemAccess], files: FileStorage, picture: Picture, kind: FileKind
) -> StoredFile:
    """Keep a picture and return its row; the same picture again returns the same row.

    The bytes come first: a row never points at nothing, and bytes without a row harm nobody.
    """
    sha256 = files.put(picture.data)
    known = uow.first(select(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.kind == kind))
    if known is not None:
        return known
    stored = uow.add(
        StoredFile(
            id=new_id("fil"),
            kind=kind,
            sha256=sha256,
            media_type=picture.media_type,
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
        )
    )
    uow.flush()
    return stored


def find(uow: UnitOfWork[StaffAccess], file_id: str, kind: FileKind) -> StoredFile:
    """Return a file of that kind. Raises NotFound."""
    stored = uow.get(StoredFile, file_id)
    if stored.kind is not kind:
        raise NotFound
    return stored


def public_picture(file_id: str) -> StoredFile | None:
    """Return a logo or cover of any business: they stand on pages that anyone with a link sees, and in e-mails."""
    found = look(select(StoredFile).where(StoredFile.id == file_id, col(StoredFile.kind).in_(PUBLIC_KINDS)))
    return found[0][0] if found else None

"""A stored file."""

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from toolfy_portal.core.records import Shared, choice


class FileKind(StrEnum):
    """What the file is for; decides who may fetch it."""

    LOGO = "logo"
    COVER = "cover"
    COVER_PHONE = "cover_phone"


class StoredFile(Shared, table=True):
    """A file by its content. The bytes lie in storage under `sha256`; whoever may read this row may read them."""

    __table_args__ = (UniqueConstraint("business_id", "sha256", "kind"),)

    kind: FileKind = choice(FileKind)
    sha256: str = Field(max_length=64)
    media_type: str = Field(max_length=40)
    size: int  # bytes
    width: int = 0  # pixels
    height: int = 0

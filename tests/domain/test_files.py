"""Pictures are kept by content, and belong to their business."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.world import World
from toolfy_portal.adapters.images import clean_logo
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.files.models import FileKind, StoredFile
from toolfy_portal.domain.files.service import store


def picture(colour: str):
    data = io.BytesIO()
    Image.new("RGB", (64, 32), colour).save(data, "PNG")
    return clean_logo(data.getvalue())


def test_a_picture_is_kept_and_found(world: World):
    with begin(world.a.staff) as uow:
        stored = store(uow, world.portal.files, picture("red"), FileKind.LOGO)
    assert world.portal.files.get(stored.sha256) == picture("red").data
    assert (stored.width, stored.height, stored.size) == (64, 32, len(picture("red").data))
    assert stored.media_type == "image/png"


def test_the_same_picture_is_kept_once_per_kind(world: World):
    with begin(world.a.staff) as uow:
        logo = store(uow, world.portal.files, picture("red"), FileKind.LOGO)
        again = store(uow, world.portal.files, picture("red"), FileKind.LOGO)
        cover = store(uow, world.portal.files, picture("red"), FileKind.COVER)
    assert again.id == logo.id
    assert cover.id != logo.id


def test_each_business_has_its_own_row(world: World):
    with begin(world.a.staff) as uow:
        mine = store(uow, world.portal.files, picture("red"), FileKind.LOGO)
    with begin(world.b.staff) as uow:
        theirs = store(uow, world.portal.files, picture("red"), FileKind.LOGO)
    assert mine.id != theirs.id
    with reading(world.b.staff) as uow, pytest.raises(NotFound):
        uow.get(StoredFile, mine.id)


def test_no_row_without_bytes(world: World):
    class Full:
        def put(self, data: bytes) -> str:
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"), begin(world.a.staff) as uow:
        store(uow, Full(), picture("blue"), FileKind.LOGO)
    with reading(world.a.staff) as uow:
        assert len(uow.all(select(StoredFile))) == 1  # the world's own

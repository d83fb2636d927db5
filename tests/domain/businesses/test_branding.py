"""What staff may change about the look, what is kept of before, and that nothing unsafe gets onto a page."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Forbidden, Invalid, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.businesses import branding
from toolfy_portal.domain.businesses.branding import WantedBrand
from toolfy_portal.domain.businesses.models import Appearance, Branding, BrandVersion
from toolfy_portal.domain.businesses.service import brand_topic, profile
from toolfy_portal.domain.files import brand_pictures
from toolfy_portal.domain.files.models import FileKind, StoredFile
from toolfy_portal.views.brands import show_brand

IMAGES = Path(__file__).parents[3] / "toolfy_portal" / "seed" / "images"
LOGO, COVER = (IMAGES / "logo-fernhill.png").read_bytes(), (IMAGES / "cover-fernhill.jpg").read_bytes()


@pytest.fixture(autouse=True)
def untouched(world: World) -> None:
    """No version of the look is kept yet."""
    with begin(world.a.staff) as uow:
        for version in branding.versions(uow):
            uow.delete(version)


def now(world: World) -> WantedBrand:
    with reading(world.a.staff) as uow:
        return branding.brand_to_change(uow)


def change(world: World, seen: WantedBrand | None = None, **changes: object) -> None:
    with begin(world.a.staff) as uow:
        brand_pictures.change_brand(uow, world.portal.files, replace(now(world), **changes), seen)


def take_in(world: World, data: bytes, kind: FileKind) -> str:
    return brand_pictures.take_in(world.a.staff, world.portal.files, data, kind)


def kept(world: World) -> list[BrandVersion]:
    with reading(world.a.staff) as uow:
        return list(branding.versions(uow))


def test_a_change_is_kept_told_and_rung(world: World):
    logo, cover = take_in(world, LOGO, FileKind.LOGO), take_in(world, COVER, FileKind.COVER)
    rung: set[str] = set()
    world.portal.runtime.live.listen(rung.add)
    change(world, accent="F07F2E", logo_id=logo, cover_id=cover, cover_focus="10% 90%", appearance=Appearance.DARK)
    assert brand_topic(world.a.business_id) in rung
    with reading(world.a.staff) as uow:
        look, shown = profile(uow).branding, show_brand(uow)
        told = [entry.summary for entry in history(uow, world.a.business_id) if entry.kind == "BrandChanged"]
        phone = uow.get(StoredFile, look.cover_phone_id or "")
    assert (look.accent, look.logo_id, look.cover_id, look.appearance) == ("#f07f2e", logo, cover, Appearance.DARK)
    assert told == ["Branding changed: accent colour, logo, cover image, part of the cover image, appearance"]
    assert (phone.kind, phone.width, phone.height) == (FileKind.COVER_PHONE, 780, 224)
    assert (shown.logo, shown.cover_phone, shown.cover_focus) == (f"/brand/{logo}", f"/brand/{phone.id}", "10% 90%")
    assert "--brand:#f07f2e" in shown.css
    with reading(world.b.staff) as uow:
        assert profile(uow).branding.accent == "#1f5c45"


def test_the_same_again_is_no_change(world: World):
    change(world)
    assert kept(world) == []


def test_every_state_is_kept_and_can_come_back_with_its_pictures(world: World):
    first = now(world)
    cover = take_in(world, COVER, FileKind.COVER)
    change(world, cover_id=cover, cover_focus="0% 0%")
    change(world, cover_id=None, accent="#112233")
    newest, covered, before = sorted(kept(world), key=lambda each: (each.accent != "#112233", each.cover_id is None))
    assert [newest.saved_by, covered.saved_by, before.saved_by] == ["Ellie Marsh", "Ellie Marsh", ""]
    with reading(world.a.staff) as uow:
        assert branding.version(uow, before.id) == first
        earlier = branding.version(uow, covered.id)
    change(world, **{name: getattr(earlier, name) for name in ("accent", "cover_id", "cover_focus")})
    with reading(world.a.staff) as uow:
        look = profile(uow).branding
    assert (look.cover_id, look.cover_focus, look.accent) == (cover, "0% 0%", "#1f5c45")
    assert look.cover_phone_id


def test_what_a_colleague_changed_meanwhile_stays(world: World):
    seen = now(world)
    change(world, accent="#112233")
    with begin(world.a.staff) as uow:
        mine = replace(seen, appearance=Appearance.LIGHT)
        brand_pictures.change_brand(uow, world.portal.files, mine, seen)
    assert (now(world).accent, now(world).appearance) == ("#112233", Appearance.LIGHT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("accent", value) for value in ("", "#12345", "red", "#12345g", "#1f5c45;}", "url(x)", "١٢٣٤٥٦")),
        *(("cover_focus", value) for value in ("", "101% 5%", "-1% 5%", "50%", "5% 5%;x:y", "5.5% 5%", "٥% 5%")),
    ],
)
def test_nothing_but_a_colour_and_a_point_is_taken(world: World, field: str, value: str):
    with pytest.raises(InvalidField) as told:
        change(world, **{field: value})
    assert told.value.field == field


def test_what_is_stored_wrongly_is_not_shown(world: World):
    with begin(world.a.system) as uow:
        look = uow.get(Branding, profile(uow).branding.id)
        look.accent, look.cover_focus = "red;x:1", "0;position:fixed"
    with reading(world.a.link().access) as uow:
        shown = show_brand(uow)
    assert "--brand:#2b50c8" in shown.css
    assert "red" not in shown.css
    assert shown.cover_focus == "50% 50%"


def test_pictures_of_others_and_of_another_kind_are_refused(world: World):
    theirs = brand_pictures.take_in(world.b.staff, world.portal.files, LOGO, FileKind.LOGO)
    cover = take_in(world, COVER, FileKind.COVER)
    for field, file_id in (("logo_id", theirs), ("logo_id", cover), ("cover_id", now(world).logo_id), ("logo_id", "x")):
        with pytest.raises(NotFound):
            change(world, **{field: file_id})


def test_technicians_change_nothing(world: World):
    technician = replace(world.a.staff, role=Role.TECHNICIAN)
    with pytest.raises(Forbidden):
        brand_pictures.take_in(technician, world.portal.files, LOGO, FileKind.LOGO)
    wanted = now(world)
    with begin(technician) as uow, pytest.raises(Forbidden):
        brand_pictures.change_brand(uow, world.portal.files, wanted)
    with reading(technician) as uow, pytest.raises(Forbidden):
        branding.brand_to_change(uow)


def test_a_bad_file_leaves_nothing(world: World):
    with pytest.raises(Invalid):
        take_in(world, b"<svg/>", FileKind.LOGO)

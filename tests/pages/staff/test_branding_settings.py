"""The branding settings at their page: tried out, saved, refused at a field, changed by two at once, taken back."""

from pathlib import Path

from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses import branding
from toolfy_portal.domain.businesses.models import Appearance, Branding
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.files import brand_pictures
from toolfy_portal.domain.files.models import FileKind
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.portal.invoice.state import InvoiceState
from toolfy_portal.pages.staff.frame import StaffState
from toolfy_portal.pages.staff.settings.branding_state import BrandingState

IMAGES = Path(__file__).parents[3] / "toolfy_portal" / "seed" / "images"


async def opened(house: House, cookie: str) -> Tab:
    tab = house.tab("/staff/settings/branding", cookie)
    await tab.send(BrandingState.load)
    return tab


async def page(tab: Tab) -> BrandingState:
    return await tab.state(BrandingState)


def look(world: World) -> Branding:
    with reading(world.a.staff) as uow:
        return profile(uow).branding


def take_in(world: World, name: str, kind: FileKind) -> str:
    return brand_pictures.take_in(world.a.staff, world.portal.files, (IMAGES / name).read_bytes(), kind)


def form(world: World, **changes: str) -> dict[str, str]:
    now = look(world)
    filled = {"accent": now.accent, "logo_id": now.logo_id or "", "cover_id": now.cover_id or "", "swatch": "#000000"}
    return filled | {"across": "50", "down": "50", "appearance": now.appearance.value} | changes


async def test_a_draft_shows_what_it_comes_to_and_saves_nothing(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    logo = take_in(world, "logo-fernhill.png", FileKind.LOGO)
    await tab.send(BrandingState.try_out, form=form(world, accent="#FFCC00", logo_id=logo))
    draft = (await page(tab)).draft
    assert (draft.accent, draft.logo, draft.unsaved) == ("#ffcc00", f"/brand/{logo}", "2 unsaved changes")
    assert draft.guard.startswith("Readable everywhere. Dark button text, ")
    assert draft.suggestions[0].startswith("#1e5")
    assert draft.query.startswith(f"accent=ffcc00&logo={logo}&cover=&focus=50%25+50%25")
    assert look(world).accent == "#1f5c45"


async def test_what_cant_be_used_is_told_at_its_field_and_the_draft_stays(
    house: House, world: World, cookie_a: str
) -> None:
    tab = await opened(house, cookie_a)
    before = (await page(tab)).draft
    for handler in (BrandingState.try_out, BrandingState.save):
        await tab.send(handler, form=form(world, accent="reddish"))
        state = await page(tab)
        assert (state.wrong, state.draft) == ("accent", before)
        assert state.error.startswith("Write the colour")
    assert look(world).accent == "#1f5c45"


async def test_saved_it_shows_on_every_open_page_at_once(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    beside = house.tab("/staff/invoices", cookie_a)
    await beside.send(StaffState.load)
    customer = house.tab(f"/portal/invoice/{world.a.link().token}")
    await customer.send(InvoiceState.load)
    logo = take_in(world, "logo-fernhill.png", FileKind.LOGO)
    await tab.send(BrandingState.save, form=form(world, accent="#ffcc00", logo_id=logo, appearance="dark"))
    shown = await customer.until(InvoiceState, lambda state: "--brand:#ffcc00" in state.invoice.brand.css)
    assert (shown.invoice.brand.logo, shown.invoice.brand.appearance) == (f"/brand/{logo}", "dark")
    await beside.until(StaffState, lambda state: state.who.logo == f"/brand/{logo}")
    assert (await tab.state(Notices)).text == "Saved. Every open page shows it now."
    assert (await page(tab)).is_outdated is False


async def test_two_who_change_at_once_keep_what_each_changed(house: House, world: World, cookie_a: str) -> None:
    mine, theirs = await opened(house, cookie_a), await opened(house, cookie_a)
    typed = form(world, appearance="light")
    await theirs.send(BrandingState.save, form=form(world, accent="#112233"))
    await mine.until(BrandingState, lambda state: state.is_outdated)
    await mine.send(BrandingState.save, form=typed)
    assert (look(world).accent, look(world).appearance) == ("#112233", Appearance.LIGHT)


async def test_it_can_look_again_as_it_did(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.staff) as uow:
        for version in branding.versions(uow):
            uow.delete(version)
    tab = await opened(house, cookie_a)
    first = look(world).logo_id
    await tab.send(BrandingState.save, form=form(world, accent="#112233", logo_id=""))
    now, before = (await page(tab)).versions
    assert (now.what, before.what) == ("Accent colour, logo", "How it looked before")
    assert now.when.endswith("by Ellie Marsh") or "by canary" in now.when
    await tab.send(BrandingState.go_back, version_id=before.id)
    assert (look(world).accent, look(world).logo_id) == ("#1f5c45", first)
    assert len((await page(tab)).versions) == 3


async def test_of_another_business_nothing_comes(house: House, world: World, cookie_b: str) -> None:
    tab = await opened(house, cookie_b)
    logo = take_in(world, "logo-fernhill.png", FileKind.LOGO)
    with reading(world.a.staff) as uow:
        version = branding.versions(uow)[0].id
    await tab.send(BrandingState.try_out, form=form(world, logo_id=logo))
    assert logo not in (await page(tab)).draft.query
    await tab.send(BrandingState.save, form=form(world, logo_id=logo))
    await tab.send(BrandingState.go_back, version_id=version)
    with reading(world.b.staff) as uow:
        assert profile(uow).branding.logo_id != logo
    assert (await tab.state(Notices)).tone == "neg"


async def test_technicians_are_told_who_looks_after_it(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = await opened(house, cookie_a)
    state = await page(tab)
    assert (state.is_refused, state.is_live, state.versions) == (True, False, [])
    await tab.send(BrandingState.save, form=form(world, accent="#112233"))
    assert look(world).accent == "#1f5c45"

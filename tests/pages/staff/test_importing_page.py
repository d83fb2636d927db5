"""The import page: what it says at each stage, and that two clicks are one run."""

from pathlib import Path
from shutil import copy

import pytest
from sqlmodel import delete, select

from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.imports import service, uploads
from toolfy_portal.domain.imports.models import ImportUpload, UploadState
from toolfy_portal.pages.gate.guards import MARK
from toolfy_portal.pages.staff.importing.page import import_page
from toolfy_portal.pages.staff.importing.state import ImportState
from toolfy_portal.views.imports import ImportView, show_import

FILES = Path(__file__).parents[2] / "data" / "imports"


@pytest.fixture
def office(world):
    with begin(world.a.system) as uow:
        business = uow.get(Business, world.a.business_id)
        business.currency, business.locale = "USD", "en_US"
        uow.change(delete(ImportUpload))
    return world.a.staff


def choose(world, name: str, upload_id: str = "upl_1") -> None:
    path = uploads.path_of(world.portal.settings.data_dir, upload_id)
    path.parent.mkdir(exist_ok=True)
    copy(FILES / f"{name}.csv", path)
    uploads.take_in(world.a.staff, world.portal.settings.data_dir, upload_id, f"{name}.csv")


def shown(access) -> ImportView:
    with reading(access) as uow:
        return show_import(uow)


def claim(access) -> str:
    with begin(access) as uow:
        return uploads.claim(uow)


def run(world) -> None:
    uploads.run(world.a.staff, world.portal.settings.data_dir, claim(world.a.staff))


def figures(view: ImportView) -> dict[str, str]:
    return {each.label: each.value for each in [*view.figures, *view.totals]}


def test_nothing_chosen_yet(office):
    assert shown(office) == ImportView()


def test_the_preview_says_what_would_come(office, world):
    choose(world, "invoiceninja_invoices")
    view = shown(office)
    assert (view.stage, view.action) == ("preview", "Import 400 invoices")
    assert figures(view) == {
        "Rows": "401", "Invoices": "400", "Can’t be read": "0", "To look at": "216",
        "Total, USD": "$11,860.87", "Paid, USD": "$5,686.21",
    }  # fmt: skip
    assert len(view.samples) == 5
    assert (view.samples[0].name, view.samples[0].day, view.samples[0].amount) == ("1", "Nov 25 2019", "$13.50")
    assert shown(world.b.staff).label != view.label


def test_import_and_its_account(office, world):
    choose(world, "invoiceninja_invoices")
    rung: list[str] = []
    world.portal.runtime.live.listen(rung.append)
    run(world)
    view = shown(office)
    assert (view.stage, view.title, view.percent) == ("done", "20 customers and 400 invoices imported", 100)
    assert figures(view)["Total, USD"] == "$11,860.87, the same here and in the file"
    assert office.staff_id in rung
    assert not uploads.path_of(world.portal.settings.data_dir, "upl_1").exists()
    choose(world, "invoiceninja_payments", "upl_2")
    run(world)
    view = shown(office)
    assert (view.title, view.errors_href) == ("Nothing new in this file", "/staff/import/upl_2/errors.csv")
    assert [error.row for error in view.errors] == ["406", "407"]


def test_two_clicks_are_one_run(office, world):
    choose(world, "zoho_contacts")
    claim(office)
    with pytest.raises(Conflict, match="being imported already"):
        claim(office)
    assert shown(office).stage == "running"
    with pytest.raises(Conflict, match="running"):
        choose(world, "zoho_invoices", "upl_2")
    with begin(office) as uow, pytest.raises(Conflict, match="running"):
        uploads.put_away(uow)


def test_a_run_that_died_can_go_on(office, world):
    choose(world, "zoho_contacts")
    claim(office)
    world.clock.forward(seconds=uploads.SILENT.total_seconds() + 1)
    assert shown(office).stage == "stuck"
    run(world)
    assert shown(office).stage == "done"


def test_a_failure_is_told_and_can_go_on(office, world, monkeypatch):
    choose(world, "zoho_contacts")
    monkeypatch.setattr(service, "_stored", lambda *_: 1 / 0)
    run(world)
    view = shown(office)
    assert (view.stage, view.failure[:20]) == ("failed", "Something went wrong")
    monkeypatch.undo()
    run(world)
    assert shown(office).title == "5 customers imported"


def test_progress_is_kept_while_it_runs(office, world, monkeypatch):
    choose(world, "invoiceninja_invoices")
    monkeypatch.setattr(service, "BATCH_ROWS", 100)
    seen: list[int] = []
    world.portal.runtime.live.listen(
        lambda topic: seen.append(shown(office).percent) if topic == office.staff_id else None
    )
    run(world)
    assert seen == sorted(seen)
    assert len({percent for percent in seen if 0 < percent < 100}) >= 2


def test_put_away_asks_for_the_next_file(office, world):
    choose(world, "zoho_contacts")
    with begin(office) as uow:
        assert uploads.put_away(uow) == "upl_1"
    assert shown(office) == ImportView()
    with reading(office) as uow:
        assert uow.first(select(ImportUpload)).state is UploadState.CLOSED


def test_every_handler_is_guarded_and_the_page_can_be_drawn():
    for name in ("load", "refresh", "start", "choose_another"):
        assert getattr(ImportState.event_handlers[name].fn, MARK) == "staff"
    assert "/staff/import/upload" in str(import_page().render())

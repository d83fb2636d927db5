"""How an import looks: choose a file, see what is in it, watch it come in, read what came of it."""

from typing import Any, cast

import reflex as rx

from toolfy_portal.components.icons import icon
from toolfy_portal.components.import_drop import drop_zone, how_to_export
from toolfy_portal.components.import_tables import bar, figures, remarks, samples, totals
from toolfy_portal.components.markup import LiveMarkup
from toolfy_portal.components.scripts.upload import UploadScript
from toolfy_portal.pages.staff.frame import StaffState, staff_frame
from toolfy_portal.pages.staff.importing.state import ImportState

H = LiveMarkup()
SHOWN = cast(Any, ImportState.shown)  # a var of what it says, which components take for the thing itself


@rx.page(route="/staff/import", title="Import · Toolfy Portal", on_load=[StaffState.load, ImportState.load])
def import_page() -> rx.Component:
    """The import, live."""
    stages = cast(Any, rx.match)(
        SHOWN.stage,
        ("preview", _preview()),
        ("running", _running()),
        ("stuck", _stopped("The import stopped half-way.")),
        ("failed", _stopped(SHOWN.failure)),
        ("done", _done()),
        _choose(),
    )
    return staff_frame("Import", UploadScript.create(), stages, current="import")


def _stack(*children: rx.Component) -> rx.Component:
    return H.el("div", *children, cls="stack", style={"--gap": "24px", "max-width": "880px"})


def _choose() -> rx.Component:
    return _stack(drop_zone(H), how_to_export(H))


def _preview() -> rx.Component:
    return _stack(
        _heading(),
        figures(H, SHOWN.figures),
        totals(H, SHOWN.totals),
        H.el("div", rx.cond(SHOWN.action != "", _start(SHOWN.action)), _another(), cls="row"),
        H.each(SHOWN.notes, _note),
        rx.cond(SHOWN.samples.length() > 0, samples(H, SHOWN)),
        _errors("These rows can’t be imported"),
    )


def _note(words: str) -> rx.Component:
    return H.el("div", icon(H, "info"), H.el("p", words), cls="notice")


def _running() -> rx.Component:
    words = H.el(
        "p", "Importing… ", SHOWN.percent, "%. You can close this page; it goes on.", cls="muted", role="status"
    )
    return _stack(_heading(), bar(H, SHOWN.percent), words)


def _stopped(sentence: rx.Var[str] | str) -> rx.Component:
    words = H.el("div", H.el("strong", sentence), "What came in stays. Nothing comes in twice.")
    notice = H.el("div", icon(H, "warning"), words, cls="notice notice--neg", role="alert")
    return _stack(_heading(), notice, H.el("div", _start("Go on"), _another(), cls="row"))


def _done() -> rx.Component:
    look = H.el("a", "Look at the invoices", cls="btn btn--primary", href="/staff/invoices")
    save = H.el(
        "a",
        icon(H, "download"),
        "Download the errors as CSV",
        cls="btn btn--secondary",
        href=SHOWN.errors_href,
        download="import-errors.csv",
    )
    warnings = rx.fragment(H.el("h3", "Worth a look"), remarks(H, "Worth a look", SHOWN.warnings))
    return _stack(
        _heading(),
        figures(H, SHOWN.figures),
        totals(H, SHOWN.totals),
        H.el("div", look, _another(), rx.cond(SHOWN.errors_href != "", save), cls="row", style={"flex-wrap": "wrap"}),
        _errors("These rows weren’t imported"),
        rx.cond(SHOWN.warnings.length() > 0, warnings),
    )


def _heading() -> rx.Component:
    return H.el("header", H.el("h2", SHOWN.title, role="status"), H.el("p", SHOWN.file_name, cls="muted", dir="auto"))


def _errors(title: str) -> rx.Component:
    more = rx.cond(SHOWN.more_errors != "", H.el("p", SHOWN.more_errors, cls="muted"))
    return rx.cond(SHOWN.errors.length() > 0, rx.fragment(H.el("h3", title), remarks(H, title, SHOWN.errors), more))


def _start(words: rx.Var[str] | str) -> rx.Component:
    return rx.el.button(words, type="button", class_name="btn btn--primary", on_click=ImportState.start)


def _another() -> rx.Component:
    words = "Choose another file"
    return rx.el.button(words, type="button", class_name="btn btn--secondary", on_click=ImportState.choose_another)

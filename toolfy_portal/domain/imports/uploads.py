"""Files that staff chose: each is looked at, imported once, and then gone."""

import logging
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, update
from sqlmodel import col, select

from toolfy_portal.adapters.exports import open_export
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict, NotFound, PortalError
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.imports.models import ImportUpload, UploadState
from toolfy_portal.domain.imports.preview import look_through
from toolfy_portal.domain.imports.results import ImportResult
from toolfy_portal.domain.imports.service import run_import

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)
SILENT = timedelta(minutes=2)  # a run that told nothing for so long has ended with its process
_LONGEST_NAME = 200


def path_of(data_dir: Path, upload_id: str) -> Path:
    """Return where an upload's file lies. Its own name never becomes part of a path."""
    return data_dir / "uploads" / f"{upload_id}.csv"


def take_in(access: StaffAccess, data_dir: Path, upload_id: str, file_name: str) -> ImportUpload:
    """Look through a file that has arrived and wait for the word to import it; it takes the place of an earlier one.

    Raises Invalid with a sentence if it is no export that can be read, Forbidden for technicians.
    """
    path = path_of(data_dir, upload_id)
    export = open_export(path)
    preview = look_through(access, export)
    shown = "".join(each if each.isprintable() else " " for each in file_name.replace("\\", "/").rsplit("/", 1)[-1])
    with begin(access) as uow:
        replaced = current(uow)
        if replaced is not None and replaced.state is UploadState.RUNNING and not _is_silent(uow, replaced):
            raise Conflict("An import is running. Please wait until it is through.")
        if replaced is not None:
            replaced.state = UploadState.CLOSED
        upload = ImportUpload(
            id=upload_id,
            staff_id=access.staff_id,
            file_name=shown.strip()[:_LONGEST_NAME] or "file.csv",
            label=export.label,
            size=export.size,
            preview=preview.as_json(),
            created_at=uow.now,
        )
        uow.add(upload)
        uow.ring(access.staff_id)
    if replaced is not None:
        path_of(data_dir, replaced.id).unlink(missing_ok=True)
    return upload


def current(uow: UnitOfWork[StaffAccess]) -> ImportUpload | None:
    """Return what the signed-in person is importing: their newest file that they haven't put away."""
    mine = select(ImportUpload).where(ImportUpload.staff_id == uow.access.staff_id)
    mine = mine.where(ImportUpload.state != UploadState.CLOSED)
    return uow.first(mine.order_by(col(ImportUpload.created_at).desc(), col(ImportUpload.id).desc()))


def find(uow: UnitOfWork[StaffAccess], upload_id: str) -> ImportUpload:
    """Return an upload of the signed-in person. Raises NotFound."""
    upload = uow.get(ImportUpload, upload_id)
    if upload.staff_id != uow.access.staff_id:
        raise NotFound
    return upload


def claim(uow: UnitOfWork[StaffAccess]) -> str:
    """Set the current upload running and return its id. Raises Conflict if it runs or is through: two clicks, one run.

    One that failed or fell silent goes on where it ended.
    """
    upload = current(uow)
    may_start = or_(
        col(ImportUpload.state).in_([UploadState.UPLOADED, UploadState.FAILED]),
        (col(ImportUpload.state) == UploadState.RUNNING) & (col(ImportUpload.touched_at) < uow.now - SILENT),
    )
    mine = col(ImportUpload.id) == (upload.id if upload else "")
    running = {"state": UploadState.RUNNING, "touched_at": uow.now, "failure": ""}
    if upload is None or not uow.change(update(ImportUpload).where(mine, may_start).values(**running)):
        raise Conflict("This file is being imported already, or was.")
    uow.ring(uow.access.staff_id)
    return upload.id


def is_stuck(uow: UnitOfWork[StaffAccess], upload: ImportUpload) -> bool:
    """Say whether a run has ended with its process and may be started again."""
    return upload.state is UploadState.RUNNING and _is_silent(uow, upload)


def put_away(uow: UnitOfWork[StaffAccess]) -> str:
    """Close the current upload and return its id, empty if there is none. Raises Conflict while it runs."""
    upload = current(uow)
    if upload is None:
        return ""
    if upload.state is UploadState.RUNNING and not _is_silent(uow, upload):
        raise Conflict("The import is running. Please wait until it is through.")
    upload.state = UploadState.CLOSED
    uow.ring(uow.access.staff_id)
    return upload.id


def run(access: StaffAccess, data_dir: Path, upload_id: str) -> None:
    """Import a claimed upload and keep its account; never raises. Its file stays if something stopped the import."""
    path = path_of(data_dir, upload_id)
    try:
        if not path.exists():
            raise NotFound("This file was removed after a day. Please choose it again.")
        result = run_import(access, open_export(path), progress=lambda done: _note(access, upload_id, done=done))
        _note(access, upload_id, state=UploadState.DONE, result=result.as_json())
        path.unlink(missing_ok=True)
    except PortalError as error:
        _fail(access, upload_id, error.message)
    except Exception:
        log.exception("an import ended early")
        _fail(access, upload_id, "Something went wrong half-way. What came in stays; you can go on from there.")


def result_of(upload: ImportUpload) -> ImportResult:
    """Return the account of an import that is through. Raises NotFound before."""
    if upload.state not in {UploadState.DONE, UploadState.CLOSED} or not upload.result:
        raise NotFound
    return ImportResult.from_json(upload.result)


def sweep(data_dir: Path, now: float | None = None) -> None:
    """Remove files that nobody imported within a day. now: seconds of the file system's clock."""
    limit = (time.time() if now is None else now) - KEPT.total_seconds()
    for path in (data_dir / "uploads").glob("*.csv"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _is_silent(uow: UnitOfWork[StaffAccess], upload: ImportUpload) -> bool:
    return upload.touched_at is not None and upload.touched_at < uow.now - SILENT


def _note(access: StaffAccess, upload_id: str, **what: object) -> None:
    with begin(access) as uow:
        uow.change(update(ImportUpload).where(col(ImportUpload.id) == upload_id).values(touched_at=uow.now, **what))
        uow.ring(access.staff_id)


def _fail(access: StaffAccess, upload_id: str, sentence: str) -> None:
    try:
        _note(access, upload_id, state=UploadState.FAILED, failure=sentence)
    except PortalError:
        log.exception("an import's end couldn't be written down: it counts as silent in two minutes")

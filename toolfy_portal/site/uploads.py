"""Files on their way in: checked before they are read, streamed to disk, looked at, and the errors on their way out."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from toolfy_portal.adapters.exports.export import LARGEST_FILE
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Invalid, PortalError
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.imports import uploads
from toolfy_portal.domain.imports.service import may_import
from toolfy_portal.site.answers import failed, see_other
from toolfy_portal.site.asking import refuse_cross_site
from toolfy_portal.site.spreadsheets import MARK, MEDIA_TYPE, inert, lines, named
from toolfy_portal.site.staff import staff_of

PAGE = "/staff/import"
_ROUND = 100_000  # bytes of a request beyond the file: boundaries and part headers


class TooLarge(Invalid):
    """More than can be read."""

    status = 413

    def __init__(self) -> None:
        super().__init__(f"This file is too large. We can read files up to {LARGEST_FILE / 1e6:,.0f} MB.")


class SignInFirst(PortalError):
    """The session ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Please sign in again.")


async def upload(request: Request) -> Response:
    """POST a file: a browser's form goes on to the page, a script gets JSON with `error` if there is one."""
    is_script = "application/json" in request.headers.get("accept", "")
    try:
        access = await run_in_threadpool(_sender, request)
        await _receive(request, access)
    except PortalError as error:
        if is_script:
            return JSONResponse({"error": error.message}, error.status)
        return see_other(f"/staff/sign-in?next={PAGE}") if isinstance(error, SignInFirst) else failed(error, request)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({}) if is_script else see_other(PAGE)


def errors_csv(request: Request) -> Response:
    """GET the errors of an import as a CSV file for a spreadsheet."""
    access = staff_of(request)
    if access is None:
        return see_other(f"/staff/sign-in?next={PAGE}")
    with reading(access) as uow:
        result = uploads.result_of(uploads.find(uow, request.path_params["upload_id"]))
    head = ["Row", "Problem", "Start of the row"]
    rows = [[error.row, inert(error.message), inert(error.excerpt)] for error in result.errors]
    return Response(MARK + lines([head, *rows]), media_type=MEDIA_TYPE, headers=named("import-errors.csv"))


def _sender(request: Request) -> StaffAccess:
    """Return who sends. Everything that can be refused is refused here, before a byte of the file is read."""
    access = staff_of(request)
    if access is None:
        raise SignInFirst
    refuse_cross_site(request)
    may_import(access)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_FILE + _ROUND:
        raise TooLarge
    return access


async def _receive(request: Request, access: StaffAccess) -> None:
    data_dir, upload_id = portal().settings.data_dir, new_id("upl")
    path = uploads.path_of(data_dir, upload_id)
    await run_in_threadpool(uploads.sweep, data_dir)
    with _file(path) as file:
        incoming = _Incoming(request.headers.get("content-type", ""), file)
        async for chunk in request.stream():
            await run_in_threadpool(incoming.write, chunk)
        file.flush()
        await run_in_threadpool(uploads.take_in, access, data_dir, upload_id, incoming.name())


@contextmanager
def _file(path: Path) -> Generator[BinaryIO]:
    """Open a new file for its owner alone; it is gone again if anything goes wrong."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Incoming:
    """Takes the one file out of a form as it arrives; nothing is held in memory. Raises Invalid for anything else."""

    def __init__(self, content_type: str, file: BinaryIO) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise Invalid("Please choose a file.")
        self._file, self._size, self._name = file, 0, ""
        self._field, self._value, self._is_file = b"", b"", False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_part_data": self._data,
            },
        )

    def write(self, chunk: bytes) -> None:
        """Take the next bytes of the request."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise Invalid("The file arrived damaged. Please try again.") from error

    def name(self) -> str:
        """Return what the browser called the file. Raises Invalid if there was none."""
        if not self._name:
            raise Invalid("Please choose a file.")
        return self._name

    def _begin(self) -> None:
        self._is_file = False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        field, value, self._field, self._value = self._field.lower(), self._value, b"", b""
        if field == b"content-disposition" and not self._name:
            options = parse_options_header(value)[1]
            self._name = options.get(b"filename", b"").decode("utf-8", "replace")
            self._is_file = bool(self._name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            return
        self._size += end - start
        if self._size > LARGEST_FILE:
            raise TooLarge
        self._file.write(data[start:end])

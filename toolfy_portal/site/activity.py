"""The history of a document, or of the whole business, as a file."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.activity.service import batches
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.team.rules import may_handle_money
from toolfy_portal.site.answers import see_other
from toolfy_portal.site.spreadsheets import MARK, MEDIA_TYPE, inert, lines, named
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.activity_sheet import AMOUNT, COLUMNS, sheet_rows


def business_csv(request: Request) -> Response:
    """GET everything that happened in the business, for the office."""
    access = staff_of(request)
    if access is None:
        return see_other("/staff/sign-in")
    may_handle_money(access)  # here, while the answer can still be another one
    with reading(access) as uow:
        name = f"activity-{day_in(profile(uow).business.timezone, uow.now).isoformat()}.csv"
    return _file(access, name)


def invoice_csv(request: Request) -> Response:
    """GET what happened to one invoice."""
    access, invoice_id = staff_of(request), request.path_params["invoice_id"]
    if access is None:
        return see_other("/staff/sign-in")
    with reading(access) as uow:
        number = invoices.find(uow, invoice_id).number
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in number)
    return _file(access, f"activity-{plain}.csv", invoice_id)


def _file(access: StaffAccess, name: str, subject_id: str = "") -> Response:
    return StreamingResponse(_written(access, subject_id), media_type=MEDIA_TYPE, headers=named(name))


def _written(access: StaffAccess, subject_id: str) -> Iterator[str]:
    yield MARK + lines([COLUMNS])
    for batch in batches(access, subject_id):
        with reading(access) as uow:
            rows = list(sheet_rows(uow, batch))
        yield lines(_inert(row) for row in rows)


def _inert(row: list[str]) -> list[str]:
    return [text if place == AMOUNT else inert(text) for place, text in enumerate(row)]

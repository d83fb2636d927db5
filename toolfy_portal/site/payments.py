"""All money of the business as a file."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Invalid
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments.listing import Period, Show, Wanted, batches
from toolfy_portal.domain.team.rules import may_handle_money
from toolfy_portal.site.answers import see_other
from toolfy_portal.site.spreadsheets import MARK, MEDIA_TYPE, inert, lines, named
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.payments_sheet import AMOUNTS, COLUMNS, sheet_row


def payments_csv(request: Request) -> Response:
    """GET what the list shows with the same filters, all pages of it, as a CSV file that is written as it is read."""
    access = staff_of(request)
    if access is None:
        return see_other("/staff/sign-in?next=/staff/payments")
    may_handle_money(access)  # here, while the answer can still be another one
    wanted = _wanted(request)
    with reading(access) as uow:
        business, now = profile(uow).business, uow.now
    name = f"payments-{day_in(business.timezone, now).isoformat()}.csv"
    return StreamingResponse(_written(access, wanted, business), media_type=MEDIA_TYPE, headers=named(name))


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    try:
        show, period = Show(asked.get("only", Show.ALL)), Period(asked.get("period", Period.ALL))
    except ValueError as error:
        raise Invalid("That list doesn't exist. Please download it from the page again.") from error
    return Wanted(show, asked.get("search", "")[:100], period)


def _written(access: StaffAccess, wanted: Wanted, business: Business) -> Iterator[str]:
    yield MARK + lines([COLUMNS])
    for batch in batches(access, wanted):
        yield lines(_inert(sheet_row(each, business)) for each in batch)


def _inert(row: list[str]) -> list[str]:
    return [text if place in AMOUNTS else inert(text) for place, text in enumerate(row)]

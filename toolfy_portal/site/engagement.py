"""What customers do with the portal as a file."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Invalid
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.engagement.figures import Show, Sort
from toolfy_portal.domain.payments.listing import Period
from toolfy_portal.site.answers import see_other
from toolfy_portal.site.spreadsheets import MARK, MEDIA_TYPE, inert, lines, named
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.engagement import EngagementAsked, engagement_of_customers
from toolfy_portal.views.engagement_sheet import COLUMNS, sheet_rows


def engagement_csv(request: Request) -> Response:
    """GET what the page shows with the same filters, all customers of it, as a CSV file."""
    access = staff_of(request)
    if access is None:
        return see_other("/staff/sign-in?next=/staff/engagement")
    with reading(access) as uow:
        business, found = engagement_of_customers(uow, _asked(request))
        name = f"engagement-{day_in(business.timezone, uow.now).isoformat()}.csv"
    rows = [[inert(text) for text in row] for each in found for row in sheet_rows(each, business)]
    return Response(MARK + lines([COLUMNS, *rows]), media_type=MEDIA_TYPE, headers=named(name))


def _asked(request: Request) -> EngagementAsked:
    asked = request.query_params
    try:
        period, show = Period(asked.get("period", Period.ALL)), Show(asked.get("only", Show.ALL))
        return EngagementAsked(period, show, Sort(asked.get("sort", Sort.VIEWS)), asked.get("search", "")[:100])
    except ValueError as error:
        raise Invalid("That list doesn't exist. Please download it from the page again.") from error

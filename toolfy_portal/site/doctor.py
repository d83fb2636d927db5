"""The link that a customer has, pasted by staff: judged, and kept nowhere."""

from starlette.requests import Request
from starlette.responses import Response

from toolfy_portal.components.doctor import pasted_page
from toolfy_portal.components.styles import staff_css
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.doctor.pasted import judge
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.site.answers import H, html_answer, see_other
from toolfy_portal.site.asking import refuse_cross_site, theme_of
from toolfy_portal.site.shells import plain_page
from toolfy_portal.site.staff import staff_of
from toolfy_portal.views.doctor import pasted_view


def check_pasted(request: Request) -> Response:
    """POST a link: say what is wrong with it, on a page that doesn't repeat it. Raises NotFound for the invoice."""
    refuse_cross_site(request)
    access, invoice_id = staff_of(request), request.path_params["invoice_id"]
    if access is None:
        return see_other(f"/staff/sign-in?next=/staff/invoices/{invoice_id}/doctor")
    with reading(access) as uow:
        judged = judge(uow, invoice_id, str(request.state.form.get("link", "")))
        number = invoices.find(uow, invoice_id).number
    document = str(pasted_page(H, invoice_id, number, pasted_view(judged)))
    head = f"<style>{staff_css()}</style>"
    title = "Check a link · Toolfy Portal"
    return html_answer(plain_page(title=title, theme=theme_of(request), head=head, document=document), request)

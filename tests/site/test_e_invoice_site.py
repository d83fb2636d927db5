"""Where the business's data suffice, its invoices carry an e-invoice; where they don't, staff see what is missing."""

import io

import pikepdf

from tests.site.served import Served
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.views.staff_invoice import StaffInvoiceView, show_staff_invoice


def fill_in(served: Served, **about: str) -> None:
    with begin(served.world.a.system) as uow:
        business = uow.get(Business, served.world.a.business_id)
        for name, value in about.items():
            setattr(business, name, value)


def shown(served: Served, state: str = "due") -> StaffInvoiceView:
    with reading(served.world.a.staff) as uow:
        return show_staff_invoice(uow, served.world.a.document(state), 1)


def inside(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(document.attachments)


def test_the_pdf_carries_it_as_soon_as_nothing_is_missing(served: Served) -> None:
    address = f"{served.path()}?pdf"
    assert inside(served.visitor().get(address).content) == []
    assert not shown(served).has_e_invoice
    assert "Your legal name isn’t filled in." in shown(served).e_invoice_lacks
    fill_in(served, legal_name="Business A Ltd", company_id="00482119", tax_id="", address="Bristol\nUnited Kingdom")
    after = served.visitor().get(address).content
    assert inside(after) == ["factur-x.xml"]
    assert (shown(served).has_e_invoice, shown(served).e_invoice_lacks) == (True, [])
    assert served.clerk().get(f"/staff/invoices/{served.world.a.document()}/pdf").content == after
    assert inside(served.visitor().get(f"{served.path('void')}?pdf").content) == []
    fill_in(served, legal_name="")
    assert inside(served.visitor().get(address).content) == []

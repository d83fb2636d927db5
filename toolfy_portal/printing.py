"""PDFs of documents, made once for the same content."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, time

from toolfy_portal.adapters.images import as_png
from toolfy_portal.adapters.pdf import PrintedInvoice, print_invoice
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import Access
from toolfy_portal.core.unit_of_work import UnitOfWork, reading
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.e_invoicing import e_invoice
from toolfy_portal.domain.payments import ledger
from toolfy_portal.views.invoices import show_invoice
from toolfy_portal.views.printed import pdf_name, printed_invoice
from toolfy_portal.views.receipts import printed_receipt

EDITION = "2"  # raise it when the template changes: made documents are then made anew


def invoice_pdf(access: Access, invoice_id: str) -> tuple[bytes, str]:
    """Return the PDF and its file name. Raises NotFound if out of reach, Invalid beyond 2,000 lines. Takes ~25 ms."""
    with reading(access) as uow:
        view, about = show_invoice(uow, invoice_id), profile(uow)
        invoice = invoices.find(uow, invoice_id)
        numbers = e_invoice(invoice, invoices.lines(uow, invoice_id), about)
        printed, logo = printed_invoice(view, about, numbers), _logo(uow, about)
    day = invoice.issued_on
    at = datetime.combine(day, time(), UTC) if day else datetime.fromtimestamp(0, UTC)
    return _made(printed, logo, at), pdf_name(printed)


def receipt_pdf(access: Access, invoice_id: str, number: str) -> tuple[bytes, str]:
    """Return the PDF of a payment's receipt and its file name. Raises NotFound unless it is one of the invoice's."""
    with reading(access) as uow:
        at = ledger.find_receipt(uow, invoice_id, number).at
        printed, logo = printed_receipt(uow, invoice_id, number), _logo(uow, profile(uow))
    return _made(printed, logo, at), pdf_name(printed)


def _logo(uow: UnitOfWork[Access], about: Profile) -> str:
    """Return where the logo is kept; it is read when the transaction is over."""
    logo_id = about.branding.logo_id
    return uow.get(StoredFile, logo_id).sha256 if logo_id else ""


def _made(printed: PrintedInvoice, logo: str, at: datetime) -> bytes:
    picture = portal().files.get(logo) if logo else None
    printed = replace(printed, logo=as_png(picture) if picture else None)  # a logo may be WebP, and PDFs take none
    name = _content_name(printed)
    pdf = portal().files.get(name)
    if pdf is None:
        pdf = print_invoice(printed, at)
        portal().files.keep(name, pdf)
    return pdf


def _content_name(printed: PrintedInvoice) -> str:
    words = asdict(printed) | {"logo": hashlib.sha256(printed.logo or b"").hexdigest(), "edition": EDITION}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()

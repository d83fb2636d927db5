"""An invoice as it is printed, from the same words as the page."""

import re
from typing import Any

from toolfy_portal.adapters.e_invoice import EInvoice
from toolfy_portal.adapters.pdf import PrintedInvoice, PrintedLine
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.views.invoices import InvoiceView, TotalView


def printed_invoice(view: InvoiceView, about: Profile, e_invoice: EInvoice | None = None) -> PrintedInvoice:
    """Return what the PDF says, but for the logo."""
    billed, work, facts = (_fact(view, "Billed to"), _fact(view, "Work done at"), _facts(view))
    rows, last = view.totals[:-1], view.totals[-1] if view.totals else TotalView()
    return PrintedInvoice(
        **letterhead(about),
        number=view.number,
        title=view.title,
        status=view.panel.pill.word,
        customer_name=billed[0] if billed else "",
        customer_address=billed[1:],
        work_address=work,
        facts=facts,
        lines=tuple(
            PrintedLine(
                name=line.name, note=line.note, quantity=line.quantity, unit_price=line.unit_price, amount=line.amount
            )
            for line in view.lines
        ),
        totals=tuple((row.label, row.value) for row in rows),
        due_label=last.label,
        due_value=last.value,
        payments=tuple((payment.at, payment.title, payment.amount) for payment in view.payments),
        sections=tuple((section.heading, section.text) for section in view.terms)
        + ((("Notes", view.notes),) if view.notes else ()),
        bank=tuple((row.label, row.value) for row in view.bank),
        qr=view.transfer.qr,
        test_mode=view.is_test,
        e_invoice=e_invoice,
    )


def letterhead(about: Profile) -> dict[str, Any]:
    """Return what every paper of the business says of it."""
    business = about.business
    email = about.branding.support_email or business.email
    return {
        "language": business.locale.split("_")[0],
        "accent": about.branding.accent,
        "business_name": business.name,
        "legal_name": business.legal_name,
        "business_address": tuple(business.address.splitlines()),
        "contact": tuple(part for part in (business.phone, email, business.website) if part),
        "company_ids": ", ".join(part for part in (business.tax_id, business.company_id) if part),
    }


def _fact(view: InvoiceView, label: str) -> tuple[str, ...]:
    return next((tuple(fact.lines) for fact in view.facts if fact.label == label), ())


def _facts(view: InvoiceView) -> tuple[tuple[str, str], ...]:
    return tuple((fact.label, fact.lines[0]) for fact in view.facts if fact.label in {"Issued", "Due"})


def pdf_name(printed: PrintedInvoice) -> str:
    """Return a file name that every system takes: `invoice-INV-1048.pdf`."""
    return f"{printed.kind.lower()}-{re.sub(r'[^A-Za-z0-9._-]+', '-', printed.number)[:60].strip('-.')}.pdf"

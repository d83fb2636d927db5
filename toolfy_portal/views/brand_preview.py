"""A made-up invoice of the business, to show how a draft of its look comes out."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from toolfy_portal.adapters.email_layout import LOGO, Button, lay_out
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import to_minor
from toolfy_portal.domain.businesses.branding import WantedBrand
from toolfy_portal.domain.businesses.models import Branding
from toolfy_portal.domain.businesses.service import Profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.notifications.letters import blank
from toolfy_portal.views.brands import picture
from toolfy_portal.views.invoices import InvoiceView, invoice_view

_LINES = (("Yearly service", "1", "96"), ("Parts", "4", "28.5"), ("Labour", "3.5", "62"))


def drafted(about: Profile, wanted: WantedBrand) -> Profile:
    """Return the business as it would look."""
    values: dict[str, Any] = about.branding.model_dump() | asdict(wanted) | {"cover_phone_id": None}
    return Profile(about.business, Branding(**values), about.terms)


def sample_invoice(about: Profile, now: datetime) -> InvoiceView:
    """Return an invoice that is due in ten days, to nobody."""
    currency, today = about.business.currency, day_in(about.business.timezone, now)
    lines = [
        InvoiceLine(
            id=f"ivl_{place}",
            name=name,
            position=place,
            quantity=Decimal(quantity),
            unit_price=Decimal(price),
            amount_minor=to_minor(round(Decimal(quantity) * Decimal(price), 0), currency),
        )
        for place, (name, quantity, price) in enumerate(_LINES)
    ]
    total = sum(line.amount_minor for line in lines)
    invoice = Invoice(
        id="inv_sample",
        customer_id="",
        number=f"{about.terms.invoice_prefix}{about.terms.next_invoice:04}",
        title="Yearly service and repairs",
        status=InvoiceStatus.ISSUED,
        currency=currency,
        billed_to="Alex Morgan\n1 Sample Street",
        issued_on=today,
        due_on=today + timedelta(days=10),
        subtotal_minor=total,
        total_minor=total,
    )
    return invoice_view(invoice, lines, [], {}, None, about, now)


def sample_mail(about: Profile, invoice: InvoiceView) -> str:
    """Return a message to a customer as HTML; its button leads nowhere."""
    letter = replace(
        blank(about, f"{invoice.heading} from {about.business.name}"),
        heading=f"Your invoice is ready: {invoice.panel.amount}",
        paragraphs=("You can look at it, pay it and save a copy. Any questions, just reply.",),
        facts=(("Invoice", invoice.number), ("Amount due", invoice.panel.amount)),
        button=Button("Open the invoice", "#"),
    )
    return lay_out(letter).html.replace(f"cid:{LOGO}", picture(about.branding.logo_id))

"""What customers do with the portal as rows of a spreadsheet."""

from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.engagement.figures import CustomerFigures

COLUMNS = (
    *("Customer", "Invoices", "Opened", "Views", "Last seen", "Paid online"),
    *("Median days to pay", "Paid in full", "Done without asking", "Currency", "Amount paid online"),
)


def sheet_rows(found: CustomerFigures, business: Business) -> list[list[str]]:
    """Return a row for each currency in which the customer paid online; one if there is none."""
    seen = day_in(business.timezone, found.last_seen).isoformat() if found.last_seen else ""
    about = [
        *(found.name, str(found.invoices), str(found.opened), str(found.views), seen, str(found.paid_online)),
        *("" if found.days is None else f"{found.days:g}", str(found.paid_in_full), str(found.self_served)),
    ]
    amounts = {currency: minor for currency, minor in sorted(found.online.items()) if minor} or {business.currency: 0}
    return [[*about, currency, str(Money(minor, currency).decimal)] for currency, minor in amounts.items()]

"""What staff see. Importing a page registers it."""

from toolfy_portal.pages.staff.importing import page as importing
from toolfy_portal.pages.staff.invoice import page as invoice
from toolfy_portal.pages.staff.invoices import page as invoices
from toolfy_portal.pages.staff.settings import billing, payments

PAGES = (importing, invoice, invoices, billing, payments)

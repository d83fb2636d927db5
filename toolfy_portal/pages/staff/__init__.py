"""What staff see. Importing a page registers it."""

from toolfy_portal.pages.staff.editor import page as editor
from toolfy_portal.pages.staff.importing import page as importing
from toolfy_portal.pages.staff.invoice import page as invoice
from toolfy_portal.pages.staff.invoices import page as invoices
from toolfy_portal.pages.staff.payments import check_page as payments_check
from toolfy_portal.pages.staff.payments import page as payments
from toolfy_portal.pages.staff.settings import billing as billing_settings
from toolfy_portal.pages.staff.settings import branding as branding_settings
from toolfy_portal.pages.staff.settings import business as business_settings
from toolfy_portal.pages.staff.settings import payments as payment_settings

PAGES = (
    editor,
    importing,
    invoice,
    invoices,
    payments,
    payments_check,
    billing_settings,
    branding_settings,
    business_settings,
    payment_settings,
)

"""What staff see. Importing a page registers it."""

from toolfy_portal.pages.staff.customer import page as customer
from toolfy_portal.pages.staff.customers import page as customers
from toolfy_portal.pages.staff.editor import page as editor
from toolfy_portal.pages.staff.engagement import page as engagement
from toolfy_portal.pages.staff.importing import page as importing
from toolfy_portal.pages.staff.invoice import page as invoice
from toolfy_portal.pages.staff.invoices import page as invoices
from toolfy_portal.pages.staff.payments import check_page as payments_check
from toolfy_portal.pages.staff.payments import page as payments
from toolfy_portal.pages.staff.settings import billing as billing_settings
from toolfy_portal.pages.staff.settings import payments as payment_settings

PAGES = (
    customer,
    customers,
    editor,
    engagement,
    importing,
    invoice,
    invoices,
    payments,
    payments_check,
    billing_settings,
    payment_settings,
)

"""What staff see. Importing a page registers it."""

from toolfy_portal.pages.staff.customer import page as customer
from toolfy_portal.pages.staff.customers import page as customers
from toolfy_portal.pages.staff.doctor import page as doctor
from toolfy_portal.pages.staff.editor import page as editor
from toolfy_portal.pages.staff.engagement import page as engagement
from toolfy_portal.pages.staff.help import page as help_pages
from toolfy_portal.pages.staff.importing import page as importing
from toolfy_portal.pages.staff.invoice import page as invoice
from toolfy_portal.pages.staff.invoices import page as invoices
from toolfy_portal.pages.staff.payments import check_page as payments_check
from toolfy_portal.pages.staff.payments import page as payments
from toolfy_portal.pages.staff.settings import account as account_settings
from toolfy_portal.pages.staff.settings import billing as billing_settings
from toolfy_portal.pages.staff.settings import branding as branding_settings
from toolfy_portal.pages.staff.settings import business as business_settings
from toolfy_portal.pages.staff.settings import notifications as notification_settings
from toolfy_portal.pages.staff.settings import outbox as outbox_settings
from toolfy_portal.pages.staff.settings import payments as payment_settings
from toolfy_portal.pages.staff.settings import team as team_settings
from toolfy_portal.pages.staff.settings import templates as template_settings

PAGES = (
    account_settings,
    customer,
    customers,
    doctor,
    editor,
    engagement,
    help_pages,
    importing,
    invoice,
    invoices,
    payments,
    payments_check,
    billing_settings,
    branding_settings,
    business_settings,
    notification_settings,
    outbox_settings,
    payment_settings,
    team_settings,
    template_settings,
)

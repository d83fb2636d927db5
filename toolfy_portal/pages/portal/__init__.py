"""What customers see. Importing a page registers it."""

from toolfy_portal.pages.portal.invoice import page as invoice

PAGES = (invoice,)

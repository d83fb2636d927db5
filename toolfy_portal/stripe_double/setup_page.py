"""The page on which the owner of a connected account sets it up, at the end of an account link."""

from toolfy_portal.stripe_double.page_document import document

SETUP_PAGE = document(
    "Set up payments",
    "<main><h1>Set up payments</h1><p>Stripe would ask here who you are and where your money goes. "
    "In test mode there is nothing to fill in.</p>"
    '<form method="post" class="alone"><button type="submit">Finish set-up</button></form></main>',
)

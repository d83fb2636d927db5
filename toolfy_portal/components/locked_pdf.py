"""Asks for a password and downloads a PDF that opens with it: for customers and staff, with or without scripts."""

from typing import Any

from toolfy_portal.adapters.pdf_lock import LONGEST, SHORTEST
from toolfy_portal.components.human import plain_proof
from toolfy_portal.components.markup import Markup, Node


def locked_pdf(h: Markup, address: Any) -> Node:
    """Offer the locked copy. address: what the form is posted to.

    The field shows what is typed: it must be passed on, and a mistake would lock its owner out.
    """
    field = h.el(
        "input",
        cls="part__input",
        name="password",
        required=True,
        minlength=str(SHORTEST),
        maxlength=str(LONGEST),
        autocomplete="off",
        autocapitalize="none",
        spellcheck="false",
    )
    words = "The link is secure, but a file can be passed on. Send its password another way, like a text."
    label = h.el("label", h.el("span", f"Password, {SHORTEST} characters or more", cls="part__hint"), field)
    button = h.el("button", "Download", cls="btn btn--secondary", type="submit")
    form = h.el("form", label, button, plain_proof(h), method="post", action=address, cls="part__form")
    return h.el("details", h.el("summary", "PDF with a password"), h.el("p", words, cls="part__hint"), form, cls="part")

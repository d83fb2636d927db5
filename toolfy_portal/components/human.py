"""What tells a form that a person sends: `site/visitors.py` asks for it."""

from toolfy_portal.components.markup import Markup, Node


def plain_proof(h: Markup) -> Node:
    """Let the form say that no script runs here: where one runs, it says that somebody pressed."""
    return h.el("noscript", h.el("input", type="hidden", name="plain", value="1"))

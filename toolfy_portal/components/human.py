"""What makes a form one that a person sends (docs/decisions/0010-a-person-not-a-program.md)."""

from toolfy_portal.components.markup import Markup, Node


def plain_proof(h: Markup) -> Node:
    """Let the form say that no script runs here: where one runs, it says that somebody pressed."""
    return h.el("noscript", h.el("input", type="hidden", name="plain", value="1"))

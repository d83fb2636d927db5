"""Our drawings as elements."""

from collections.abc import Mapping
from typing import Any

from toolfy_portal.components.markup import Markup, Node
from toolfy_portal.views.glyphs import ICONS


def icon(h: Markup, name: str, cls: str = "icon") -> Node:
    """Draw an icon beside words that say the same. Raises KeyError for an unknown name."""
    return h.raw("svg", ICONS[name], cls=cls, viewBox="0 0 24 24", aria_hidden="true")


def icon_for(h: Markup, value: Any, names: Mapping[str, str], otherwise: str) -> Node:
    """Draw the icon that a value, known only when the page is shown, stands for."""
    drawn = icon(h, otherwise)
    for wanted, name in names.items():
        drawn = h.when(value == wanted, icon(h, name), drawn)
    return drawn


def glyph(h: Markup, inside: Any) -> Node:
    """Draw a status glyph."""
    return h.raw("svg", inside, viewBox="0 0 14 14", aria_hidden="true")

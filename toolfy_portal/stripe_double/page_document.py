"""The frame of every hosted page: title, style, and the band that says no money moves."""

import re
from html import escape

from toolfy_portal.stripe_double.page_style import STYLE


def document(title: str, body: str, colour: str = "#0074d4") -> str:
    """Return a whole page; body is HTML already, title isn't."""
    # The colour goes into a style, where escaping doesn't help: anything but #rrggbb gives way to the usual one.
    fill = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else "#0074d4"
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · Test mode</title>"
        f"<style>:root{{--fill:{fill};--on-fill:{_readable_on(fill)}}}{STYLE}</style></head>"
        f'<body><p class="band" role="note">Test mode: no money moves</p>{body}</body></html>'
    )


def _readable_on(colour: str) -> str:
    """Return black or white, whichever stands out more: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"

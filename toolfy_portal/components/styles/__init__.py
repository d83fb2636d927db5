"""The style sheets, joined for each kind of page and made small."""

import re
from functools import cache
from pathlib import Path
from typing import cast

import rcssmin

_HERE = Path(__file__).parent
_DARK = re.compile(r'\[data-theme="dark"\]\{([^}]*)\}')
_PORTAL = ("tokens", "base", "portal", "print")


def portal_css() -> str:
    """Return the style of a customer's document; it is written into the page itself, so it must stay small."""
    return _joined(*_PORTAL)


def moment_css() -> str:
    """Return the style of a centred page: a problem with a link, or signing in."""
    return _joined(*_PORTAL, "moment", "fields")


def staff_css() -> str:
    """Return the style of the staff's pages, with the customer's parts for previews."""
    return _joined(*_PORTAL, "fields", "controls", "staff", "alerts")


def dark_rules(dark: re.Match[str]) -> str:
    """Return the dark values twice: for who chose them, and for a device that prefers them where nobody chose."""
    return f"{dark[0]}@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark[1]}}}}}"


@cache
def _joined(*names: str) -> str:
    text = "\n".join((_HERE / f"{name}.css").read_text(encoding="utf-8") for name in names)
    return _DARK.sub(dark_rules, cast(str, rcssmin.cssmin(text)))

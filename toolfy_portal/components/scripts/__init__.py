"""The scripts of the customer's pages; nothing else runs in them before the live page."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
THEMES = ("light", "dark", "auto")


@cache
def head_js(theme: str) -> str:
    """Return the script that sets the theme before anything is painted: the visitor's own choice, or this one.

    theme: "light", "dark" or "auto" (what the device prefers). Raises ValueError for anything else.
    """
    if theme not in THEMES:
        raise ValueError(f"There is no theme {theme!r}")
    return f'{_read("head.js")}("{theme}")'


@cache
def page_js() -> str:
    """Return the page's script: switching themes, copying, one checkout at a time, and word that a person looked."""
    return _read("page.js")


def _read(name: str) -> str:
    lines = (line.strip() for line in (_HERE / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))

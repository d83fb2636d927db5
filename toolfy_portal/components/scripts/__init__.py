"""The scripts of the customer's pages; nothing else runs in them before the live page."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def page_js() -> str:
    """Return the page's script: switching themes, copying, one checkout at a time, and word that a person looked."""
    return _read("page.js")


def _read(name: str) -> str:
    lines = (line.strip() for line in (_HERE / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))

"""The built pages, read once, with places to write a document into."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolfy_portal.components.scripts import page_js

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_SMALL = re.compile(r'<link[^>]*href="/assets/(?:manifest|entry\.client|rolldown-runtime)[^>]*>')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


def script_hash(script: str) -> str:
    """Return the CSP source that allows an inline script."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@dataclass(frozen=True, slots=True)
class Written:
    """A whole HTML document and the hashes of its inline scripts."""

    text: str
    hashes: tuple[str, ...]


@cache
def _page_script() -> tuple[str, str]:
    """A module: it runs once the document is there, and holds up nothing."""
    return f'<script type="module">{page_js()}</script>', script_hash(page_js())


class Shell:
    """One built page, cut where theme, title, head and document are written."""

    def __init__(self, text: str) -> None:
        # the document first: the page's own code must not compete with it on a phone, and its smallest files come
        # soon enough when they are imported
        text = _SMALL.sub("", text)
        text = re.sub(r'(<link[^>]*rel="modulepreload"[^>]*?)(/?>)', r'\1 fetchpriority="low"\2', text)
        self._hashes = tuple(dict.fromkeys(script_hash(script) for script in _INLINE.findall(text)))
        before_title, after_title = _TITLE.split(text, maxsplit=1) if _TITLE.search(text) else _no_title(text)
        theme_at = before_title.index("<html") + len("<html")
        head_at, body_at = after_title.index("</head>"), after_title.index("<body>") + len("<body>")
        self._parts = (
            before_title[:theme_at],
            before_title[theme_at:],
            after_title[:head_at],
            after_title[head_at:body_at],
            after_title[body_at:],
        )

    def write(self, *, title: str, theme: str, head: str = "", document: str = "") -> Written:
        """Return the page with this title and head, and the document as its first HTML. theme: see `_theme`."""
        to_theme, to_title, to_head, to_body, rest = self._parts
        page, page_hash = _page_script()
        parts = (
            to_theme,
            _theme(theme),
            to_title,
            f"<title>{html.escape(title)}</title>",
            to_head,
            head,
            to_body,
            f"<portal-boot>{document}{page}</portal-boot>",
            rest,
        )
        return Written("".join(parts), (*self._hashes, page_hash))


def _no_title(text: str) -> tuple[str, str]:
    at = text.index("<head>") + len("<head>")
    return text[:at], text[at:]


def _theme(theme: str) -> str:
    """Return the attribute of `<html>` for "light" or "dark"; none for "auto": the device decides."""
    return f' data-theme="{theme}"' if theme in ("light", "dark") else ""


def plain_page(*, title: str, theme: str, head: str, document: str, language: str = "en") -> Written:
    """Return a page of ours that needs no live part."""
    page, page_hash = _page_script()
    text = (
        f'<!doctype html><html lang="{html.escape(language)}"{_theme(theme)}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        '<meta name="robots" content="noindex,nofollow">'
        f"<title>{html.escape(title)}</title>{head}</head><body>{document}{page}</body></html>"
    )
    return Written(text, (page_hash,))


class Shells:
    """Every built page by its address: `/portal/invoice/__shell__`, `/staff/invoices`."""

    def __init__(self, folder: Path) -> None:
        self._shells = {address_of(path, folder): Shell(path.read_text()) for path in folder.rglob("*.html")}

    def get(self, address: str) -> Shell:
        """Return the page. Raises LookupError if the front end was not built."""
        if address not in self._shells:
            raise LookupError(f"{address} is not built: run `make build`")
        return self._shells[address]


def address_of(path: Path, folder: Path) -> str:
    """Return the address of a built file: `staff/import.html` and `staff/import/index.html` are `/staff/import`."""
    address = path.relative_to(folder).with_suffix("")
    return "/" + str(address.parent if address.name == "index" else address).removeprefix(".")

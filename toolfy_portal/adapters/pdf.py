"""Prints an invoice or a receipt to a PDF that is branded, accessible (PDF/UA-1) and fit for archives (PDF/A-3a)."""

import io
import json
import re
import threading
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

import pikepdf
import typst

from toolfy_portal.adapters.e_invoice import EInvoice, as_xml, with_claims
from toolfy_portal.adapters.pdf_text import FONTS, clean_text
from toolfy_portal.core.errors import Invalid

MOST_LINES: Final = 2_000
_LINES_IN_PROCESS: Final = 300  # beyond this the compiler's cache would keep hundreds of megabytes
_LONG_TEXTS: Final = {"note", "sections"}
_LONG_LIMIT: Final = 4_000
_PRINTING: Final = Path(__file__).parent / "printing"
_TEMPLATE: Final = (_PRINTING / "invoice.typ").read_bytes()
_LOGO_NAMES: Final = {b"\x89PNG": "logo.png", b"\xff\xd8\xff": "logo.jpg", b"RIFF": "logo.webp"}

_Plain: TypeAlias = "str | bool | tuple[_Plain, ...] | dict[str, _Plain] | None"

_thread = threading.local()
_one_large_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One row of work, as plain text ready to print."""

    name: str
    note: str = ""
    quantity: str
    unit_price: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedInvoice:
    """Everything an invoice's or a receipt's paper says, as plain text ready to print.

    language: two or three letters. accent: "#rrggbb", used for bars and rules only. logo: PNG, JPEG or WebP.
    status: the word in the head, such as "Due", "Paid" or "Void". qr: an SVG, beside the bank details.
    e_invoice: the same in numbers, to go inside.
    """

    kind: str = "Invoice"
    number: str
    title: str
    status: str
    language: str
    accent: str
    business_name: str
    legal_name: str
    business_address: tuple[str, ...]
    contact: tuple[str, ...]
    company_ids: str
    customer_label: str = "Billed to"
    customer_name: str
    customer_address: tuple[str, ...]
    work_address: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...]
    lines: tuple[PrintedLine, ...] = ()
    totals: tuple[tuple[str, str], ...]
    due_label: str
    due_value: str
    payments_label: str = "Payments"
    payments: tuple[tuple[str, str, str], ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    bank: tuple[tuple[str, str], ...] = ()
    qr: str = ""
    test_mode: bool = False
    logo: bytes | None = None
    e_invoice: EInvoice | None = None


def print_invoice(invoice: PrintedInvoice, at: datetime) -> bytes:
    """Return the invoice as a PDF dated `at`; the same invoice and time always give the same bytes.

    Blocks for 10 ms to a few seconds: call it in a thread. Raises Invalid for more than 2,000 lines, and for
    a language, accent or logo that can't be printed.
    """
    _check(invoice)
    seconds = int(at.timestamp())
    if len(invoice.lines) <= _LINES_IN_PROCESS:
        return _print(invoice, seconds)
    with _one_large_at_a_time, ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as apart:
        return apart.submit(_print, invoice, seconds).result()


def draw_first_page(invoice: PrintedInvoice) -> bytes:
    """Return the first page as an SVG drawing, to look at. Raises Invalid as `print_invoice` does."""
    _check(invoice)
    with _picture_folder(invoice) as (folder, pictures):
        inputs = {"invoice": _as_json(invoice, pictures)}
        drawn = _compiler().compile(_TEMPLATE, root=folder, format="svg", sys_inputs=inputs)
    pages = drawn if isinstance(drawn, list) else [drawn]
    assert isinstance(pages[0], bytes)
    return pages[0]


def _check(invoice: PrintedInvoice) -> None:
    if len(invoice.lines) > MOST_LINES:
        raise Invalid(f"An invoice can have at most {MOST_LINES:,} lines. This one has {len(invoice.lines):,}.")
    if not re.fullmatch("[a-z]{2,3}", invoice.language):
        raise Invalid("The language of a document is a code of two or three letters, such as en.")
    if not re.fullmatch("#[0-9a-fA-F]{6}", invoice.accent):
        raise Invalid("The accent colour is written like #1f5f4a.")
    if invoice.logo is not None and _logo_name(invoice.logo) is None:
        raise Invalid("The logo must be a PNG, JPEG or WebP picture.")


def _print(invoice: PrintedInvoice, seconds: int) -> bytes:
    xml = as_xml(invoice.e_invoice) if invoice.e_invoice else b""
    with _picture_folder(invoice) as (folder, pictures):
        printed = _compiler().compile(
            _TEMPLATE,
            root=folder,
            format="pdf",
            sys_inputs={"invoice": _as_json(invoice, pictures)} | ({"xml": xml.decode()} if xml else {}),
            pdf_standards=["a-3a", "ua-1"],
            timestamp=seconds,
        )
    assert isinstance(printed, bytes)
    return _packed(printed, is_e_invoice=bool(xml))


def _as_json(invoice: PrintedInvoice, pictures: dict[str, str | None]) -> str:
    return json.dumps(_cleaned(asdict(replace(invoice, logo=None, e_invoice=None)) | pictures))


def _cleaned(value: _Plain, limit: int = 500) -> Any:
    if isinstance(value, str):
        return clean_text(value, limit)
    if isinstance(value, dict):
        return {name: _cleaned(part, _LONG_LIMIT if name in _LONG_TEXTS else limit) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_cleaned(part, limit) for part in value]
    return value


def _logo_name(logo: bytes) -> str | None:
    return next((name for start, name in _LOGO_NAMES.items() if logo.startswith(start)), None)


@contextmanager
def _picture_folder(invoice: PrintedInvoice) -> Generator[tuple[Path, dict[str, str | None]]]:
    """Yield the only folder the compiler may read, and the pictures' paths inside it."""
    with TemporaryDirectory() as folder:
        logo = invoice.logo and _logo_name(invoice.logo)
        if invoice.logo and logo:
            (Path(folder) / logo).write_bytes(invoice.logo)
        if invoice.qr:
            (Path(folder) / "qr.svg").write_text(invoice.qr, encoding="utf-8")
        yield Path(folder), {"logo": logo or None, "qr": "qr.svg" if invoice.qr else None}


def _compiler() -> typst.Compiler:
    """Return this thread's compiler: one can't be shared, the fonts can."""
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    return _thread.compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _packed(pdf: bytes, *, is_e_invoice: bool) -> bytes:
    """Return the PDF with its objects compressed, ending in a newline as an added signature needs it."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if is_e_invoice:
            document.Root.Metadata.write(with_claims(document.Root.Metadata.read_bytes().decode()).encode())
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue().rstrip(b"\n") + b"\n"

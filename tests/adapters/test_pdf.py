"""What a printed invoice promises: the standards, the words, the pages, the same bytes each time."""

import io
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from toolfy_portal.adapters import pdf
from toolfy_portal.adapters.pdf import PrintedInvoice, PrintedLine, print_invoice
from toolfy_portal.adapters.qr import epc_qr
from toolfy_portal.core.errors import Invalid

AT = datetime(2025, 11, 14, 9, 30, tzinfo=UTC)
LINE = PrintedLine(name="Power flush", note="Nine radiators", quantity="1", unit_price="£540.00", amount="£540.00")
INVOICE = PrintedInvoice(
    number="INV-1048",
    title="Boiler service and system flush",
    status="Partly paid",
    language="en",
    accent="#1f5f4a",
    business_name="Fernhill Plumbing & Heating",
    legal_name="Fernhill Heating Ltd",
    business_address=("Unit 4, Feeder Road", "Bristol BS2 0TQ"),
    contact=("0117 496 0182", "hello@fernhill.example"),
    company_ids="VAT GB 123 4567 89",
    customer_name="Hannah Okafor",
    customer_address=("14 Larch Road", "Bristol BS6 5QT"),
    work_address=("15 Larch Road",),
    facts=(("Issued", "14 November 2025"), ("Due", "28 November 2025")),
    lines=(LINE,),
    totals=(("Subtotal", "£540.00"), ("Paid so far", "−£400.00")),
    due_label="Left to pay",
    due_value="£140.00",
    payments=(("15 November 2025", "Deposit by bank transfer", "£400.00"),),
    sections=(("Payment terms", "Please pay within 14 days."), ("Late fees", "After 14 days we may add 2%.")),
    bank=(("Account name", "Fernhill Heating Ltd"), ("IBAN", "GB29NWBK60161331926819")),
)
SCRIPTS = {
    "el": "Συντήρηση λέβητα και θέρμανσης",
    "uk": "Ремонт опалювального котла, її щорічний огляд",
    "ja": "給湯器の定期点検と配管の清掃作業を行いました",
    "zh": "锅炉年度保养及管道清洗服务",
    "ko": "보일러 점검과 배관 청소 작업",
    "hi": "बॉयलर की वार्षिक सेवा और पाइप की सफाई",
    "vi": "Bảo dưỡng nồi hơi và vệ sinh đường ống",
    "pl": "Przegląd kotła i płukanie instalacji, łącznie",
}


def pages_of(printed: bytes) -> list[str]:
    """The words of each page as an independent reader finds them."""
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=printed, capture_output=True, check=True)
    return found.stdout.decode().split("\f")[:-1]


def text_of(invoice: PrintedInvoice) -> str:
    return " ".join("\n".join(pages_of(print_invoice(invoice, AT))).split())


def logo(colour: str, kind: str = "PNG") -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (300, 80), colour).save(picture, kind)
    return picture.getvalue()


def test_it_is_an_accessible_archive_file() -> None:
    printed = print_invoice(replace(INVOICE, language="pl", title="Elektroinstallationsarbeiten"), AT)
    assert printed.startswith(b"%PDF-1.7")
    assert printed.endswith(b"%%EOF\n")
    with pikepdf.open(io.BytesIO(printed)) as document:
        with document.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
            assert xmp["dc:title"] == "Invoice INV-1048 · Elektroinstallationsarbeiten"
            assert xmp["xmp:CreateDate"] == "2025-11-14T09:30:00+00:00"
        assert document.Root.Lang == "pl"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.OutputIntents
        assert not document.is_encrypted
    assert b"/ObjStm" in printed


def test_it_says_everything_it_was_given() -> None:
    text = text_of(INVOICE)
    asked = [INVOICE.title, INVOICE.status, INVOICE.legal_name, INVOICE.company_ids, INVOICE.customer_name]
    asked += [*INVOICE.business_address, *INVOICE.contact, *INVOICE.customer_address, *INVOICE.work_address]
    rows = (*INVOICE.facts, *INVOICE.totals, *INVOICE.payments, *INVOICE.sections, *INVOICE.bank)
    asked += [part for row in rows for part in row]
    asked += ["Invoice INV-1048", "Power flush Nine radiators 1 £540.00 £540.00", "Left to pay £140.00", "Page 1 of 1"]
    assert [part for part in asked if part not in text] == []
    assert "TEST" not in text


def test_the_minus_sign_survives() -> None:
    assert "\u2212£400.00" in text_of(INVOICE)


@pytest.mark.parametrize("language", SCRIPTS)
def test_each_script_reads_back(language: str) -> None:
    words = SCRIPTS[language]
    text = text_of(replace(INVOICE, language=language, title=words, lines=(replace(LINE, note=words),)))
    assert text.replace(" ", "").count(words.replace(" ", "")) == 2
    assert "□" not in text


@pytest.mark.parametrize("words", ["صيانة الغلاية وتنظيف الأنابيب", "תחזוקת דוד וניקוי צנרת"])
def test_right_to_left_words_read_back(words: str) -> None:
    text = re.sub("[\u202a-\u202e]", "", text_of(replace(INVOICE, title=words)))
    # Readers differ in the order of words and of letters joined in one glyph, so whole letters are compared.
    found = {"".join(sorted(word)) for word in text.split()}
    assert [word for word in words.split() if "".join(sorted(word)) not in found] == []


def test_thai_reads_back() -> None:
    words = "ตรวจเช็คท่อน้ำและหม้อต้มน้ำประจำปี"
    text = text_of(replace(INVOICE, language="th", title=words)).replace(" ", "")
    # A letter under a raised mark is set as two pieces that both name it; the page shows it once.
    assert words in re.sub("(.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)\\1", "\\1", text)


def test_korean_is_set_in_one_font() -> None:
    with pikepdf.open(io.BytesIO(print_invoice(replace(INVOICE, title="보일러가 새요"), AT))) as document:
        fonts = {str(font.BaseFont).split("+")[-1] for font in document.pages[0].Resources.Font.values()}
    assert fonts == {"Inter-Regular-Identity-H", "Inter-SemiBold-Identity-H", "NanumGothic"}


def test_numbers_keep_their_order_beside_arabic() -> None:
    text = text_of(replace(INVOICE, language="ar", title="صيانة الغلاية"))
    for part in ("14 November 2025", "0117 496 0182", "\u2212£400.00"):
        assert part in text


def test_long_words_stay_inside_the_page_and_copy_whole() -> None:
    wide = replace(INVOICE, title="W" * 100, customer_name="m" * 200, lines=(replace(LINE, name="W" * 300),))
    printed = print_invoice(wide, AT)
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=printed, capture_output=True, check=True).stdout
    right_edges = [float(edge) for edge in re.findall(rb'xMax="([\d.]+)"', boxes)]
    assert max(right_edges) < 595 - 56
    copied = "".join(pages_of(printed))
    assert "GB29NWBK60161331926819" in copied
    assert "\u200b" not in copied


def test_long_invoices_repeat_the_header_and_never_part_the_totals_from_the_last_line() -> None:
    for count in range(12, 36):
        lines = tuple(replace(LINE, name=f"Job {n}") for n in range(1, count + 1))
        pages = pages_of(print_invoice(replace(INVOICE, lines=lines, status="Void"), AT))
        ending = next(page for page in pages if "Subtotal" in page)
        assert f"Job {count} " in ending.replace("\n", " ")
        assert "Left to pay" in ending
        for number, page in enumerate(pages, start=1):
            assert f"Page {number} of {len(pages)}" in page
            assert "Void" in page
            assert ("Unit price" in page) == ("Job" in page)


def test_a_test_invoice_says_so_on_every_page() -> None:
    pages = pages_of(print_invoice(replace(INVOICE, lines=(LINE,) * 40, test_mode=True), AT))
    assert len(pages) > 1
    assert all("TEST: no money moves" in page for page in pages)


def test_text_never_takes_the_accent() -> None:
    with pikepdf.open(io.BytesIO(print_invoice(replace(INVOICE, accent="#ffff00"), AT))) as document:
        drawn = document.pages[0].Contents.read_bytes()
    inks = set(re.findall(rb"([\d. ]+) scn\s+BT", drawn))
    assert b" 1 1 0 scn" in drawn
    assert len(inks) >= 2
    assert b" 1 1 0" not in inks


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_each_business_prints_its_own_logo(kind: str) -> None:
    red, blue = (replace(INVOICE, logo=logo(colour, kind)) for colour in ("red", "blue"))
    first, other, again = (print_invoice(invoice, AT) for invoice in (red, blue, red))
    assert first == again
    assert first != other
    with pikepdf.open(io.BytesIO(first)) as document:
        objects = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]
        assert any(thing.get("/Subtype") == "/Image" and thing.Width == 300 for thing in objects)
        assert any(str(thing.get("/Alt")) == "Logo of Fernhill Plumbing & Heating" for thing in objects)


def test_two_threads_print_the_same_bytes() -> None:
    together = Barrier(2)

    def render(_: int) -> list[bytes]:
        together.wait()
        return [print_invoice(replace(INVOICE, number=f"INV-{n}"), AT) for n in range(10)]

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(render, range(2))
    assert one == two
    assert len(set(one)) == 10
    time.sleep(1.1)  # an identifier taken from the clock would differ by now
    assert print_invoice(replace(INVOICE, number="INV-0"), AT) == one[0]


def test_a_thousand_lines_print_in_a_process_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pdf, "_compiler")  # here only: the other process has its own
    lines = tuple(replace(LINE, name=f"Valve {n}") for n in range(1, 1001))
    text = text_of(replace(INVOICE, lines=lines))
    assert "Valve 1 " in text
    assert "Valve 1000 " in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines": (LINE,) * 2_001}, "at most 2,000 lines. This one has 2,001"),
        ({"language": "en-GB"}, "two or three letters"),
        ({"accent": "red"}, "accent colour"),
        ({"logo": b"<svg/>"}, "PNG, JPEG or WebP"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_plain_words(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        print_invoice(replace(INVOICE, **change), AT)


def test_the_least_an_invoice_can_say() -> None:
    bare = dict.fromkeys(("title", "legal_name", "company_ids"), "") | dict.fromkeys(
        ("contact", "work_address", "customer_address", "lines", "totals", "payments", "sections", "bank"), ()
    )
    assert "Hannah Okafor" in text_of(replace(INVOICE, **bare))


def everywhere(words: list[str]) -> PrintedInvoice:
    lines = tuple(PrintedLine(name=w, note=w, quantity=w, unit_price=w, amount=w) for w in words)
    pair, text = ((words[0], words[-1]),), words[0]
    return replace(
        INVOICE, number=text, title=text, status=text, business_name=text, legal_name=text, contact=tuple(words),
        company_ids=text, customer_name=text, customer_address=tuple(words), facts=pair, lines=lines, totals=pair,
        due_label=text, due_value=text, payments=((text, text, text),), sections=pair, bank=pair, logo=logo("red"),
    )  # fmt: skip


NASTY = [
    "#import \"/etc/passwd\": *", "$ x $ *bold* _it_ `raw` <label> @ref #panic()", "</w:t>&<>\"'\\", "👩‍👩‍👧‍👦 🇬🇧",
    "a" + "\u0301" * 5_000, "\x00\x07\x1b[31m", "\ud800", "\u202egnp.exe", "\ufffd\uffff\ue000", "བོད་ཡིག", "\n" * 50,
    "W" * 3_000, "\u200d", "\u0301", "\r\n\u2028\u2029\x85\x0b", "ﷺ" * 40, "",
]  # fmt: skip


@pytest.mark.parametrize("words", NASTY, ids=lambda words: ascii(words)[:20])
def test_hostile_text_prints_as_text(words: str) -> None:
    assert print_invoice(everywhere([words]), AT).startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=80), min_size=1, max_size=4))
def test_any_text_prints(words: list[str]) -> None:
    assert print_invoice(everywhere(words), AT).startswith(b"%PDF")


def test_the_code_beside_the_bank_details_is_drawn_and_described() -> None:
    coded = replace(INVOICE, qr=epc_qr("Fernhill Heating Ltd", "DE89370400440532013000", "", Decimal(140), "INV-1048"))
    printed = print_invoice(coded, AT)
    assert "Scan with your banking app" in text_of(coded)
    assert "Scan with" not in text_of(INVOICE)
    page = subprocess.run(["pdftoppm", "-r", "150", "-png", "-"], input=printed, capture_output=True, check=True)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.stdout)))
    assert found.text.splitlines()[5:8] == ["Fernhill Heating Ltd", "DE89370400440532013000", "EUR140"]
    with pikepdf.open(io.BytesIO(printed)) as document:
        objects = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
        assert any(str(thing.get("/Alt")).startswith("QR code for a banking app") for thing in objects)


def test_markup_is_shown_not_run() -> None:
    assert "#panic() *bold* <label>" in text_of(replace(INVOICE, title="#panic() *bold* <label>"))


def test_the_template_compiles_without_warnings_and_fetches_nothing() -> None:
    templates = list(pdf._PRINTING.glob("**/*.typ"))
    assert templates
    assert not [template for template in templates if "@preview" in template.read_text()]
    inputs = {"invoice": pdf._as_json(INVOICE, {"logo": None, "qr": None})}
    _, warnings = pdf._compiler().compile_with_warnings(pdf._TEMPLATE, format="pdf", sys_inputs=inputs)
    assert [str(warning) for warning in warnings] == []

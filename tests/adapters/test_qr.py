"""The code is read back by another program, with every letter; and there is none where none is valid."""

import io
import re
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from toolfy_portal.adapters.qr import epc_qr

IBAN, BIC = "DE89370400440532013000", "COBADEFFXXX"


def drawn(svg: str, scale: int = 4) -> Image.Image:
    """Draw it: the ground is one shape, the modules are strokes along rows: M x y, h length."""
    size = int(re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0][0])
    picture = Image.new("L", (size * scale, size * scale), 128)
    pen = ImageDraw.Draw(picture)
    ground, modules = re.findall(r'<path[^>]* d="([^"]+)"', svg)
    assert re.fullmatch(rf"M0 0h{size}v{size}h-{size}z", ground)
    pen.rectangle((0, 0, size * scale, size * scale), fill=255)
    x = y = 0.0
    for sign, numbers in re.findall(r"([Mmh])([-\d. ]+)", modules):
        first, *rest = [float(each) for each in numbers.split()]
        if sign == "h":
            pen.rectangle((x * scale, (y - 0.5) * scale, (x + first) * scale - 1, (y + 0.5) * scale - 1), fill=0)
            x += first
        else:
            x, y = (first, rest[0]) if sign == "M" else (x + first, y + rest[0])
    return picture


def read(svg: str) -> str:
    [found] = zxingcpp.read_barcodes(drawn(svg))
    return found.text


@pytest.mark.parametrize(
    "name", ["Fernhill Heating Ltd", "Żółw & Łódź <Sp. z o.o.>", "Ηλεκτρικά Παπαδόπουλος", "株式会社"]
)
def test_a_banking_app_reads_what_is_to_pay(name: str) -> None:
    said = read(epc_qr(name, IBAN, BIC, Decimal("1334.40"), "INV-1048")).splitlines()
    assert said == ["BCD", "002", "1", "SCT", BIC, name, IBAN, "EUR1334.4", "", "", "INV-1048"]


def test_the_bic_may_be_left_out() -> None:
    assert read(epc_qr("Fernhill", IBAN, "", Decimal("0.01"), "1")).splitlines()[4:8] == [
        "",
        "Fernhill",
        IBAN,
        "EUR0.01",
    ]


def test_it_is_black_on_white_with_four_quiet_modules() -> None:
    svg = epc_qr("Fernhill", IBAN, "", Decimal(10), "1")
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg)) == {"#fff", "#000"}
    picture = drawn(svg, 1)
    dark = Image.eval(picture, lambda light: 255 - light).getbbox()
    assert dark == (4, 4, picture.width - 4, picture.height - 4)
    assert "<script" not in svg
    assert picture.save(io.BytesIO(), "png") is None


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("", "10"),
        ("n" * 71, "10"),
        ("Fernhill", "0"),
        ("Fernhill", "1000000000"),
        ("株" * 70, "10"),  # 210 bytes; with a long text it is more than the code may hold
    ],
)
def test_where_none_is_valid_there_is_none(name: str, amount: str) -> None:
    assert epc_qr(name, IBAN, BIC, Decimal(amount), "9" * 140) == ""


def test_the_largest_amount_fits() -> None:
    assert "EUR999999999.99" in read(epc_qr("n" * 70, IBAN, BIC, Decimal("999999999.99"), "9" * 64))

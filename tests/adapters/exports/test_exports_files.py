"""Files as people choose them: other kinds of file, encodings, separators, sizes."""

import os
import struct
import time

import pytest

from toolfy_portal.adapters.exports import open_export
from toolfy_portal.core.errors import Invalid

PAYMENTS = "Client,Invoice Number,Amount,Date\n"
ZERO_LENGTH_ZIP = b"PK\x03\x04" + bytes(26)


@pytest.fixture
def opened(tmp_path):
    def write_and_open(content: bytes | str, encoding: str = "utf-8"):
        path = tmp_path / "anything.txt"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return open_export(path)

    return write_and_open


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n...", "This is a PDF, not a CSV"),
        (b"\x89PNG\r\n\x1a\n....", "This is an image, not a CSV"),
        (b"\xff\xd8\xff\xe0....", "This is an image, not a CSV"),
        (ZERO_LENGTH_ZIP + b"xl/workbook.xml", "This is an Excel workbook, not a CSV"),
        (ZERO_LENGTH_ZIP + b"photo.jpg", "This is a ZIP archive, not a CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1....", "This is an old Excel workbook or Word document, not a CSV"),
        (b"\x1f\x8b\x08....", "This is a compressed archive, not a CSV"),
        (b"<!DOCTYPE html><html>", "This is a web page, not a CSV"),
        (b"", "This file is empty"),
        (b"\xef\xbb\xbf\r\n", "This file is empty"),
        (struct.pack("<32I", *range(1, 33)), "This is not a text file"),
        (b"Name,Colour\nAnn,red\n", "We don't recognise the columns of this file: Name, Colour. We can read Zoho"),
        (PAYMENTS.replace(",Date", "").encode(), "This looks like Invoice Ninja: payments, .* missing: Date"),
        (PAYMENTS.encode() + b"Jos\x81,1,$1.00,2020-01-01\n", "Line 2 holds characters that are neither"),
        (PAYMENTS.encode() + "José,1,$1.00,".encode() + b"\n\nJos\xe9", "Line 2 holds characters that are neither"),
        (b'Client,Invoice Number,Amount,Date,"Note\n', "The header on line 1 can't be read. A quotation mark"),
        (b"\xef\xbb\xbf" + PAYMENTS.encode() + b"Jos\xe9,1", "Line 2 is damaged: its bytes are not UTF-8"),
        ("\ufeff".encode("utf-16-le") + PAYMENTS.encode("utf-16-le") + b"a", "is damaged: its bytes are not UTF-16"),
    ],
)
def test_what_can_not_be_read_is_refused_by_name(opened, content, sentence):
    with pytest.raises(Invalid, match=sentence):
        opened(content)


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "huge.csv"
    path.touch()
    os.truncate(path, 2_000_000_000)
    began = time.perf_counter()
    with pytest.raises(Invalid, match="This file is 2,000 MB"):
        open_export(path)
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_every_encoding(opened, encoding):
    export = opened(PAYMENTS + "José “Pepe” Müller,1,$1.00,2020-01-01\n", encoding)
    assert [payment.customer_name for payment in export.read("USD")] == ["José “Pepe” Müller"]
    assert [note[:40] for note in export.notes] == (
        ["The file isn't UTF-8, so it was read as "] if encoding == "cp1252" else []
    )


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_separator_and_line_break(opened, separator, break_):
    text = (PAYMENTS + "Ann,1,5.00,2020-01-01\n").replace(",", separator).replace("\n", break_)
    assert [(payment.amount_minor, payment.row) for payment in opened(text).read("USD")] == [(500, 2)]


@pytest.mark.parametrize(("amount", "month", "order"), [("$1.00", 3, "month/day"), ("1.00", 4, "day/month")])
def test_dates_without_evidence_follow_the_money_and_say_so(opened, amount, month, order):
    export = opened(f"{PAYMENTS}Ann,1,{amount},03/04/2020\n")
    assert [payment.paid_on.month for payment in export.read("USD")] == [month]
    assert len(export.notes) == 1
    assert f"Dates such as 03/04/2020 can be read two ways: taken as {order}" in export.notes[0]


def test_position_grows_to_the_size(opened):
    export = opened(PAYMENTS + "".join(f"Ann,{number},1.00,2020-01-01\n" for number in range(2000)))
    seen = [export.position() for _ in export.read("USD")]
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert export.position() == export.size

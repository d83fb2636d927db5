"""A locked PDF opens with its password and with nothing else, and claims nothing it is not."""

import io

import pikepdf
import pytest

from tests.adapters.test_pdf import AT, INVOICE
from toolfy_portal.adapters.pdf import print_invoice
from toolfy_portal.adapters.pdf_lock import LONGEST, lock
from toolfy_portal.core.errors import InvalidField

PRINTED = print_invoice(INVOICE, AT)


def opened(locked: bytes, password: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(locked), password=password)


@pytest.mark.parametrize("password", ["eight-ch", "Пароль-для-Ольги", "two words", "パ" * LONGEST])
def test_it_opens_with_its_password(password: str) -> None:
    with opened(lock(PRINTED, password), password) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert document.allow.accessibility
        assert len(document.pages) == 1


@pytest.mark.parametrize("wrong", ["", "eight-cH", "eight-ch "])
def test_nothing_else_opens_it(wrong: str) -> None:
    with pytest.raises(pikepdf.PasswordError):
        opened(lock(PRINTED, "eight-ch"), wrong)


def test_a_password_is_what_a_reader_makes_of_it() -> None:
    opened(lock(PRINTED, "cafe\u0301-\uff11\uff12\uff13"), "caf\u00e9-123").close()


def test_an_encrypted_file_is_no_archive_file_and_says_so() -> None:
    with opened(lock(PRINTED, "eight-ch"), "eight-ch") as document, document.open_metadata() as claims:
        assert "pdfaid:part" not in claims
        assert "pdfaid:conformance" not in claims
        assert claims["pdfuaid:part"] == "1"
        assert claims["dc:title"] == "Invoice INV-1048 · Boiler service and system flush"


def test_the_title_is_locked_away_too() -> None:
    assert b"xpacket" not in lock(PRINTED, "eight-ch")
    assert lock(PRINTED, "eight-ch") != lock(PRINTED, "eight-ch")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "at least 8"),
        ("seven77", "at least 8"),
        ("eight-ch ", "space before or after"),
        ("a" * 128, "up to 40"),
        ("パ" * 43, "up to 40"),
        ("eight\x00char", "special signs"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(password: str, sentence: str) -> None:
    with pytest.raises(InvalidField, match=sentence) as refused:
        lock(PRINTED, password)
    assert refused.value.field == "password"

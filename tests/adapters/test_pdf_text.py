"""What any text becomes before it is printed."""

import pytest

from toolfy_portal.adapters.pdf_text import FONTS, clean_text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Boiler service", "Boiler service"),
        ("two\r\nlines", "two\nlines"),
        ("e\u0301", "é"),
        ("bell\x07 and \ud800", "bell  and  "),
        ("\ufeffsoft\u00adly \u202eturned", "softly turned"),
        ("tea 🍵", "tea □"),
        ("q" + "\u0327\u0323" * 9, "q\u0327\u0327\u0327"),
        ("می\u200cخواهم", "\u2068می\u200cخواهم\u2069"),
        ("−£25.00 ₴ ₹ ฿", "−£25.00 ₴ ₹ ฿"),
    ],
)
def test_only_what_the_fonts_show_remains(typed: str, printed: str) -> None:
    assert clean_text(typed) == printed


def test_long_words_may_break_every_sixteen_characters() -> None:
    assert clean_text("a" * 40) == "\u200b".join(["a" * 16, "a" * 16, "a" * 8])
    assert "\u200b" not in clean_text("a" * 16 + " " + "b" * 16)


def test_a_break_never_parts_a_letter_from_its_mark() -> None:
    assert clean_text("a" * 15 + "q\u0301" + "b") == "a" * 15 + "q\u0301\u200bb"


def test_a_cut_text_says_so() -> None:
    assert clean_text("one two three", limit=8) == "one two…"
    assert clean_text("one two", limit=7) == "one two"


def test_each_font_comes_with_its_licence() -> None:
    licences = "".join(licence.read_text() for licence in FONTS.glob("*.txt"))
    families = {font.stem.split("-")[0] for font in FONTS.glob("*.?tf")}
    assert len(families) == 7
    assert [family for family in families if family not in licences] == []

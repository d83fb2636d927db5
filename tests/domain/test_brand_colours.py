"""One brand colour in, seven out: the design's vectors exactly, and readable for any colour at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.domain.businesses.brand_colours import contrast, derive

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "brand_vectors.json").read_text())
GROUNDS = {"light": ("#f6f6f4", "#efefec"), "dark": ("#18191b", "#26282b")}
CASES = [(brand, theme) for brand, themes in VECTORS.items() for theme in themes]


@pytest.mark.parametrize(("brand", "theme"), CASES)
def test_the_designs_vectors(brand, theme):
    assert derive(brand, theme) == VECTORS[brand][theme]


@given(st.integers(0, 0xFFFFFF), st.sampled_from(["light", "dark"]))
def test_any_colour_is_readable(number, theme):
    colours = derive(f"#{number:06x}", theme)
    assert contrast(colours["--on-brand"], colours["--brand"]) >= 4.5
    assert contrast(colours["--on-brand"], colours["--brand-hover"]) >= 4.5
    for ground in (*GROUNDS[theme], colours["--brand-soft"]):
        assert contrast(colours["--brand-ink"], ground) >= 4.5


def test_capital_letters_are_the_same_colour():
    assert derive("#F07F2E", "light") == derive("#f07f2e", "light")


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "123456", "#1234567", "#123456\n", "#123456;}"])
def test_what_is_no_colour(text):
    with pytest.raises(ValueError, match="six hex digits"):
        derive(text, "light")

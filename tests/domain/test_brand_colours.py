"""One brand colour in, seven out: the design's vectors exactly, and readable for any colour at all."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolfy_portal.components.styles import portal_css
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


def tokens(theme: str) -> dict[str, str]:
    """The style sheet's own colours in a theme."""
    light, dark = portal_css().split('[data-theme="dark"]{', 1)
    text = light if theme == "light" else light + dark.split("}", 1)[0]
    return dict(re.findall(r"(--[a-z0-9-]+):(#[0-9a-f]{6})", text))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ten_thousand_colours_can_be_read_and_seen_on_the_page(theme):
    """Text 4.5:1 (WCAG 2.2, 1.4.3); what shows a control and its focus 3:1 (1.4.11)."""
    fixed, some = tokens(theme), random.Random(1402)
    grounds = [fixed[name] for name in ("--page", "--surface", "--surface-hover")]
    for colour in (f"#{some.randrange(1 << 24):06x}" for _ in range(10_000)):
        brand = derive(colour, theme)
        soft = brand["--brand-soft"]
        assert min(contrast(brand["--on-brand"], brand[fill]) for fill in ("--brand", "--brand-hover")) >= 4.5, colour
        assert min(contrast(brand["--brand-ink"], ground) for ground in [*grounds, soft]) >= 4.5, colour
        assert min(contrast(fixed[text], soft) for text in ("--ink", "--ink-2")) >= 4.5, colour
    assert min(contrast(fixed["--line-input"], ground) for ground in grounds[:2]) >= 3


def test_capital_letters_are_the_same_colour():
    assert derive("#F07F2E", "light") == derive("#f07f2e", "light")


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "123456", "#1234567", "#123456\n", "#123456;}"])
def test_what_is_no_colour(text):
    with pytest.raises(ValueError, match="six hex digits"):
        derive(text, "light")

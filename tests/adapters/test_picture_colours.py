"""The colours of a logo, as a person would name them."""

import io

from PIL import Image

from toolfy_portal.adapters.images import clean_logo
from toolfy_portal.adapters.picture_colours import apart, main_colours


def logo(*stripes: str, mode: str = "RGB") -> bytes:
    image = Image.new(mode, (300, 60 * len(stripes)))
    for place, colour in enumerate(stripes):
        image.paste(Image.new(mode, (300, 60), colour), (0, 60 * place))
    to = io.BytesIO()
    image.save(to, "PNG")
    return clean_logo(to.getvalue()).data


def near(found: str, wanted: str) -> bool:
    return sum(abs(a - b) for a, b in zip(bytes.fromhex(found[1:]), bytes.fromhex(wanted[1:]), strict=True)) < 24


def test_the_colours_that_tell_come_first_and_grounds_not_at_all():
    found = main_colours(logo("#ffffff", "#ffffff", "#808080", "#a3243b", "#a3243b", "#ffcc00"))
    assert near(found[0], "#a3243b")
    assert near(found[1], "#ffcc00")
    assert len(found) <= 3


def test_black_on_white_is_black():
    (ink,) = main_colours(logo("#ffffff", "#1a1b1e", "#ffffff"))
    assert near(ink, "#1a1b1e")


def test_what_is_seen_through_is_no_colour():
    found = main_colours(logo("#ff000000", "#0b5fa5ff", mode="RGBA"))
    assert near(found[0], "#0b5fa5")
    assert not any(near(colour, "#ff0000") for colour in found)


def test_colours_that_look_alike_are_said_once():
    assert apart(["#1e5b44", "#1f5c45", "#f07f2e"]) == ("#1e5b44", "#f07f2e")

"""The colours that a picture is mostly made of."""

import colorsys
import io
from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from PIL import Image

Rgb = tuple[int, int, int]

_MOST = 3
_PALE = 600  # of 765
_APART = 90  # of 0 to 765: how far two colours' channels differ together, so that they look like two


@lru_cache(maxsize=64)
def main_colours(picture: bytes) -> tuple[str, ...]:
    """Return up to three colours as `#rrggbb`, the most telling first; no white or grey unless there is no other.

    picture: one of ours, as `images.py` makes them.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGBA")
    image.thumbnail((96, 96))
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A"))
    few = cast(list[tuple[int, Rgb]], flat.quantize(16, kmeans=3).convert("RGB").getcolors())
    telling = sorted(((count * _telling(colour), colour) for count, colour in few), reverse=True)
    _, ink = max([each for each in few if sum(each[1]) < _PALE] or few)
    return apart([_hex(colour) for weight, colour in telling if weight] or [_hex(ink)])[:_MOST]


def apart(colours: Iterable[str]) -> tuple[str, ...]:
    """Return the colours without those that look like one before."""
    found: list[str] = []
    for colour in colours:
        if all(_distance(colour, other) > _APART for other in found):
            found.append(colour)
    return tuple(found)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _telling(colour: Rgb) -> float:
    _, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour))
    return saturation if saturation > 0.15 and 0.06 < lightness < 0.8 else 0


def _distance(one: str, other: str) -> int:
    return sum(abs(a - b) for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True))

"""One brand colour in, seven safe colours per theme out. Pure; OKLCH, so that the hue survives changes of lightness.

Held for every sRGB colour tried: label on fill and hover 4.5:1, brand as text 4.6:1 on every ground, fill on the dark
surface 3.2:1 (WCAG 2.2 contrast ratios). Conversion: Björn Ottosson, https://bottosson.github.io/posts/oklab/.
"""

import math
import re
from functools import lru_cache

LIGHT, DARK = "light", "dark"
_GROUNDS = {
    LIGHT: {"page": "#f6f6f4", "surface": "#ffffff", "hover": "#efefec"},
    DARK: {"page": "#0f1011", "surface": "#18191b", "hover": "#26282b"},
}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE = "#ffffff"

Oklch = tuple[float, float, float]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _linear_rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two `#rrggbb` colours."""

    def luminance(colour: str) -> float:
        red, green, blue = _linear_rgb(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> Oklch:
    """Return lightness, chroma and hue (radians)."""
    red, green, blue = _linear_rgb(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the `#rrggbb`. Out of gamut: give up chroma, never hue or lightness."""
    lightness = min(max(lightness, 0), 1)
    while chroma > 0 and any(c < -0.0005 or c > 1.0005 for c in _oklch_to_linear(lightness, chroma, hue)):
        chroma -= 0.002
    channels = _oklch_to_linear(lightness, max(chroma, 0), hue)
    return "#" + "".join(f"{round(255 * _gamma(min(max(c, 0), 1))):02x}" for c in channels)


@lru_cache(maxsize=512)
def derive(brand: str, theme: str) -> dict[str, str]:
    """Return the seven CSS variables of a theme. Raises ValueError unless brand is `#rrggbb`."""
    if not _HEX.fullmatch(brand):
        raise ValueError("a colour is # and six hex digits")
    brand = brand.lower()
    fill, label = _fill_and_label(brand, theme)
    soft, line, ink = _soft_line_ink(brand, theme)
    edge = fill if contrast(fill, _GROUNDS[theme]["surface"]) >= 1.3 else line
    return {
        "--brand": fill,
        "--on-brand": label,
        "--brand-hover": _hover(brand, fill, label, theme),
        "--brand-edge": edge,
        "--brand-ink": ink,
        "--brand-soft": soft,
        "--brand-line": line,
    }


def _is_neutral(chroma: float) -> bool:
    return chroma < 0.03


def _fill_and_label(brand: str, theme: str) -> tuple[str, str]:
    lightness, chroma, hue = to_oklch(brand)
    fill = brand
    if theme == DARK:
        if _is_neutral(chroma) and lightness < 0.45:
            lightness = 0.93  # an ink-like brand turns to paper in the dark
        else:
            surface = _GROUNDS[DARK]["surface"]
            while contrast(from_oklch(lightness, chroma, hue), surface) < 3.2 and lightness < 0.95:
                lightness += 0.01
        fill = from_oklch(lightness, chroma, hue)
    white = contrast(_WHITE, fill)
    # white if it nearly passes: the fill is darkened by a hair; else a dark label tinted with the hue
    label = _WHITE if white >= 3.6 else from_oklch(0.20, min(chroma, 0.04), hue)
    step = -0.004 if label == _WHITE else 0.004
    while contrast(label, fill) < 4.5:
        lightness += step
        fill = from_oklch(lightness, chroma, hue)
    return fill, label


def _hover(brand: str, fill: str, label: str, theme: str) -> str:
    _, chroma, hue = to_oklch(brand)
    lightness = to_oklch(fill)[0]
    lighter = lightness < 0.32 or (theme == DARK and label == _WHITE)
    hover = from_oklch(lightness + (0.07 if lighter else -0.04), chroma, hue)
    while contrast(label, hover) < 4.5:
        hover = from_oklch(to_oklch(hover)[0] + (-0.006 if label == _WHITE else 0.006), chroma, hue)
    return hover


def _soft_line_ink(brand: str, theme: str) -> tuple[str, str, str]:
    lightness, chroma, hue = to_oklch(brand)
    grounds = _GROUNDS[theme]
    if theme == LIGHT:
        soft = from_oklch(0.962, min(chroma * 0.20, 0.020), hue)
        line = from_oklch(0.865, min(chroma * 0.50, 0.060), hue)
        ink_lightness, ink_chroma, step = min(lightness, 0.62), chroma, -0.006
        under = (grounds["page"], grounds["hover"], soft)
    else:
        soft = from_oklch(0.272, min(chroma * 0.42, 0.042), hue)
        line = from_oklch(0.400, min(chroma * 0.60, 0.070), hue)
        ink_lightness, ink_chroma, step = max(0.9 if _is_neutral(chroma) else lightness, 0.76), min(chroma, 0.13), 0.006
        under = (grounds["surface"], grounds["hover"], soft)
    ink = from_oklch(ink_lightness, ink_chroma, hue)
    while min(contrast(ink, ground) for ground in under) < 4.6:
        ink_lightness += step
        ink = from_oklch(ink_lightness, ink_chroma, hue)
    return soft, line, ink

"""Makes safe pictures of uploaded ones: checked before they are decoded, encoded anew, nothing of the old file kept."""

import io
import warnings
from dataclasses import dataclass
from typing import Any, cast

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from toolfy_portal.core.errors import Invalid

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
LOGO_HEIGHT = 256  # pixels; shown at most 64 high, on screens of up to 4x
LOGO_WIDTH = 1024
LIGHT_LOGO = 4096  # bytes; up to here a PNG, which loses nothing, is always small enough
COVER_WIDTH = 1600
COVER_PHONE = (780, 224)  # the region of 390 x 112 at 2x
_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_DAMAGED = "We couldn't read that picture. It may be damaged. Please try another file."


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture of ours. width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean_logo(data: bytes) -> Picture:
    """Return a logo for screens, at most 256 high: PNG, or WebP where that is much smaller. Raises Invalid."""
    image = _shrunk(_opened(data), LOGO_WIDTH, LOGO_HEIGHT)
    png = _png(image)
    if len(png.data) <= LIGHT_LOGO:
        return png
    webp = _webp(image, quality=85)
    return webp if len(webp.data) * 2 < len(png.data) else png


def as_png(data: bytes) -> bytes:
    """Return one of our own pictures as PNG, for programs that read nothing newer."""
    with Image.open(io.BytesIO(data)) as image:
        return data if image.format == "PNG" else _png(image).data


def clean_cover(data: bytes, focus: str = "50% 50%") -> tuple[Picture, Picture]:
    """Return a cover for desktops and, cut around the focus, one for phones. Raises Invalid.

    focus: as CSS `object-position`, the point to keep in view. A picture smaller than its place is not blown up.
    """
    image = _opened(data).convert("RGB")
    wide = _webp(_shrunk(image, COVER_WIDTH, image.height), quality=75)
    return wide, _webp(_shrunk(_cut(image, focus), *COVER_PHONE), quality=45)


def phone_cover(cover: bytes, focus: str) -> Picture:
    """Return the cover for phones, cut around the focus. cover: one that `clean_cover` made for desktops."""
    image = Image.open(io.BytesIO(cover), formats=["WEBP"])
    return _webp(_shrunk(_cut(image, focus), *COVER_PHONE), quality=45)


def _opened(data: bytes) -> Image.Image:
    """Return the picture, upright, in sRGB, with pixels alone. Nothing is decoded before size and kind are checked."""
    if not data:
        raise Invalid("That file is empty. Please choose a PNG or JPEG picture.")
    if len(data) > MAX_BYTES:
        raise Invalid("That file is too large. Please choose a picture of 2 MB or less.")
    kind = next((kind for sign, kind in _KINDS.items() if data.startswith(sign)), None)
    if kind is None:
        raise Invalid("That isn't a PNG or JPEG picture. Please choose one of those.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[kind])
            _check(image)
            image.load()
            return _pixels(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    # Pillow tells damage in many ways: SyntaxError for a broken chunk, ValueError, OSError when cut short
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(_DAMAGED) from error


def _check(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(image, "is_animated", False) or "default_image" in image.info:
        raise Invalid("That picture moves. Please choose a still one.")


def _too_many_pixels() -> Invalid:
    return Invalid("That picture has too many pixels. Please choose one of 16 megapixels or less, such as 4000 x 4000.")


def _pixels(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        image = _in_srgb(image, profile, mode)
    elif image.mode.startswith("I"):  # 16 bits of grey: `convert` alone would clip them to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    clean = Image.new(mode, image.size)
    clean.paste(image.convert(mode))
    return clean


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        srgb = cast(Any, ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType]
        return ImageCms.profileToProfile(image, io.BytesIO(profile), srgb, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: browsers ignore it, too


def _shrunk(image: Image.Image, width: int, height: int) -> Image.Image:
    small = image.copy()
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    return small


def _cut(image: Image.Image, focus: str) -> Image.Image:
    """Return the largest part with the phone region's proportions, where `object-fit: cover` would put it."""
    ratio = COVER_PHONE[0] / COVER_PHONE[1]
    width, height = min(image.width, round(image.height * ratio)), min(image.height, round(image.width / ratio))
    across, down = (min(max(float(part.rstrip("%")) / 100, 0), 1) for part in focus.split())
    left, top = round((image.width - width) * across), round((image.height - height) * down)
    return image.crop((left, top, left + width, top + height))


def _png(image: Image.Image) -> Picture:
    colours = image.convert("RGBA").getcolors(maxcolors=100_000)
    few = image.quantize(256, Image.Quantize.FASTOCTREE) if colours and len(colours) <= 4096 else None  # flat art
    best = min((_saved(each, "PNG", optimize=True) for each in (image, few) if each), key=len)
    return Picture(best, "image/png", image.width, image.height)


def _webp(image: Image.Image, quality: int) -> Picture:
    return Picture(_saved(image, "WEBP", quality=quality, method=6), "image/webp", image.width, image.height)


def _saved(image: Image.Image, kind: str, **how: int) -> bytes:
    to = io.BytesIO()
    image.save(to, kind, **how)
    return to.getvalue()

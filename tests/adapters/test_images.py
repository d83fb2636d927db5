"""Uploaded pictures: bad ones are refused with a sentence, good ones come out small, upright and clean."""

import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from toolfy_portal.adapters.images import MAX_BYTES, clean_cover, clean_logo
from toolfy_portal.core.errors import Invalid

DEMO = Path(__file__).parents[2] / "toolfy_portal" / "seed" / "images"


def encoded(image: Image.Image, kind: str = "PNG", **how) -> bytes:
    to = io.BytesIO()
    image.save(to, kind, **how)
    return to.getvalue()


def plain(mode: str = "RGB", size: tuple[int, int] = (300, 200), colour="red") -> Image.Image:
    return Image.new(mode, size, colour)


def noise(width: int, height: int) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((width, height), 100) for _ in range(3)])


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *more: bytes) -> bytes:
    """A PNG that claims a size; its pixels are missing."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def animated() -> bytes:
    return encoded(plain(), save_all=True, append_images=[plain(colour="blue")])


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


REFUSED = {
    "empty": (b"", "empty"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "PNG or JPEG"),
    "html": (b"<!doctype html><script>alert(1)</script>", "PNG or JPEG"),
    "gif": (encoded(plain("P"), "GIF"), "PNG or JPEG"),
    "tiff": (encoded(plain(), "TIFF"), "PNG or JPEG"),
    "webp": (encoded(plain(), "WEBP"), "PNG or JPEG"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PNG or JPEG"),
    "png cut short": (encoded(noise(300, 200))[:-3000], "damaged"),
    "jpeg cut short": (encoded(noise(300, 200), "JPEG")[:-3000], "damaged"),
    "only the first bytes": (b"\x89PNG\r\n\x1a\n", "damaged"),
    "too large": (encoded(plain()) + b"\0" * MAX_BYTES, "2 MB"),
    "too many pixels": (png_of(4001, 4000), "16 megapixels"),
    "a bomb": (png_of(60_000, 60_000), "too many pixels"),
    "a bomb of text": (png_of(10, 10, chunk(b"zTXt", b"x\0\0" + zlib.compress(b"x" * 100_000_000))), "damaged"),
    "animated": (animated(), "moves"),
    "a wrong checksum": (encoded(plain()).replace(b"IDAT", b"IDAX"), "damaged"),
}


@pytest.mark.parametrize("clean", [clean_logo, clean_cover])
@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_sentence_and_at_once(name, clean):
    data, reason = REFUSED[name]
    start = time.perf_counter()
    with pytest.raises(Invalid, match=reason) as told:
        clean(data)
    assert time.perf_counter() - start < 0.5
    assert told.value.message.endswith(".")


def test_exactly_two_megabytes_and_sixteen_megapixels_are_fine():
    data = encoded(plain(size=(4000, 4000)))
    assert clean_logo(data + b"\0" * (MAX_BYTES - len(data))).height == 256


def test_a_logo_is_made_small_enough_for_screens():
    picture = clean_logo(encoded(plain(size=(1000, 500))))
    assert (picture.width, picture.height) == (512, 256)
    assert opened(picture.data).size == (512, 256)
    wide = clean_logo(encoded(plain(size=(3000, 300))))
    assert (wide.width, wide.height) == (1024, 102)


def test_a_small_logo_keeps_its_size():
    assert clean_logo(encoded(plain(size=(40, 30)))).height == 30


def test_a_see_through_logo_stays_so():
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    image.paste((0, 128, 0, 255), (0, 0, 32, 64))
    clean = opened(clean_logo(encoded(image)).data).convert("RGBA")
    assert clean.getpixel((10, 10)) == (0, 128, 0, 255)
    assert clean.getpixel((60, 10))[3] == 0


def test_a_photograph_as_a_logo_becomes_webp():
    picture = clean_logo(encoded(noise(600, 256), "JPEG"))
    assert picture.media_type == "image/webp"
    assert opened(picture.data).format == "WEBP"


@pytest.mark.parametrize("name", ["fernhill", "copperline"])
def test_the_demo_pictures_are_light(name):
    logo = clean_logo((DEMO / f"logo-{name}.png").read_bytes())
    assert (logo.media_type, len(logo.data) <= 4096) == ("image/png", True)
    wide, phone = clean_cover((DEMO / f"cover-{name}.jpg").read_bytes(), "50% 42%")
    assert (wide.width, phone.width, phone.height) == (1600, 780, 224)
    assert len(phone.data) <= 14 * 1024
    assert len(wide.data) <= 60 * 1024


def test_nothing_of_the_old_file_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret-description"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "secret-comment")
    for data in (
        encoded(noise(300, 200), "JPEG", exif=exif, comment=b"secret-comment"),
        encoded(noise(300, 200), exif=exif, pnginfo=words) + b"PK\x03\x04 secret-tail <script>",
    ):
        for picture in (clean_logo(data), *clean_cover(data)):
            assert b"secret" not in picture.data
            assert b"<script" not in picture.data
            assert not opened(picture.data).getexif()
            assert "icc_profile" not in opened(picture.data).info


def test_a_phones_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone upright
    picture = clean_logo(encoded(plain(size=(200, 100)), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (100, 200)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("L", 128), ("LA", (128, 255)), ("P", 3), ("1", 1), ("CMYK", (0, 255, 255, 0)), ("I;16", 65535), ("RGBA", "red")],
)
def test_every_kind_of_pixel_is_understood(mode, colour):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    clean = opened(clean_logo(encoded(plain(mode, (64, 64), colour), kind)).data).convert("RGB")
    assert clean.size == (64, 64)


def test_sixteen_bits_of_grey_keep_their_shade():
    clean = opened(clean_logo(encoded(plain("I;16", (64, 64), 32768))).data).convert("L")
    assert abs(clean.getpixel((5, 5)) - 128) <= 1


def test_colours_of_another_profile_become_srgb():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red_and_green_swapped = srgb.replace(b"rXYZ", b"qXYZ").replace(b"gXYZ", b"rXYZ").replace(b"qXYZ", b"gXYZ")
    profiles = {srgb: (10, 200, 30), red_and_green_swapped: (200, 10, 30), b"not a profile": (10, 200, 30)}
    for profile, colour in profiles.items():
        clean = opened(clean_logo(encoded(plain(colour=(10, 200, 30)), icc_profile=profile)).data).convert("RGB")
        assert clean.getpixel((5, 5)) == colour


def test_a_jpeg_called_png_is_a_jpeg():
    assert clean_logo(encoded(plain(), "JPEG")).height == 200


@pytest.mark.parametrize(("focus", "colour"), [("50% 0%", "red"), ("50% 50%", "green"), ("50% 100%", "blue")])
def test_the_phone_cover_is_cut_around_the_focus(focus, colour):
    image = Image.new("RGB", (900, 900), "red")
    image.paste("green", (0, 300, 900, 600))
    image.paste("blue", (0, 600, 900, 900))
    _, phone = clean_cover(encoded(image), focus)
    expected = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    seen = opened(phone.data).convert("RGB").getpixel((390, 112))
    assert all(abs(a - b) < 40 for a, b in zip(seen, expected, strict=True))


def test_a_small_cover_is_not_blown_up():
    wide, phone = clean_cover(encoded(plain(size=(400, 300))))
    assert (wide.width, wide.height) == (400, 300)
    assert phone.width == 400

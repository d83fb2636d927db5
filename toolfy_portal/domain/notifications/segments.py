"""How many text messages a text is sent as, and billed as. Pure. Source: 3GPP TS 23.038 and 23.040."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # written as two


@dataclass(frozen=True, slots=True)
class Length:
    """characters: as the network counts them; segments: messages; unicode: whether it needs the smaller kind."""

    characters: int
    segments: int
    is_unicode: bool


def length_of(text: str) -> Length:
    """Count the text in GSM 7-bit (160 in one message, 153 in each of several), else in UCS-2 (70 and 67)."""
    is_unicode = not set(text) <= _BASIC | _EXTENDED
    sizes = [_size(letter, is_unicode=is_unicode) for letter in text]
    alone, part = (70, 67) if is_unicode else (160, 153)
    segments = 1 if sum(sizes) <= alone else _parts(sizes, part)
    return Length(sum(sizes), segments, is_unicode)


def _parts(sizes: list[int], part: int) -> int:
    """Fill one part after the other: a character of two units stays whole."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


def _size(letter: str, *, is_unicode: bool) -> int:
    if is_unicode:
        return 2 if ord(letter) > 0xFFFF else 1
    return 2 if letter in _EXTENDED else 1

"""How many texts a text is sent as."""

import pytest

from toolfy_portal.domain.notifications.segments import length_of


@pytest.mark.parametrize(
    ("text", "characters", "segments", "is_unicode"),
    [
        ("", 0, 1, False),
        ("a" * 160, 160, 1, False),
        ("a" * 161, 161, 2, False),
        ("a" * 306, 306, 2, False),
        ("a" * 307, 307, 3, False),
        ("£" * 160, 160, 1, False),
        ("€" * 80, 160, 1, False),
        ("€" * 81, 162, 2, False),
        ("a" * 152 + "€" + "a" * 152, 306, 3, False),  # the euro's two units stay in one part
        ("ę" * 70, 70, 1, True),
        ("ę" + "a" * 70, 71, 2, True),
        ("ę" * 134, 134, 2, True),
        ("ę" * 135, 135, 3, True),
        ("😀" * 35, 70, 1, True),
        ("’", 1, 1, True),
    ],
)
def test_texts_are_counted_as_the_network_does(text: str, characters: int, segments: int, is_unicode: bool):
    counted = length_of(text)
    assert (counted.characters, counted.segments, counted.is_unicode) == (characters, segments, is_unicode)

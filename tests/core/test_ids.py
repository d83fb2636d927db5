"""Ids tell their kind and order; tokens are long and even."""

import string
import time
from collections import Counter

import pytest

from toolfy_portal.core.ids import TOKEN_ALPHABET, is_token, new_id, new_token


def test_ids_tell_their_kind_and_sort_by_time():
    first = new_id("inv")
    time.sleep(0.002)  # a ULID counts milliseconds
    assert first.startswith("inv_")
    assert first == first.lower()
    assert len(first) == len("inv_") + 26
    assert first < new_id("inv")


def test_tokens_are_32_of_digits_and_small_letters():
    token = new_token()
    assert len(token) == 32
    assert set(token) <= set(string.digits + string.ascii_lowercase)
    assert is_token(token)


def test_tokens_never_repeat_and_use_every_character_evenly():
    tokens = [new_token() for _ in range(4000)]
    assert len(set(tokens)) == len(tokens)
    counts = Counter("".join(tokens))
    expected = 4000 * 32 / 36
    # chi-squared with 35 degrees of freedom: above 90 comes once in a million runs
    assert sum((counts[each] - expected) ** 2 / expected for each in TOKEN_ALPHABET) < 90


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 33, "A" * 32, "é" * 32, "a" * 31 + "-", "a" * 31 + "٣"])
def test_what_is_no_token(text):
    assert not is_token(text)

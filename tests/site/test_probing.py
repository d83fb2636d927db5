"""Nobody can tell from an answer how near a guess was. `bench/probing.py` asks more often, and times the answers."""

import random

import pytest

from bench.probing import near
from tests.site.served import Served
from toolfy_portal.core.ids import is_token, new_token


@pytest.fixture
def guesses(served: Served) -> list[str]:
    draw = random.Random(6)  # the same guesses each time
    token = served.world.a.link().token
    cut = [token[:31], token + "0", token[:16], f"{token[:31]}-", "0" * 500, "%00", "'%20OR%201=1--"]
    return [*(new_token() for _ in range(60)), *(near(token, draw) for _ in range(30)), *cut]


def test_every_wrong_guess_gets_the_same_answer_s37(served: Served, guesses: list[str]) -> None:
    answers = set()
    for number, guess in enumerate(guesses):
        for kind in ("invoice", "quote"):
            answer = served.visitor(f"198.51.100.{number}").get(f"/portal/{kind}/{guess}")
            headers = {name: value for name, value in answer.headers.items() if name != "date"}
            answers.add((answer.status_code, answer.text, str(sorted(headers.items()))))
    assert len(answers) == 1
    assert answers.pop()[0] == 404


@pytest.mark.parametrize("form", ["fresh", "pay", "viewed", "pdf", "sent"])
def test_and_so_does_every_form_sent_to_one_s37(served: Served, guesses: list[str], form: str) -> None:
    answers = set()
    for number, guess in enumerate(guesses[::4]):
        answer = served.visitor(f"198.51.100.{number}").post(f"/portal/invoice/{guess}?{form}")
        answers.add((answer.status_code, answer.text))
    assert len(answers) == 1


def test_a_near_miss_is_one(served: Served) -> None:
    token, draw = served.world.a.link().token, random.Random(7)
    assert all(is_token(guess) and guess != token for guess in (near(token, draw) for _ in range(500)))

"""Guesses links, at random and near a real one: every wrong guess must get the same answer in the same time.

`python -m bench.probing [guesses]` on a built checkout: the real server over HTTP, 10,000 random secrets and 1,000 that
differ from a working one by a few characters, mixed, from so many addresses that none meets the limit; then one address
that does. Fails if an answer differs, if the medians of the times differ by 5 % or more, or without the limit.
"""

import random
import sys
import time
from collections.abc import Iterator
from statistics import median

import httpx

from bench.lab import lab
from toolfy_portal.core.ids import TOKEN_ALPHABET, new_token

GUESSES, NEAR_SHARE = 10_000, 10  # one near miss for so many random ones
AT_MOST = 0.05  # of difference between the medians
LIMIT = 20  # misses a minute and address


def near(token: str, draw: random.Random) -> str:
    """Return a secret that differs from the token in one to four places, or by two neighbours that changed places."""
    letters = list(token)
    for place in draw.sample(range(len(letters) - 1), draw.randint(1, 4)):
        letters[place] = draw.choice([letter for letter in TOKEN_ALPHABET if letter != letters[place]])
    return "".join(letters)


def addresses() -> Iterator[str]:
    """Yield addresses of documentation networks, each as often as it may guess."""
    for number in range(1 << 16):
        yield from [f"198.18.{number >> 8}.{number & 255}"] * (LIMIT - 1)


def main(guesses: int = GUESSES) -> int:
    """Guess, compare, and return the exit code."""
    draw = random.Random(20_261_124)  # the same guesses each time
    with lab(trusted_proxy_hops=1) as ready:
        token = next(each.link for each in ready.demo.documents if each.link).rsplit("/", 1)[-1]
        plan = [("random", new_token()) for _ in range(guesses)]
        plan += [("near", near(token, draw)) for _ in range(guesses // NEAR_SHARE)]
        draw.shuffle(plan)
        answers: set[tuple[int, str, str]] = set()
        times: dict[str, list[float]] = {"random": [], "near": []}
        with httpx.Client(base_url=f"http://127.0.0.1:{ready.port}") as client:
            for (kind, guess), address in zip(plan, addresses(), strict=False):
                begun = time.perf_counter()
                answer = client.get(f"/portal/invoice/{guess}", headers={"X-Forwarded-For": address})
                times[kind].append(time.perf_counter() - begun)
                named = sorted(name for name in answer.headers if name != "date")
                answers.add((answer.status_code, answer.text, " ".join(named)))
            one = {"X-Forwarded-For": "203.0.113.9"}
            limited = [client.get(f"/portal/invoice/{new_token()}", headers=one).status_code for _ in range(LIMIT + 1)]
            opened = client.get(f"/portal/invoice/{token}", headers=one).status_code
    return report(answers, times, limited, opened)


def report(answers: set[tuple[int, str, str]], times: dict[str, list[float]], limited: list[int], opened: int) -> int:
    """Print what was seen; return 0 if it is as it should be."""
    medians = {kind: median(taken) for kind, taken in times.items()}
    apart = abs(medians["near"] - medians["random"]) / medians["random"]
    for kind, taken in times.items():
        print(f"{kind:>7}: {len(taken):>6} guesses, median {medians[kind] * 1000:.3f} ms")
    statuses = sorted({status for status, _, _ in answers})
    print(f"answers that differ: {len(answers) - 1}, statuses {statuses}; medians {apart:.1%} apart")
    print(f"one address: {limited.count(404)} × 404, then {limited[-1]}; its own link: {opened}")
    good = len(answers) == 1 and statuses == [404] and apart < AT_MOST
    return 0 if good and limited == [404] * LIMIT + [429] and opened == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))

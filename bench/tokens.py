"""Looks up links among a million, on SQLite and PostgreSQL.

`python -m bench.tokens [links]`. PostgreSQL: the one in TEST_DATABASE_URL, else a throw-away one of this machine. Times
are of `by_link` as a whole: the token's hash, a transaction of its own, the row as an object, and the access. Fails if
the 99th percentile of hits or misses is over a millisecond.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from sqlalchemy import Engine, insert

from tests.servers import new_database, postgres_server
from toolfy_portal import bootstrap
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.ids import new_token
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.settings import Settings
from toolfy_portal.domain.links.models import Lifetime, LinkKind, LinkScope, OnceSettled, PortalLink
from toolfy_portal.domain.sign_in.links import by_link
from toolfy_portal.migrations import upgrade
from toolfy_portal.seed.service import seed

LINKS, LOOKUPS = 1_000_000, 20_000
AT_MOST = 1.0  # ms, 99th percentile
_BATCH = 10_000


def rows(count: int, business_id: str, keys: Keyring, tokens: list[str]) -> Iterator[list[dict[str, object]]]:
    """Yield batches of rows; those of `tokens` are spread among others that nobody knows."""
    now, known = datetime.now(UTC), iter(tokens)  # outside the portal: no clock runs here
    usual = {
        "business_id": business_id,
        "kind": LinkKind.INVOICE,
        "customer_id": "cus_bench",
        "token_encrypted": b"x" * 120,
        "token_start": "0000",
        "created_at": now,
        "created_by": "",
        "expires_at": now + timedelta(days=30),
        "revoked_at": None,
        "replaced_by": None,
        "recipient": "",
        "email": "",
        "scope": LinkScope.PAY,
        "lifetime": Lifetime.DAYS_30,
        "once_settled": OnceSettled.KEEP,
    }
    step = max(count // len(tokens), 1)
    for first in range(0, count, _BATCH):
        batch: list[dict[str, object]] = []
        for number in range(first, min(first + _BATCH, count)):
            token = next(known, "") if number % step == 0 else ""
            secret = keys.hash(token) if token else os.urandom(32)
            batch.append({**usual, "id": f"lnk_{number:09}", "document_id": f"inv_{number:09}", "token_hash": secret})
        yield batch


def fill(engine: Engine, batches: Iterator[list[dict[str, object]]]) -> None:
    """Insert the batches."""
    for batch in batches:
        with engine.begin() as connection:
            connection.execute(insert(PortalLink), batch)


def measured(look: Callable[[str], object], tokens: list[str]) -> tuple[float, float]:
    """Return median and 99th percentile of looking each token up, in ms."""
    times: list[float] = []
    for token in tokens:
        begun = time.perf_counter()
        with suppress(NotFound):
            look(token)
        times.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[98]


def bench(name: str, url: str, count: int) -> bool:
    """Fill a database, measure, print. Returns whether the goal is met."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        given = {"data_dir": folder, "database_url": url or f"sqlite:///{folder}/portal.db", "secret_keys": new_token()}
        settings = Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType]
        upgrade(settings)
        started = bootstrap.start(settings)
        seed(started)
        tokens = [new_token() for _ in range(min(LOOKUPS, count))]
        with started.runtime.engine.connect() as connection:
            business_id = str(connection.exec_driver_sql("SELECT id FROM business LIMIT 1").scalar_one())
        fill(started.runtime.engine, rows(count, business_id, started.runtime.keys, tokens))
        found = {
            "hits": measured(lambda token: by_link("invoice", token), tokens),
            "misses": measured(lambda token: by_link("invoice", token), [new_token() for _ in range(LOOKUPS)]),
        }
        started.runtime.engine.dispose()
    for what, (middle, high) in found.items():
        print(f"{name:>10}, {count:,} links, {what}: median {middle:.3f} ms, 99th percentile {high:.3f} ms")
    return all(high <= AT_MOST for _, high in found.values())


def main(count: int = LINKS) -> int:
    """Measure both databases and return the exit code."""
    good = bench("SQLite", "", count)
    with postgres_server() as server, new_database(server, "tokens") as url:
        good &= bench("PostgreSQL", url, count)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))

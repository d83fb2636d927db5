"""Floods the webhook with 10,000 deliveries for 500 payments, then kills the server six times while it works them.

`python -m bench.webhooks [payments]` on a built checkout. Every event is sent several times, in any order; one in
twenty carries somebody else's signature. Fails below 300 accepted deliveries a second, if memory grows, or if any
payment or receipt is there twice or not at all.
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.lab import ROOT, Lab, clerk, free_port, issue, lab
from bench.live import CARD, KEY, SECRET, register, stripe
from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import DocumentAccess
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments.checkout import start_checkout
from toolfy_portal.stripe_double.server import StripeDouble

PAYMENTS, COPIES = 500, 20  # deliveries a payment
SLOWEST, KILLS, GROWTH = 300, 6, 1.15  # accepted/s at least; of memory from the middle to the end at most
LINES_AT_ONCE = 16
SEED = 20_261_124


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook on its way. signed: by Stripe, as it should be."""

    url: str
    body: bytes
    signature: str
    signed: bool


def pay_all(double: StripeDouble, count: int) -> None:
    """Issue so many invoices and pay each at the checkout."""
    staff = clerk()
    for number in range(count):
        invoice = issue(f"FLOOD-{number:05}", lines=1)
        with reading(staff) as uow:
            link = links.current(uow, invoice.id)
            assert link is not None
        access = DocumentAccess(staff.business_id, link.customer_id, invoice.id, link.id)
        started = start_checkout(access, portal().gateway)
        double.pay(started.url.rsplit("/", 1)[-1], CARD)


def deliveries(double: StripeDouble, count: int) -> list[Delivery]:
    """Return what Stripe has to tell, each event several times, shuffled, some with a wrong signature."""
    told: list[Delivery] = []

    def catch(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        told.append(Delivery(url, body, headers["Stripe-Signature"], signed=True))
        return 200

    double.deliver_due(catch)
    chance = random.Random(SEED)  # the same flood each time
    flood = told + [chance.choice(told) for _ in range(count - len(told))]
    for n in range(len(told), len(flood), 20):  # of the copies: each event arrives whole at least once
        true = flood[n]
        flood[n] = Delivery(true.url, true.body, true.signature[:-4] + "0000", signed=False)
    chance.shuffle(flood)
    return flood


async def send_all(flood: Sequence[Delivery], pid: int) -> tuple[float, list[float], Counter[tuple[bool, int]]]:
    """Deliver the flood over 16 lines. Returns the seconds, the server's memory in MB on the way, and the answers."""
    answers: Counter[tuple[bool, int]] = Counter()
    memory: list[float] = []
    waiting = iter(flood)

    async def line() -> None:
        address = urlsplit(flood[0].url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for each in waiting:
            answers[each.signed, await post(reader, writer, each)] += 1
            if answers.total() % 1000 == 0:
                memory.append(resident(pid))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(line() for _ in range(LINES_AT_ONCE)))
    return time.perf_counter() - began, memory, answers


async def post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, each: Delivery) -> int:
    """Send one delivery and return the status. By hand: an HTTP client took half of the two cores."""
    address = urlsplit(each.url)
    head = (
        f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        f"Stripe-Signature: {each.signature}\r\nContent-Length: {len(each.body)}\r\n\r\n"
    )
    writer.write(head.encode() + each.body)
    told = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(line for line in told.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(int(length.split(":")[1]))
    return int(told.split(" ", 2)[1])


def resident(pid: int) -> float:
    """Return the memory of the process and its children in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in [str(pid), *children])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Server:
    """The portal in a group of processes of its own, to be killed and started anew."""

    def __init__(self, ready: Lab) -> None:
        self._port = free_port()
        self._ready = ready
        self.url = f"http://127.0.0.1:{self._port}"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        settings = self._ready.settings
        given = {
            "PORTAL_DATA_DIR": str(settings.data_dir),
            "PORTAL_DATABASE_URL": settings.database_url.get_secret_value(),
            "PORTAL_PUBLIC_URL": self.url,
            "PORTAL_STRIPE_API_BASE": settings.stripe_api_base,
            "PORT": str(self._port),
            "HOST": "127.0.0.1",
        }
        command = [sys.executable, "-m", "toolfy_portal", "serve"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        process = subprocess.Popen(command, cwd=ROOT, env=kept | given, start_new_session=True)
        while True:
            try:
                httpx.get(f"{self.url}/healthz")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return process

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Kill it and start it anew."""
        self.kill()
        self.process = self._start()


def count_of(ready: Lab, statement: str) -> int:
    """Return one number from the database."""
    with sqlite3.connect(ready.settings.data_dir / "portal.db") as db:
        return int(db.execute(statement).fetchone()[0])


BOOKED = "select count(*) from ledgerentry e join invoice i on i.id = e.document_id where i.number like 'FLOOD-%'"
RECEIPTS = "select count(*) from outboxmessage o join invoice i on i.id = o.subject_id where i.number like 'FLOOD-%' and o.kind = 'receipt'"  # noqa: E501
WAITING = "select count(*) from inboxevent where state = 'new'"
PAID = "select count(*) from invoice where number like 'FLOOD-%' and paid_minor = total_minor"


def work_and_kill(server: Server, ready: Lab) -> None:
    """Let the server work what waits; kill it six times on the way."""
    for _ in range(KILLS):
        before = count_of(ready, WAITING)
        until = time.monotonic() + 20
        while count_of(ready, WAITING) == before and before and time.monotonic() < until:
            time.sleep(0.05)
        server.restart()
    until = time.monotonic() + 600
    while count_of(ready, WAITING) and time.monotonic() < until:
        time.sleep(0.5)


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    payments = int(sys.argv[1]) if len(sys.argv) > 1 else PAYMENTS
    port = free_port()
    keys: dict[str, Any] = {
        "stripe_secret_key": KEY,
        "stripe_webhook_secret": SECRET,
        "stripe_api_base": f"http://127.0.0.1:{port}",
    }
    with stripe(port) as double, lab(**keys, serve=False) as ready:
        register(ready, double)
        pay_all(double, payments)
        server = Server(ready)
        try:
            flood = [
                Delivery(f"{server.url}/{each.url.split('/', 3)[3]}", each.body, each.signature, each.signed)
                for each in deliveries(double, payments * COPIES)
            ]
            seconds, memory, answers = asyncio.run(send_all(flood, server.process.pid))
            work_and_kill(server, ready)
        finally:
            server.kill()
        booked, receipts, paid = (count_of(ready, each) for each in (BOOKED, RECEIPTS, PAID))
    rate = answers[True, 200] / seconds
    growth = memory[-1] / memory[len(memory) // 2]
    wrong = {key: n for key, n in answers.items() if key not in {(True, 200), (False, 401)}}
    print(f"{len(flood):,} deliveries in {seconds:.1f} s: {rate:.0f} accepted/s (goal {SLOWEST})")
    print(f"memory {memory[0]:.0f} … {memory[-1]:.0f} MB, × {growth:.2f} in the second half (goal {GROWTH})")
    print(f"refused as they should: {answers[False, 401]:,}; anything else: {wrong or 'none'}")
    print(f"{payments} payments, killed {KILLS} times: {booked} booked, {paid} invoices paid, {receipts} receipts")
    good = not wrong and rate >= SLOWEST and growth <= GROWTH
    return 0 if good and booked == receipts == paid == payments else 1


if __name__ == "__main__":
    sys.exit(main())

"""Sends 1,500 mails with three worker processes, six of which are killed on the way: each mail arrives once.

`python -m bench.outbox [mails]`. A server of our own stands in for Resend and counts what it is given by idempotency
key, as Resend does. What a killed worker held waits until its lease ends; the bench ends the leases itself. Fails if a
mail is missing, or was delivered under two keys, or if the pace that the workers share is not kept.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update

from bench.lab import ROOT, clerk, lab
from toolfy_portal.adapters.email_layout import lay_out
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.turns import take_turn
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.notifications.letters import blank, with_message
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.notifications.queueing import queue

MAILS, WORKERS, KILLS = 1500, 3, 6
PATIENCE = 600  # seconds


@dataclass
class FakeResend:
    """Takes mails. by_key: who got the mail of a key; asked: how often each key came."""

    by_key: dict[str, str] = field(default_factory=dict[str, str])
    asked: Counter[str] = field(default_factory=Counter[str])
    url: str = ""

    def take(self, key: str, mail: dict[str, Any]) -> str:
        """Deliver the mail of a new key; a key that came before delivers nothing more."""
        self.asked[key] += 1
        self.by_key.setdefault(key, mail["to"][0])
        return f"re_{key}"


@contextmanager
def fake_resend() -> Iterator[FakeResend]:
    """Run the stand-in for Resend."""
    fake = FakeResend()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps({"id": fake.take(self.headers["Idempotency-Key"], mail)}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def fill(access: StaffAccess, mails: int) -> None:
    """Queue so many mails, each to an address of its own."""
    for start in range(0, mails, 100):
        with begin(access) as uow:
            about = profile(uow)
            customer_id = uow.all(select(Customer.id))[0]
            for number in range(start, min(start + 100, mails)):
                mail = lay_out(with_message(blank(about, f"Mail {number}"), "Hello.\n\nIt is one of many."))
                to, dedupe = f"reader{number}@mail.example", f"bench:{number}"
                queue(uow, mail, to=to, kind="bench", dedupe=dedupe, subject_id=customer_id)


def start_worker(settings: Settings, fake: FakeResend, per_second: float) -> subprocess.Popen[bytes]:
    """Start a worker process that sends to the stand-in."""
    given = {
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_DATABASE_URL": settings.database_url.get_secret_value(),
        "PORTAL_SECRET_KEYS": ",".join(settings.keys()),
        "PORTAL_RESEND_API_KEY": "re_bench",
        "PORTAL_RESEND_API_BASE": fake.url,
        "PORTAL_RESEND_PER_SECOND": str(per_second),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [sys.executable, "-m", "toolfy_portal", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env={**kept, **given}, stdout=subprocess.DEVNULL)


def waiting(access: StaffAccess) -> int:
    """Count the mails that are not out yet."""
    queued = OutboxMessage.state == MessageState.QUEUED
    return look(select(func.count()).where(queued, OutboxMessage.business_id == access.business_id))[0][0]


def end_leases(access: StaffAccess) -> None:
    """Let what killed workers held be due now."""
    with begin(access) as uow:
        queued = col(OutboxMessage.state) == MessageState.QUEUED
        uow.change(update(OutboxMessage).where(queued).values(due_at=uow.now - timedelta(seconds=1)))


def send_all(settings: Settings, fake: FakeResend, mails: int, kills: int, *, per_second: float) -> float:
    """Let the workers send everything, kill some on the way, and return how many seconds it took."""
    access = clerk()
    workers = [start_worker(settings, fake, per_second) for _ in range(WORKERS)]
    try:
        _until(lambda: bool(fake.by_key))
        began = time.monotonic()
        for kill in range(kills):
            _until(lambda goal=(kill + 1) * mails // (kills + 2): len(fake.by_key) >= goal)
            place = random.randrange(WORKERS)
            workers[place].kill()
            workers[place].wait()
            workers[place] = start_worker(settings, fake, per_second)
        _until(lambda: waiting(access) <= WORKERS * (kills + 1) and len(fake.by_key) >= mails - kills)
        end_leases(access)
        _until(lambda: waiting(access) == 0)
        return time.monotonic() - began
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the workers don't get on")
        time.sleep(0.05)


def pace() -> float:
    """Return how many turns a second two threads get where four are allowed."""
    began, turns = time.monotonic(), 8
    gates = [threading.Thread(target=_take, args=(turns // 2,)) for _ in range(2)]
    for gate in gates:
        gate.start()
    for gate in gates:
        gate.join()
    return (turns - 1) / (time.monotonic() - began)


def _take(turns: int) -> None:
    for _ in range(turns):
        time.sleep(take_turn("bench", 4))


def main() -> int:
    """Run it and say what was seen."""
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    with lab(serve=False) as built, fake_resend() as fake:
        access = clerk()
        with begin(access) as uow:  # the demo's own are no part of it
            uow.change(update(OutboxMessage).values(state=MessageState.CAPTURED))
        began = time.monotonic()
        fill(access, mails)
        written = mails / (time.monotonic() - began)
        seconds = send_all(built.settings, fake, mails, KILLS, per_second=1000)
        twice = [to for to, times in Counter(fake.by_key.values()).items() if times > 1]
        lost = mails - len(set(fake.by_key.values()))
        repeats = sum(fake.asked.values()) - len(fake.asked)
        kept = pace()
    print(f"queued {written:.0f}/s; {mails} mails by {WORKERS} workers, {KILLS} killed: {mails / seconds:.0f}/s")
    print(f"lost {lost}, delivered twice {len(twice)}, asked again under the same key {repeats}")
    print(f"pace where 4/s are allowed: {kept:.2f}/s")
    return 1 if lost or twice or kept > 4.2 else 0


if __name__ == "__main__":
    sys.exit(main())

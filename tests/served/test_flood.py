"""R10 and A29: one machine that floods leaves another customer's page quick and the server's memory small."""

import asyncio
import multiprocessing
import statistics
import subprocess
import time
from pathlib import Path

import pytest
import socketio.exceptions

from tests.served.raw import HYDRATE, NAMESPACE, RawTab
from tests.served.serving import served
from toolfy_portal.pages.gate.sockets import PER_ADDRESS

EVENTS, UNKNOWN, SOCKETS = 20_000, 10_000, 400


def memory_kb(pid: int) -> int:
    """Resident memory of a process and its children, from /proc."""
    family = [pid, *map(int, subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split())]
    status = [Path(f"/proc/{each}/status").read_text() for each in family]
    return sum(int(line.split()[1]) for text in status for line in text.splitlines() if line.startswith("VmRSS"))


def flood(url: str) -> None:
    asyncio.run(_flood(url))


async def _flood(url: str) -> None:
    for name, times in ((HYDRATE, EVENTS), ("no.such.handler", UNKNOWN)):
        tab = await RawTab(url).open()
        for sent in range(times):
            if not tab.is_open:
                break
            await tab.send(name, n=sent)
            if sent % 200 == 0:
                await asyncio.sleep(0)
        assert not tab.is_open or sent < times, "the socket should have been closed"
    for _ in range(SOCKETS):
        try:
            await RawTab(url).open()
        except (TimeoutError, socketio.exceptions.ConnectionError):
            continue


async def test_r10_a_flood_harms_nobody_else(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        path = app.document("INV-1048")["link"].removeprefix(app.url)
        customer = await RawTab(app.url, path=path).open()
        await customer.send(HYDRATE)
        assert "INV-1048" in await customer.hear(1)
        before = memory_kb(app.process.pid)
        attacker = multiprocessing.get_context("spawn").Process(target=flood, args=(app.url,))
        attacker.start()
        waits: list[float] = []
        while attacker.is_alive() or len(waits) < 20:
            waits.append(await answer_time(customer))
            await asyncio.sleep(0.1)
        attacker.join()
        assert attacker.exitcode == 0
        p95 = statistics.quantiles(waits, n=20)[-1]
        grown = (memory_kb(app.process.pid) - before) // 1024
        assert p95 < 0.3, f"p95 {p95:.3f} s over {len(waits)}"
        assert grown < 150, f"{grown} MB"
        assert (tmp_path / "portal.log").stat().st_size < 5_000_000


async def answer_time(customer: RawTab) -> float:
    """Seconds until the customer's page answered one event."""
    heard, started = len(customer.frames), time.perf_counter()
    await customer.send(HYDRATE)
    while len(customer.frames) == heard:
        assert time.perf_counter() - started < 5, "no answer"
        await asyncio.sleep(0.002)
    return time.perf_counter() - started


async def test_r10_a_huge_frame_closes_the_socket(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        tab = await RawTab(app.url).open()
        await tab._client.emit("event", {"name": HYDRATE, "payload": {"x": "y" * 200_000}}, namespace=NAMESPACE)
        await asyncio.sleep(0.5)
        assert not tab.is_open


async def test_r10_sockets_per_address_are_capped(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        opened = [await RawTab(app.url).open() for _ in range(PER_ADDRESS)]
        with pytest.raises(socketio.exceptions.ConnectionError):
            await RawTab(app.url).open()
        await opened[0].close()
        await asyncio.sleep(0.2)
        await RawTab(app.url).open()

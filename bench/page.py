"""Opens an invoice of 12 lines on a slow phone, beside a hand-written page of the same invoice; fails beyond the goals.

`python -m bench.page [rounds]` on a built checkout.
"""

import asyncio
import shutil
import statistics
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Request, async_playwright

from bench.lab import Issued, Lab, free_port, granian, issue, lab, served
from bench.slow_proxy import SlowProxy

ROUNDS = 7
MOST_RATIO, MOST_BYTES = 1.3, 150_000  # of the floor's time; both ways, cold, until live
CPU_SLOWER = 4
QUIET = 1.0  # seconds without a byte: idle
LIVE = ".portal-root[data-live=true]"
WATCH = """(() => {
  const seen = window.seen = { shift: 0 };
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) seen.shift += entry.value;
  })).observe({ type: "layout-shift", buffered: true });
  const shows = query => [...document.querySelectorAll(query)].some(
    place => place.textContent.trim() && place.getClientRects().length);
  const look = () => {
    seen.amount ||= shows(".amount") && performance.now();
    seen.live ||= shows(".portal-root[data-live=true]") && performance.now();
    if (!seen.amount || !seen.live) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
# a frame's callbacks run before it is painted: the first paint itself counts when it already shows the amount
TOLD = """() => ({ ...seen,
  amount: Math.max(seen.amount, performance.getEntriesByName("first-contentful-paint")[0].startTime) })"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page to visit, and the proxy in front of it. ready: what shows once it does all it can."""

    name: str
    url: str
    proxy: SlowProxy
    ready: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit took: milliseconds from the navigation, bytes both ways through the proxy."""

    amount: float
    live: float
    live_bytes: int
    idle_bytes: int
    requests: int
    shift: float


async def visit(context: BrowserContext, place: Place) -> Visit:
    """Open the page in a new tab and watch it until the network is quiet."""
    page = await context.new_page()
    await page.add_init_script(WATCH)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    before = place.proxy.carried
    await page.goto(place.url, wait_until="commit")
    await page.wait_for_selector(place.ready)
    live_bytes = place.proxy.carried - before
    last = -1
    while place.proxy.carried != last:
        last = place.proxy.carried
        await asyncio.sleep(QUIET)
    told = await page.evaluate(TOLD)
    await page.close()
    return Visit(told["amount"], told.get("live") or 0, live_bytes, last - before, len(requests), told["shift"])


async def both(browser: Browser, place: Place) -> tuple[Visit, Visit]:
    """Visit with an empty cache, then again."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
    cold, warm = await visit(context, place), await visit(context, place)
    await context.close()
    return cold, warm


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start the machine's Chromium, else Playwright's."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def measure(places: list[Place], ports: list[int], rounds: int) -> dict[str, list[Visit]]:
    """Visit the places in turn."""
    seen: dict[str, list[Visit]] = {f"{place.name}, {which}": [] for which in ("cold", "warm") for place in places}
    first, second = places
    async with first.proxy.listening(ports[0]), second.proxy.listening(ports[1]), chromium() as browser:
        for _ in range(rounds):
            for place in places:
                cold, warm = await both(browser, place)
                seen[f"{place.name}, cold"].append(cold)
                seen[f"{place.name}, warm"].append(warm)
    return seen


@contextmanager
def floor(ready: Lab, invoice: Issued) -> Iterator[int]:
    """Serve the hand-written page; yield its port."""
    port = free_port()
    database = {"FLOOR_DATABASE": str(ready.settings.data_dir / "portal.db")}
    with served(granian("bench.floor:app", port), port, f"/{invoice.id}", database):
        yield port


def median(visits: list[Visit], name: str) -> float:
    """Return the median of one figure."""
    return statistics.median(getattr(each, name) for each in visits)


def show(seen: dict[str, list[Visit]]) -> None:
    """Print a row of medians for each kind of visit."""
    print(f"{'':14}{'amount ms':>10}{'live ms':>9}{'kB to live':>12}{'kB to idle':>12}{'requests':>10}{'shift':>7}")
    for name, visits in seen.items():
        amount, live, shift = (median(visits, figure) for figure in ("amount", "live", "shift"))
        to_live, to_idle = (median(visits, figure) / 1000 for figure in ("live_bytes", "idle_bytes"))
        requests = median(visits, "requests")
        print(f"{name:14}{amount:10.0f}{live:9.0f}{to_live:12.1f}{to_idle:12.1f}{requests:10.0f}{shift:7.3f}")


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    ports = [free_port(), free_port()]
    with lab(public_port=ports[1]) as ready:
        invoice = issue("BENCH-12", lines=12)
        with floor(ready, invoice) as floor_port:
            places = [
                Place("floor", f"http://127.0.0.1:{ports[0]}/{invoice.id}", SlowProxy(floor_port), ".amount"),
                Place("portal", invoice.link, SlowProxy(ready.port), LIVE),
            ]
            seen = asyncio.run(measure(places, ports, rounds))
    show(seen)
    ours = seen["portal, cold"]
    ratio = median(ours, "amount") / median(seen["floor, cold"], "amount")
    to_live = median(ours, "live_bytes")
    print(
        f"\namount visible: {ratio:.2f} × floor (goal {MOST_RATIO}); live with {to_live:,.0f} bytes (goal {MOST_BYTES:,})"
    )
    return 0 if ratio <= MOST_RATIO and to_live <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())

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

from playwright.async_api import Browser, BrowserContext, CDPSession, Request, async_playwright

from bench.lab import Issued, Lab, free_port, granian, issue, lab, served
from bench.slow_proxy import SlowProxy

ROUNDS = 7
MOST_RATIO, MOST_BYTES = 1.3, 150_000  # of the floor's time; down until live, cold
CPU_SLOWER = 4
QUIET = 1.0  # seconds without a byte: idle
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
    """A page to visit, and the proxy in front of it. ready: "amount" or "live", the last thing it has to show."""

    name: str
    url: str
    proxy: SlowProxy
    ready: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit took: milliseconds from the navigation, bytes through the proxy until live, and until idle."""

    amount: float
    live: float
    down: int
    up: int
    idle_down: int
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
    line_down, line_up = place.proxy.down, place.proxy.up
    down_before, up_before = line_down.carried, line_up.carried
    await page.goto(place.url, wait_until="commit")
    # asked over the debugger's wire: a selector of Playwright's loads a script into the page and would be measured
    while not await _told(session, place.ready):  # noqa: ASYNC110  # the page is in another process
        await asyncio.sleep(0.05)
    down, up = line_down.carried - down_before, line_up.carried - up_before
    last = -1
    while line_down.carried != last:
        last = line_down.carried
        await asyncio.sleep(QUIET)
    told = await page.evaluate(TOLD)
    await page.close()
    idle_down = last - down_before
    return Visit(told["amount"], told.get("live") or 0, down, up, idle_down, len(requests), told["shift"])


async def _told(session: CDPSession, what: str) -> bool:
    asked = await session.send("Runtime.evaluate", {"expression": f"Boolean(window.seen?.{what})"})
    return bool(asked["result"]["value"])


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
    titles = ("amount ms", "live ms", "down kB", "up kB", "idle kB", "requests", "shift")
    print(f"{'':14}" + "".join(f"{title:>10}" for title in titles))
    for name, visits in seen.items():
        times = "".join(f"{median(visits, figure):10.0f}" for figure in ("amount", "live"))
        sizes = "".join(f"{median(visits, figure) / 1000:10.1f}" for figure in ("down", "up", "idle_down"))
        print(f"{name:14}{times}{sizes}{median(visits, 'requests'):10.0f}{median(visits, 'shift'):10.3f}")


def main() -> int:
    """Measure, print, and say whether the goals are met."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    ports = [free_port(), free_port()]
    with lab(public_port=ports[1]) as ready:
        invoice = issue("BENCH-12", lines=12)
        with floor(ready, invoice) as floor_port:
            places = [
                Place("floor", f"http://127.0.0.1:{ports[0]}/{invoice.id}", SlowProxy(floor_port), "amount"),
                Place("portal", invoice.link, SlowProxy(ready.port), "live"),
            ]
            seen = asyncio.run(measure(places, ports, rounds))
    show(seen)
    ours = seen["portal, cold"]
    ratio = median(ours, "amount") / median(seen["floor, cold"], "amount")
    down = median(ours, "down")
    print(f"\namount visible at {ratio:.2f} × floor (goal {MOST_RATIO})")
    print(f"live with {down:,.0f} bytes (goal {MOST_BYTES:,})")
    return 0 if ratio <= MOST_RATIO and down <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())

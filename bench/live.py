"""Pays 50 invoices while customer and staff watch, and times how long after the webhook both screens say so.

`python -m bench.live [invoices]` on a built checkout. The stand-in for Stripe runs here, outside the portal: its
webhooks are signed and cross HTTP as the real ones do.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from playwright.async_api import BrowserContext, Page
from sqlmodel import col, select
from starlette.applications import Starlette

from bench.lab import Issued, Lab, free_port, granian, issue, lab, served
from bench.page import chromium
from toolfy_portal.core.clock import SystemClock
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount
from toolfy_portal.migrations import upgrade
from toolfy_portal.stripe_double.asgi import socket_server
from toolfy_portal.stripe_double.cards import Card
from toolfy_portal.stripe_double.server import StripeDouble

LIVE = ".portal-root[data-live=true]"

INVOICES = 50
TABS = 5  # customers at a time
SLOWEST = 1.0  # seconds, 95th percentile
KEY, SECRET = "sk_test_bench", "whsec_bench"
CARD = Card("4242424242424242", 12, 2099, "123", "H. Okafor")
PATIENCE = 15_000  # ms for a screen to change
# the moment an element with the number, or the whole page, first shows the word; by the machine's clock
WATCH = """([query, number]) => {
  const says = () => [...document.querySelectorAll(query)].some(place =>
    place.getClientRects().length && place.innerText.includes(number) && /\\bPaid\\b/.test(place.innerText));
  window.told = new Promise(done => {
    const look = () => says() ? done(Date.now() / 1000) : setTimeout(look, 5);
    look();
  });
}"""
ROWS = "tbody tr"


@dataclass(slots=True)
class Delays:
    """Seconds from the first webhook's departure to the word "Paid"."""

    customer: list[float] = field(default_factory=list[float])
    staff: list[float] = field(default_factory=list[float])


class Till:
    """Takes the customers' cards, and tells the portal."""

    def __init__(self, double: StripeDouble) -> None:
        self._double = double
        self.sent_at = 0.0

    def take(self, link: str) -> None:
        """Pay as a customer's browser would, up to the moment before Stripe tells."""
        origin = link.split("/portal/", maxsplit=1)[0]
        answer = httpx.post(f"{link}?pay", headers={"Origin": origin, "Sec-Fetch-User": "?1"})
        session_id = answer.headers["location"].rsplit("/", 1)[-1]
        if self._double.pay(session_id, CARD):
            raise RuntimeError("the card was declined")

    def tell(self) -> None:
        """Deliver the webhooks. Raises RuntimeError unless each is answered with 200."""
        self.sent_at = 0.0
        self._double.deliver_due(self._post)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.sent_at = self.sent_at or time.time()
        status = httpx.post(url, content=body, headers=dict(headers)).status_code
        if status != 200:
            raise RuntimeError(f"the webhook was answered with {status}")
        return status


def make_double() -> StripeDouble:
    """Return the stand-in on the database that the environment names."""
    port, file = os.environ["PORT"], os.environ["STRIPE_DATABASE"]
    return StripeDouble(make_engine(f"sqlite:///{file}"), SystemClock().now, f"http://127.0.0.1:{port}")


def stripe_app() -> Starlette:
    """Return the stand-in's API as an app."""
    return socket_server(make_double())


@contextmanager
def stripe(port: int) -> Iterator[StripeDouble]:
    """Serve the stand-in on the port, with a database of its own; yield its bank's side."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/stripe.db"
        upgrade(Settings(_env_file=None, database_url=url))  # pyright: ignore[reportCallIssue,reportArgumentType]
        given = {"PORT": str(port), "STRIPE_DATABASE": f"{folder}/stripe.db"}
        os.environ |= given
        with served(granian("bench.live:stripe_app", port), port, "/v1/account", given):
            yield make_double()


async def open_staff(context: BrowserContext, ready: Lab) -> Page:
    """Sign in and open the list of invoices."""
    page, person = await context.new_page(), ready.demo.staff[0]
    await page.goto(f"{ready.settings.public_url}/staff/sign-in")
    await page.fill("[name=email]", person.email)
    await page.fill("[name=password]", person.password or "")
    await page.click("form [type=submit]")
    await page.wait_for_url("**/staff/invoices")
    return page


async def pay(till: Till, invoice: Issued, customer: Page, staff: Page, delays: Delays) -> None:
    """Pay one invoice and note when each screen says so."""
    await asyncio.to_thread(till.take, invoice.link)
    await customer.evaluate(WATCH, [LIVE, ""])
    await staff.evaluate(WATCH, [ROWS, invoice.number])
    telling = asyncio.create_task(asyncio.to_thread(till.tell))
    seen = [asyncio.wait_for(page.evaluate("told"), PATIENCE / 1000) for page in (customer, staff)]
    customer_at, staff_at = await asyncio.gather(*seen)
    await telling
    delays.customer.append(customer_at - till.sent_at)
    delays.staff.append(staff_at - till.sent_at)


async def measure(ready: Lab, till: Till, count: int) -> Delays:
    """Pay the invoices, a few open pages at a time; the newest ones stand on top of the list."""
    delays = Delays()
    async with chromium() as browser:
        context = await browser.new_context()
        staff = await open_staff(context, ready)
        tabs = [await context.new_page() for _ in range(TABS)]
        for start in range(0, count, TABS):
            issued = [issue(f"LIVE-{n:03}", lines=3) for n in range(start, min(start + TABS, count))]
            await staff.reload()
            await staff.wait_for_selector(f"{ROWS} >> text={issued[-1].number}")
            for tab, invoice in zip(tabs, issued, strict=False):
                await tab.goto(invoice.link)
                await tab.wait_for_selector(LIVE)
            for tab, invoice in zip(tabs, issued, strict=False):
                await pay(till, invoice, tab, staff, delays)
    return delays


def register(ready: Lab, double: StripeDouble) -> None:
    """Let the stand-in send its webhooks to the business that takes money with the bench's key."""
    account: PaymentAccount = look(select(PaymentAccount).where(col(PaymentAccount.mode) == AccountMode.OWN_KEY))[0][0]
    double.register_webhook(KEY, f"{ready.settings.public_url}/hooks/stripe/{account.public_id}", SECRET)


def show(name: str, delays: list[float]) -> float:
    """Print one row; return the 95th percentile."""
    p95 = statistics.quantiles(delays, n=20, method="inclusive")[-1]
    print(f"{name:10}{len(delays):5}{statistics.median(delays):10.3f}{p95:10.3f}{max(delays):10.3f}")
    return p95


def main() -> int:
    """Measure, print, and say whether the goal is met."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else INVOICES
    port = free_port()
    keys = {"stripe_secret_key": KEY, "stripe_webhook_secret": SECRET, "stripe_api_base": f"http://127.0.0.1:{port}"}
    with stripe(port) as double, lab(**keys) as ready:
        register(ready, double)
        delays = asyncio.run(measure(ready, Till(double), count))
    print(f"{'screen':10}{'n':>5}{'p50 s':>10}{'p95 s':>10}{'max s':>10}   (goal p95 ≤ {SLOWEST:.0f} s)")
    slowest = max(show("customer", delays.customer), show("staff", delays.staff))
    return 0 if slowest <= SLOWEST else 1


if __name__ == "__main__":
    sys.exit(main())

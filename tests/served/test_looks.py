"""R2 against the built app: what programs do leaves no view, no download and no checkout; what people do leaves one."""

import asyncio
import json
import sqlite3
from collections import Counter
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, sign_in
from tests.site.served import PHONE as IPHONE
from tests.site.test_opening import AGENTS

NUMBER = "INV-1036"  # overdue, and nobody's in the other tests
AHEAD = (
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
)
PRESS_ALL = """() => {
    document.querySelectorAll('details').forEach(details => details.open = true);
    document.querySelectorAll('input').forEach(field => field.value = field.min || 'long enough');
    document.querySelectorAll('button, a[href^="?"], summary').forEach(element => element.click());
    document.querySelectorAll('form').forEach(form => { try { form.requestSubmit() } catch {} });
}"""


def told(app: Served, number: str = NUMBER) -> Counter[str]:
    """Return what the history holds of an invoice, and its checkouts."""
    with sqlite3.connect(app.data_dir / "portal.db") as database:
        (invoice_id,) = database.execute("SELECT id FROM invoice WHERE number = ?", [number]).fetchone()
        kinds = database.execute("SELECT kind FROM activityentry WHERE subject_id = ?", [invoice_id]).fetchall()
        (attempts,) = database.execute("SELECT count(*) FROM attempt WHERE document_id = ?", [invoice_id]).fetchone()
    return Counter({"checkouts": attempts, **Counter(kind for (kind,) in kinds)})


async def live(page: Page, link: str) -> None:
    await page.goto(link)
    await expect(page.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)


async def test_programs_that_fetch_leave_nothing_r2_a1(portal_app: Served) -> None:
    before, link = told(portal_app), portal_app.document(NUMBER)["link"]
    async with httpx.AsyncClient() as client:
        for number, agent in enumerate(AGENTS):
            headers = {"User-Agent": agent, "Origin": portal_app.url, "X-Nr": str(number)}
            for method in ("HEAD", "GET", "OPTIONS"):
                for query in ("", "?pdf", "?pay"):
                    await client.request(method, link + query, headers=headers)
            for query in ("?pay", "?viewed", "?downloaded"):
                await client.post(link + query, headers=headers, data={"pressed": "1"})
        for ahead in AHEAD:
            await client.get(link, headers={"User-Agent": IPHONE, **ahead})
            await client.post(f"{link}?viewed", headers={"User-Agent": IPHONE, "Origin": portal_app.url, **ahead})
    assert told(portal_app) == before


@pytest.mark.browser
async def test_a_silent_browser_and_a_sandbox_that_presses_everything_r2_a2_a3(portal_app: Served) -> None:
    before, link = told(portal_app), portal_app.document(NUMBER)["link"]
    async with browsing(**DESKTOP) as scanner:
        page = await scanner.page()
        await live(page, link)
        await page.wait_for_timeout(10_000)
        await page.evaluate(PRESS_ALL)
        await page.wait_for_timeout(1500)
        assert page.url == link
        assert told(portal_app) == before
        await page.evaluate("() => document.querySelector('form[action=\"?pay\"]').submit()")  # past every listener
        await expect(page.get_by_text("Please press the button yourself")).to_be_visible(timeout=SLOW)
    assert told(portal_app) == before


@pytest.mark.browser
async def test_staff_s_own_look_is_no_view_r2(portal_app: Served) -> None:
    before = told(portal_app)
    async with browsing(**DESKTOP) as office:
        page = await office.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await live(page, portal_app.document(NUMBER)["link"])
        await page.mouse.wheel(0, 100)
        await page.wait_for_timeout(1500)
    assert told(portal_app) == before


async def views_become(app: Served, times: int) -> None:
    for _ in range(30):
        if told(app)["DocumentViewed"] >= times:
            break
        await asyncio.sleep(0.1)
    assert told(app)["DocumentViewed"] == times


@pytest.mark.browser
async def test_people_are_counted_and_seen_while_they_look_r2(portal_app: Served) -> None:
    before, link = told(portal_app)["DocumentViewed"], portal_app.document(NUMBER)["link"]
    async with (
        browsing(**DESKTOP) as office,
        browsing(**PHONE, user_agent=IPHONE) as phone,
        browsing(**DESKTOP) as other,
    ):
        staff, customer, colleague = await office.page(), await phone.page(), await other.page()
        await sign_in(staff, portal_app, "ellie@fernhill.example")
        await live(customer, link)
        await customer.touchscreen.tap(200, 300)
        await views_become(portal_app, before + 1)
        row = staff.locator("tr", has_text=NUMBER)
        await expect(row.get_by_text("Viewing now")).to_be_visible(timeout=SLOW)
        await customer.reload()
        await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await customer.touchscreen.tap(200, 300)
        await customer.wait_for_timeout(1500)
        await views_become(portal_app, before + 1)
        await live(colleague, link)
        await colleague.mouse.wheel(0, 100)
        await views_become(portal_app, before + 2)
        async with colleague.expect_download():
            await colleague.get_by_role("link", name="Download PDF").filter(visible=True).click()
        await row.locator("a").first.click()
        await expect(staff.locator(".staff-bar").get_by_text("Viewing now")).to_be_visible(timeout=SLOW)
        await expect(staff.get_by_text("PDF downloaded").first).to_be_visible(timeout=SLOW)
        for page in (customer, colleague):
            await page.goto("about:blank")  # the pages are hidden, and say so
        await expect(staff.locator(".staff-bar").get_by_text("Viewing now")).to_be_hidden(timeout=SLOW)
        assert not office.complaints
        assert not other.complaints
    with sqlite3.connect(portal_app.data_dir / "portal.db") as database:
        (data,) = database.execute(
            "SELECT data FROM activityentry WHERE kind = 'DocumentViewed' AND data LIKE '%phone%' ORDER BY at DESC"
        ).fetchone()
    assert {**json.loads(data), "is_first": None, "link_id": None} == {
        **{"device": "phone", "network": "127.0.0.0/24", "is_first": None, "link_id": None}
    }


def test_anchors_are_written_by_the_worker_r25(portal_app: Served) -> None:
    lines = Path(portal_app.data_dir / "history-anchors.jsonl").read_text().splitlines()
    assert {json.loads(line)["position"] > 0 for line in lines} == {True}
    assert len(lines) >= 2

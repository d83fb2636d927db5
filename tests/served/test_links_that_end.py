"""A link ends while people read: their pages close by themselves, and those of others stay."""

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import Locator, Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import ROOT, Served, served
from tests.served.test_journey import SLOW, pay_with, sign_in

WITHIN = 5.0  # seconds from the press to the page that says so, on whatever machine tests run; R4 asks for as much
LIVE = ".portal-root[data-live=true]"


@asynccontextmanager
async def at_settings(app: Served, number: str):
    """Staff in front of the invoice's Portal Settings."""
    async with browsing(**DESKTOP) as staff:
        page = await staff.page()
        await staff.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
        await sign_in(page, app, "ellie@fernhill.example")
        await page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        await page.get_by_role("button", name="Portal Settings").filter(visible=True).first.click(timeout=SLOW)
        yield page
        assert not staff.complaints


async def link_for(page: Page, name: str, scope: str) -> str:
    """Make a link for somebody else and copy it."""
    if not await page.get_by_label("Who it is for").is_visible():
        await page.get_by_text("Make a link for somebody else").click()
    await page.get_by_label("Who it is for").fill(name)
    await page.get_by_label("They can").select_option(scope)
    await page.get_by_role("button", name="Make the link").click()
    await page.evaluate("() => navigator.clipboard.writeText('')")  # an earlier link may lie there
    await page.get_by_role("button", name=f"Copy {name}’s link").click(timeout=SLOW)
    async with asyncio.timeout(SLOW / 1000):
        while not (link := str(await page.evaluate("() => navigator.clipboard.readText()"))):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return link


async def opened(browser, link: str) -> Page:
    page = await browser.page()
    await page.goto(link)
    await expect(page.locator(LIVE)).to_be_visible(timeout=SLOW)
    return page


async def seconds_from(press: Locator, page: Page, words: str) -> float:
    """Press it, and return how long it took from there until the page said so."""
    await press.evaluate("button => button.addEventListener('click', () => window.pressed = Date.now())")
    heading = page.get_by_role("heading", name=words)
    await asyncio.gather(heading.wait_for(timeout=SLOW), press.click())
    shown = time.time()
    return shown - await press.page.evaluate("window.pressed") / 1000


async def status_of(address: str) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get(address)).status_code


async def test_pages_close_with_their_link_and_others_stay_r4_s44(portal_app: Served) -> None:
    number = "INV-1046"
    main = portal_app.document(number)["link"]
    async with at_settings(portal_app, number) as page, browsing(**PHONE) as hers, browsing(**DESKTOP) as his:
        partner, tenant = await link_for(page, "Jane", "view"), await link_for(page, "Joe", "pay")
        customer, jane, joe = await opened(hers, main), await opened(his, partner), await opened(his, tenant)

        await page.locator("#portal-settings").get_by_role("button", name="Regenerate Link").click()
        press = page.get_by_role("button", name="Regenerate and resend")
        assert await seconds_from(press, customer, "This link has been replaced") < WITHIN
        assert await status_of(f"{main}?pdf") == 410
        await expect(jane.locator(LIVE)).to_be_visible()

        row = page.locator("#portal-settings li").filter(has_text="Jane, can look")
        await row.get_by_role("button", name="Switch off").click()
        press = row.get_by_role("button", name="Switch it off")
        assert await seconds_from(press, jane, "This link no longer works") < WITHIN
        assert [await status_of(link) for link in (main, partner, tenant)] == [410, 410, 200]
        await expect(joe.locator(LIVE)).to_be_visible()


async def test_who_may_only_look_has_no_way_to_pay(portal_app: Served) -> None:
    async with at_settings(portal_app, "INV-1043") as page, browsing(**PHONE) as phone:
        link = await link_for(page, "Jane", "view")
        shown = await opened(phone, link)
        await expect(shown.get_by_role("button", name="Pay Now")).to_have_count(0)
        async with httpx.AsyncClient() as client:
            asked = {"headers": {"Origin": portal_app.url}, "data": {"pressed": "1"}}
            answer = await client.post(f"{link}?pay", **asked)
        assert answer.status_code == 403
        assert "can’t be paid" in answer.text


async def test_an_open_checkout_closes_with_its_link(portal_app: Served) -> None:
    number = "INV-1047"
    async with at_settings(portal_app, number) as page, browsing(**PHONE) as phone:
        shown = await opened(phone, portal_app.document(number)["link"])
        await shown.touchscreen.tap(200, 300)
        await shown.get_by_role("button", name="Pay Now").filter(visible=True).tap()
        await shown.get_by_label("Card number").wait_for(timeout=SLOW)
        await page.locator("#portal-settings").get_by_role("button", name="Regenerate Link").click()
        await page.get_by_role("dialog").get_by_role("button", name="Regenerate Link", exact=True).last.click()
        await asyncio.sleep(2)
        await pay_with(shown, "4242 4242 4242 4242")
        await expect(shown.get_by_text("was not taken")).to_be_visible(timeout=SLOW)
        await shown.get_by_role("link", name="Back").click()
        await expect(shown.get_by_role("heading", name="This link has been replaced")).to_be_visible(timeout=SLOW)
        await expect(page.locator(".staff-bar .pill")).not_to_have_text("Paid")


async def test_a_link_that_another_process_ends_closes_its_pages_here_too(tmp_path: Path, redis_url: str) -> None:
    number = "INV-1048"
    with served(tmp_path, PORTAL_REDIS_URL=redis_url) as app:
        named = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PUBLIC_URL": app.url, "PORTAL_REDIS_URL": redis_url}
        ending = [sys.executable, "-m", "toolfy_portal", "link", number, "--regenerate"]
        ending += ["--business", "Fernhill"]
        async with browsing(**PHONE) as phone:
            page = await opened(phone, app.document(number)["link"])
            process = await asyncio.create_subprocess_exec(
                *ending, cwd=ROOT, env={**os.environ, **named}, stdout=DEVNULL
            )
            assert await process.wait() == 0
            ended = time.monotonic()
            await page.get_by_role("heading", name="This link has been replaced").wait_for(timeout=SLOW)
            assert time.monotonic() - ended < WITHIN

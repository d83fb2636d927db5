"""A team in browsers: somebody is invited, joins, turns the second factor on, and is demoted while a page is open."""

import asyncio
import base64
import re
import time
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, sign_in

WHO, NEW = "sam@newcomer.example", "three green kettles"


async def mailed(mail: Path, to: str, address: str) -> str:
    """The address of that form in a mail to somebody, once the worker has written it."""

    def read() -> str:
        texts = (path.read_text().replace("=\n", "") for path in mail.glob("*.eml"))
        return next((found[0] for text in texts if to in text and (found := re.search(address, text))), "")

    async with asyncio.timeout(15):
        while not (found := await asyncio.to_thread(read)):  # noqa: ASYNC110  # a file: nobody rings
            await asyncio.sleep(0.2)
        return found


async def enter(page: Page, app: Served, code: str) -> None:
    """Sign in with password and code."""
    await page.goto(f"{app.url}/staff/sign-in")
    await page.get_by_label("Email").fill(WHO)
    await page.get_by_label("Password").fill(NEW)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("Code").fill(code)
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("Outstanding")).to_be_visible(timeout=SLOW)


async def test_invited_joined_demoted(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as office, browsing(**PHONE) as phone:
        boss, sam = await office.page(), await phone.page()
        await sign_in(boss, portal_app, "dan@fernhill.example")
        await boss.goto(f"{portal_app.url}/staff/settings/team")
        await boss.get_by_role("button", name="Invite somebody").click(timeout=SLOW)
        await boss.get_by_label("Email").fill(WHO)
        await boss.get_by_role("button", name="Send invitation").click()
        await expect(boss.get_by_text(f"Invitation sent to {WHO}")).to_be_visible(timeout=SLOW)

        await sam.goto(await mailed(portal_app.data_dir / "mail", WHO, r"http://localhost:\d+/staff/join/\w+"))
        await sam.get_by_label("Your name").fill("Sam Field")
        await sam.get_by_label("Password").fill(NEW)
        await sam.get_by_role("button", name="Join").click()
        await expect(sam.get_by_text("Outstanding")).to_be_visible(timeout=SLOW)

        await sam.goto(f"{portal_app.url}/staff/settings/account/two-factor")
        secret = (await sam.locator("code").inner_text()).replace(" ", "")
        totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)
        await sam.get_by_role("textbox").fill(totp.generate(int(time.time())).decode())
        await sam.get_by_role("button", name="Turn it on").click()
        recovery = await sam.locator(".recovery code").first.inner_text()
        await sam.get_by_role("link", name="I’ve kept them").click()
        await expect(sam.get_by_text("Recovery codes left: 10")).to_be_visible(timeout=SLOW)
        await sam.context.clear_cookies()
        await enter(sam, portal_app, recovery)

        row = boss.get_by_role("row").filter(has_text="Sam Field")
        await expect(row).to_contain_text("On", timeout=SLOW)
        await row.get_by_role("button", name="Change").click()
        dialog = boss.get_by_role("dialog")
        await dialog.get_by_text("Technician", exact=True).click()
        await dialog.get_by_role("button", name="Save").click()
        await expect(sam.get_by_role("heading", name="Sign in")).to_be_visible(timeout=5000)
        await expect(boss.get_by_text("Sam Field is technician now, not office").first).to_be_visible(timeout=SLOW)
        assert not [*office.complaints, *phone.complaints]

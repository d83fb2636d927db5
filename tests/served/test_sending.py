"""Send to Customer in a browser: by mail and text at once, and what arrives opens the invoice."""

import re
import sqlite3
from pathlib import Path

from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, sign_in


async def open_dialog(page: Page, number: str, customer: str) -> None:
    await page.get_by_role("searchbox").fill(number)
    await expect(page.get_by_role("row")).to_have_count(2, timeout=SLOW)
    await page.get_by_role("link", name=customer).click()
    await page.get_by_role("button", name="Send to Customer").filter(visible=True).first.click(timeout=SLOW)
    await expect(page.get_by_label("Subject")).to_be_visible(timeout=SLOW)


def captured(folder: Path, ending: str) -> set[str]:
    return {path.name for path in folder.glob(f"*.{ending}")}


async def test_an_invoice_goes_by_mail_and_text_and_opens_for_the_customer(portal_app: Served) -> None:
    texts = portal_app.data_dir / "texts"
    before = captured(texts, "txt")
    async with browsing(**DESKTOP) as office, browsing(**PHONE) as phone:
        page = await office.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await open_dialog(page, "INV-1048", "Hannah Okafor")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("checkbox", name="SMS").check(force=True)
        await expect(dialog.get_by_text("sent as 1 text")).to_be_visible(timeout=SLOW)
        await dialog.get_by_label("Somebody else").fill("nobody")
        await dialog.get_by_role("button", name="Send both").click()
        await expect(dialog.get_by_text("Enter an e-mail address like")).to_be_visible(timeout=SLOW)
        await expect(dialog.get_by_label("Somebody else")).to_have_value("nobody")
        await dialog.get_by_label("Somebody else").fill("")
        await dialog.get_by_text("Preview", exact=True).click()
        mail = page.frame_locator("#mail-preview")
        await expect(mail.get_by_text("£1,334.40").first).to_be_visible(timeout=SLOW)
        await dialog.get_by_role("button", name="Send both").dblclick()
        await expect(page.get_by_text("Kept in the outbox, not sent: h.okafor@mail.example")).to_be_visible(
            timeout=SLOW
        )
        await expect(dialog).not_to_be_visible()
        await expect(page.get_by_text("Texted to 07700 900482").first).to_be_visible(timeout=SLOW)
        assert not office.complaints

        rows = outbox(portal_app, "Ellie Marsh")
        assert [row[:2] for row in rows[:2]] == [("email", "h.okafor@mail.example"), ("sms", "+447700900482")]
        for _ in range(100):
            if fresh := captured(texts, "txt") - before:
                break
            await page.wait_for_timeout(100)
        [name] = fresh
        said = (texts / name).read_text()
        short = re.search(r"http\S+/p/[0-9a-z]{12}", said)
        assert short, said
        customer = await phone.page()
        await customer.goto(short[0])
        await expect(customer).to_have_url(portal_app.document("INV-1048")["link"])
        await expect(customer.get_by_text("£1,334.40").filter(visible=True).first).to_be_visible(timeout=SLOW)
        assert not phone.complaints


def outbox(portal_app: Served, by: str) -> list[tuple[str, str]]:
    with sqlite3.connect(portal_app.data_dir / "portal.db") as connection:
        return connection.execute(
            'SELECT channel, "to" FROM outboxmessage WHERE sent_by = ? ORDER BY created_at DESC, channel', (by,)
        ).fetchall()


async def test_on_free_the_dialog_says_what_texts_are_part_of(portal_app: Served) -> None:
    async with browsing(**PHONE) as phone:
        page = await phone.page()
        await sign_in(page, portal_app, "maya@copperline.example")
        await open_dialog(page, "INV-2285", "Blue Ridge Pottery")
        await expect(page.get_by_role("dialog").get_by_text("Part of Pro and Unlimited")).to_be_visible()
        await expect(page.get_by_role("checkbox", name="SMS")).to_be_disabled()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).not_to_be_visible()
        assert not phone.complaints

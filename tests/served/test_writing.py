"""An invoice is written, issued and changed in a browser; nothing that was typed gets lost on the way."""

import re

from playwright.async_api import Dialog, Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, sign_in


async def write(page: Page) -> None:
    await page.get_by_role("link", name="New invoice").click()
    await page.get_by_role("button", name="Choose a customer").click(timeout=SLOW)
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("searchbox").fill("okafor")
    await dialog.get_by_role("button", name="Hannah Okafor").click(timeout=SLOW)
    await expect(page.locator("#editor").get_by_text("h.okafor@mail.example")).to_be_visible()
    await page.get_by_label("What it is for").fill("New tap")
    await page.get_by_label("Description").fill("Kitchen mixer tap")
    await page.get_by_label("Quantity").fill("2")
    await page.get_by_label("Price").fill("49.99")
    await page.get_by_role("button", name="Add a line").click()
    await expect(page.get_by_label("Description")).to_have_count(2)
    await page.get_by_label("Description").nth(1).fill("Labour")
    await page.get_by_label("Price").nth(1).fill("sixty")


async def test_a_written_invoice_is_changed_under_its_customer_s_eyes(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
        page = await staff.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await write(page)
        await page.get_by_role("button", name="Save draft").filter(visible=True).click()
        await page.get_by_role("alert").get_by_role("link", name="Enter a price, like 40.00.").click(timeout=SLOW)
        await expect(page.get_by_label("Price").nth(1)).to_be_focused()
        await page.keyboard.press("Control+A")
        await page.keyboard.type("60")
        await expect(page.locator(".totals")).to_contain_text("£191.98", timeout=SLOW)  # with 20 % VAT
        await page.keyboard.press("Enter")  # saves nothing by itself
        await page.get_by_role("button", name="Save draft").filter(visible=True).dblclick()

        await page.get_by_role("button", name="Issue invoice").filter(visible=True).click(timeout=SLOW)
        await page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
        await expect(page.locator(".staff-bar h1")).to_have_text(re.compile(r"INV-\d{4}"), timeout=SLOW)
        await staff.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=portal_app.url)
        await page.get_by_role("button", name="Copy Link").filter(visible=True).first.click()
        await expect(page.get_by_text("Link copied").first).to_be_visible(timeout=SLOW)
        customer = await phone.page()
        await customer.goto(str(await page.evaluate("() => navigator.clipboard.readText()")))
        await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await expect(customer.get_by_text("£191.98").filter(visible=True).first).to_be_visible()

        await page.get_by_role("link", name="Edit").click()
        await expect(page.get_by_label("Quantity").first).to_have_value("2", timeout=SLOW)
        await page.get_by_role("button", name="Take away line 2").click()
        await expect(page.locator(".totals")).to_contain_text("£119.98", timeout=SLOW)
        await page.get_by_label("Quantity").fill("1")
        questions: list[str] = []

        async def stay(question: Dialog) -> None:
            questions.append(question.message)
            await question.dismiss()

        page.on("dialog", stay)
        await page.get_by_role("link", name="Back").first.click()
        assert questions == ["Leave without saving?"]
        await page.get_by_role("button", name="Save changes").filter(visible=True).click()
        await expect(page.get_by_text("Its customer sees the change").first).to_be_visible(timeout=SLOW)
        await expect(customer.get_by_text("£59.99").filter(visible=True).first).to_be_visible(timeout=SLOW)
        assert staff.complaints == phone.complaints == []

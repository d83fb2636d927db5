"""Alerts in a browser: a customer's card is declined, and whoever is at work hears of it, on whatever page."""

import re

from playwright.async_api import expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, pay_with, sign_in


async def test_a_payment_is_told_at_once_and_leads_to_its_invoice(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
        office, customer = await staff.page(), await phone.page()
        await sign_in(office, portal_app, "dan@fernhill.example")
        bell = office.locator(".sidebar .bell")
        await expect(bell).to_have_attribute("aria-label", re.compile(r"Notifications, \d+ unread"), timeout=SLOW)
        await expect(office).to_have_title(re.compile(r"^\(\d+\) Invoices · Toolfy Portal$"))
        await office.get_by_role("searchbox").focus()

        await customer.goto(portal_app.document("INV-1043")["link"])
        await customer.touchscreen.tap(200, 300)
        await customer.get_by_role("button", name="Pay Now").filter(visible=True).tap()
        await pay_with(customer, "4242 4242 4242 4242")
        toast = office.locator(".alert-toast").filter(has_text="paid on invoice INV-1043")
        await expect(toast).to_be_visible(timeout=SLOW)
        await expect(office.get_by_role("searchbox")).to_be_focused()
        await toast.get_by_role("button", name="Dismiss").click()
        await expect(toast).to_have_count(0, timeout=SLOW)

        await bell.click()
        panel = office.locator("#alerts")
        await expect(panel.get_by_role("heading", name="Today")).to_be_visible(timeout=SLOW)
        await office.keyboard.press("Escape")
        await expect(panel).to_be_hidden()
        await bell.click()
        await panel.get_by_role("link", name=re.compile("paid on invoice INV-1043")).click()
        await expect(office.get_by_role("heading", name=re.compile("INV-1043"))).to_be_visible(timeout=SLOW)
        await expect(panel).to_be_hidden()
        await bell.click()
        await office.get_by_role("button", name="Mark all as read").click()
        await expect(bell).to_have_attribute("aria-label", "Notifications, none unread", timeout=SLOW)
        await expect(office).to_have_title("INV-1043 · Toolfy Portal")
        assert not [*staff.complaints, *phone.complaints]


async def test_what_is_chosen_is_kept(portal_app: Served) -> None:
    async with browsing(**PHONE) as staff:
        page = await staff.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await page.goto(f"{portal_app.url}/staff/settings/notifications")
        await expect(page.get_by_text("Sent to ellie@fernhill.example.")).to_be_visible(timeout=SLOW)
        mine = page.locator("form").filter(has_text="Sent to ellie@")
        await mine.get_by_label("First views").select_option("Daily digest")
        await mine.get_by_label("Hour of the digest").select_option("17:00")
        await mine.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved")).to_be_visible(timeout=SLOW)
        await page.reload()
        await expect(mine.get_by_label("First views")).to_have_value("digest", timeout=SLOW)
        await expect(mine.get_by_label("Hour of the digest")).to_have_value("17")
        assert not staff.complaints

"""Staff find out why a customer can't open a link, who relies on the portal, and where it is explained."""

from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, sign_in


async def opened(page: Page, number: str) -> None:
    await page.get_by_role("link", name=number).first.click()
    await page.get_by_role("link", name="Check link and payment").click()
    await expect(page.get_by_text("There is a way to pay")).to_be_visible(timeout=SLOW)


async def test_a_cut_link_is_recognised_and_a_whole_one_copied(portal_app: Served) -> None:
    link = portal_app.document("INV-1048")["link"]
    async with browsing(**PHONE) as phone:
        page = await phone.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await opened(page, "INV-1048")
        await page.get_by_label("Paste the link that the customer has").fill(link[:-4])
        await page.get_by_role("button", name="Check this link").click()
        await expect(page.get_by_text("The link was cut")).to_be_visible(timeout=SLOW)
        await expect(page.get_by_text("and has 28")).to_be_visible()
        assert link[-20:-4] not in await page.content()
        await page.get_by_role("link", name="Back to Check link and payment").click()
        await page.get_by_role("link", name="More about links and paying").click()
        await expect(page.get_by_role("heading", name="A link doesn’t work")).to_be_visible(timeout=SLOW)
        assert not phone.complaints


async def test_the_report_and_its_table_for_those_who_do_not_see_charts(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff:
        page = await staff.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await page.get_by_role("link", name="Engagement").first.click()
        chart = page.get_by_role("img", name="Opened and paid online")
        await expect(chart).to_be_visible(timeout=SLOW)
        table = page.get_by_role("table", name="Opened and paid online")
        await expect(table).to_be_hidden()
        await page.get_by_text("Show as a table").first.click()
        await expect(table.get_by_role("row")).to_have_count(13)
        await page.get_by_role("searchbox", name="Search customers by name").fill("rowan")
        await expect(page.get_by_role("table", name="Customers").get_by_role("row")).to_have_count(2)
        assert not staff.complaints

"""What a new user does first, from an export file to a paid invoice, under the policy that production has."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, Watched, browsing
from tests.served.serving import Served

ZOHO = Path(__file__).parents[1] / "data" / "imports" / "zoho_invoices.csv"
SLOW = 10_000  # milliseconds


_SESSIONS: dict[tuple[str, str], list[Any]] = {}  # a portal serves many tests, and lets nobody sign in that often


async def sign_in(page: Page, app: Served, email: str) -> None:
    """Show the invoices to somebody, with the session they have, or a new one."""
    await page.context.add_cookies(_SESSIONS.get((app.url, email), []))
    await page.goto(app.url)
    if "/staff/sign-in" in page.url:
        await enter_password(page, app, email)
    await expect(page.get_by_role("heading", name="Invoices", exact=True)).to_be_visible(timeout=SLOW)
    await expect(page.locator("table[aria-busy=true]")).to_have_count(0, timeout=SLOW)
    _SESSIONS[app.url, email] = list(await page.context.cookies(app.url))


async def enter_password(page: Page, app: Served, email: str) -> None:
    password = next(each["password"] for each in app.staff if each["email"] == email)
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def pay_with(page: Page, number: str) -> None:
    """Fill the checkout as far as a card number goes, and press Pay."""
    await page.get_by_label("Card number").fill(number)
    await page.get_by_label("Expiry date").fill("12 / 34")
    await page.get_by_label("Security code").fill("123")
    await page.get_by_label("Name on card").fill("Hannah Okafor")
    await page.get_by_role("button", name=re.compile("^Pay ")).click()


async def imported_link(staff: Watched, page: Page, app: Served) -> str:
    """Import the Zoho file, issue its first invoice, copy its link."""
    await page.get_by_role("link", name="Import", exact=True).first.click()
    await page.locator("input[type=file]").set_input_files(ZOHO)
    await page.get_by_role("button", name=re.compile("^Import 3 ")).click(timeout=SLOW)
    await expect(page.get_by_text("1,339.75").first).to_be_visible(timeout=SLOW)
    await page.get_by_role("link", name="Invoices", exact=True).first.click()
    await page.get_by_role("searchbox").fill("INV-000001")
    await page.get_by_role("link", name="Highlander").click(timeout=SLOW)
    await page.get_by_role("button", name="Issue invoice").filter(visible=True).click(timeout=SLOW)
    await page.get_by_role("dialog").get_by_role("button", name="Issue invoice").click()
    await staff.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
    await page.get_by_role("button", name="Copy Link").filter(visible=True).first.click(timeout=SLOW)
    await expect(page.get_by_text("Link copied").first).to_be_visible(timeout=SLOW)
    return str(await page.evaluate("() => navigator.clipboard.readText()"))


async def test_import_copy_open_pay_and_both_screens_say_paid(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
        office = await staff.page()
        await sign_in(office, portal_app, "ellie@fernhill.example")
        link = await imported_link(staff, office, portal_app)
        assert re.fullmatch(re.escape(portal_app.url) + r"/portal/invoice/[0-9a-z]{32}", link)

        customer = await phone.page()
        await customer.goto(link)
        await expect(customer.get_by_text("$489.75").filter(visible=True).first).to_be_visible()
        await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await customer.touchscreen.tap(200, 300)
        await expect(office.get_by_text("First viewed").first).to_be_visible(timeout=SLOW)

        await customer.get_by_role("button", name="Pay Now").filter(visible=True).tap()
        await pay_with(customer, "4000 0000 0000 0002")
        await expect(customer.get_by_role("alert")).to_contain_text("declined")
        await expect(office.get_by_text("Payment didn't go through").first).to_be_visible(timeout=SLOW)
        await pay_with(customer, "4242 4242 4242 4242")

        await expect(customer.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)
        await expect(office.locator(".staff-bar .pill")).to_have_text("Paid", timeout=SLOW)
        await expect(office.get_by_text("paid on invoice INV-000001").first).to_be_visible(timeout=SLOW)
        assert not staff.complaints
        # Chromium's word for the declined card, on the checkout that stands in for Stripe's
        assert [said for said in phone.complaints if "402 (Payment Required)" not in said] == []


async def test_an_open_page_turns_to_paid_without_being_touched(portal_app: Served) -> None:
    link = portal_app.document("INV-1029")["link"]
    async with browsing(**DESKTOP) as hers, browsing(**PHONE) as his:
        watching, paying = await hers.page(), await his.page()
        await watching.goto(link)
        await expect(watching.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await paying.goto(link)
        await paying.touchscreen.tap(200, 300)
        await paying.get_by_role("button", name="Pay Now").filter(visible=True).tap()
        await pay_with(paying, "4242 4242 4242 4242")
        await expect(watching.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)
        assert not hers.complaints
        assert not his.complaints


async def test_it_reads_downloads_and_pays_without_javascript(portal_app: Served) -> None:
    link = portal_app.document("INV-1045")["link"]
    async with browsing(**PHONE, java_script_enabled=False) as plain:
        page = await plain.page()
        await page.goto(link)
        await expect(page.get_by_text("£388.80").filter(visible=True).first).to_be_visible()
        async with page.expect_download() as started:
            await page.get_by_role("link", name="Download PDF").filter(visible=True).click()
        download = await started.value
        assert re.fullmatch(r"invoice-INV-1045\.pdf", download.suggested_filename)
        assert await download.failure() is None
        await page.get_by_role("button", name="Pay Now").filter(visible=True).click()
        await pay_with(page, "4242 4242 4242 4242")
        await expect(page.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)


async def test_r2_a_script_that_presses_everything_starts_nothing(portal_app: Served) -> None:
    """A2, A3: a scanner runs our script, waits, and clicks each button by program: no view, no checkout."""
    link = portal_app.document("INV-1043")["link"]
    async with browsing(**DESKTOP) as scanner:
        page = await scanner.page()
        await page.goto(link)
        await expect(page.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await page.wait_for_timeout(4000)
        await page.evaluate("() => document.querySelectorAll('button').forEach(button => button.click())")
        await page.wait_for_timeout(1000)
        assert page.url == link
    async with browsing(**DESKTOP) as staff:
        office = await staff.page()
        await sign_in(office, portal_app, "ellie@fernhill.example")
        row = office.get_by_role("row").filter(has_text="INV-1043")
        await expect(row).to_contain_text("Downloaded")  # as it was seeded
        await expect(row).not_to_contain_text("Started to pay")


async def test_the_first_html_and_the_live_page_say_the_same(portal_app: Served) -> None:
    for number in ("INV-1048", "INV-1047", "INV-1046", "INV-1044", "INV-1041", "INV-1036", "INV-2290"):
        link = portal_app.document(number)["link"]
        async with browsing(**DESKTOP, java_script_enabled=False) as plain, browsing(**DESKTOP) as modern:
            first, live = await plain.page(), await modern.page()
            await first.goto(link)
            await live.goto(link)
            root = live.locator(".portal-root[data-live=true]")
            await expect(root).to_be_visible(timeout=SLOW)
            await expect(live.locator("portal-boot")).to_have_count(0)
            written = await first.locator("portal-boot > .portal").evaluate(
                "boot => boot.textContent.replace(/\\s+/g, ' ').trim()"
            )
            shown = await root.evaluate("root => root.textContent.replace(/\\s+/g, ' ').trim()")
            assert written == shown
            assert not modern.complaints


async def test_dark_and_light_stay_as_chosen(portal_app: Served) -> None:
    link = portal_app.document("INV-1048")["link"]
    async with browsing(**PHONE, color_scheme="light") as phone:
        page = await phone.page()
        await page.goto(link)
        theme = page.locator("html")
        await expect(theme).not_to_have_attribute("data-theme", "dark")
        await page.get_by_role("button", name="Dark theme").filter(visible=True).tap()
        await expect(theme).to_have_attribute("data-theme", "dark")
        await page.reload()
        await expect(theme).to_have_attribute("data-theme", "dark")
        await expect(page.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await expect(theme).to_have_attribute("data-theme", "dark")
        assert not phone.complaints

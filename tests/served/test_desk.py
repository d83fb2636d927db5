"""The money of one invoice in a browser: a part is paid, the rest is credited and given up, and both screens agree."""

import sqlite3

from playwright.async_api import Page, expect

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, pay_with, sign_in

NUMBER = "INV-1036"  # £1,272.00, overdue


def with_part_payments(app: Served) -> None:
    with sqlite3.connect(app.data_dir / "portal.db") as db:
        db.execute("UPDATE billingterms SET takes_part_payments = 1, least_percent = 25")


async def through_dialog(page: Page, opens: str, button: str, **fields: str) -> None:
    """Fill one of the dialogs about money and send it with an impatient double click."""
    await page.get_by_role("button", name=opens).filter(visible=True).click()
    dialog = page.get_by_role("dialog")
    for label, value in fields.items():
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("button", name=button).dblclick()
    await expect(dialog).to_have_count(0, timeout=SLOW)


async def test_a_part_is_paid_and_the_rest_credited_and_written_off(portal_app: Served) -> None:
    with_part_payments(portal_app)
    async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
        page, customer = await staff.page(), await phone.page()
        await sign_in(page, portal_app, "ellie@fernhill.example")
        await page.get_by_role("searchbox").fill(NUMBER)
        await page.get_by_role("link", name=NUMBER).click(timeout=SLOW)
        await expect(page.locator(".staff-bar .pill")).to_have_text("Overdue", timeout=SLOW)

        await customer.goto(portal_app.document(NUMBER)["link"])
        await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await customer.touchscreen.tap(200, 300)
        await customer.get_by_text("Pay a part").filter(visible=True).tap()
        amount = customer.get_by_role("spinbutton").filter(visible=True)
        await amount.fill("100")
        await customer.get_by_role("button", name="Pay this amount").filter(visible=True).tap()
        assert not await amount.evaluate("field => field.checkValidity()")  # a quarter is £318.00
        await amount.fill("400")
        await customer.get_by_role("button", name="Pay this amount").filter(visible=True).tap()
        await pay_with(customer, "4242 4242 4242 4242")
        await expect(customer.get_by_text("£872.00").filter(visible=True).first).to_be_visible(timeout=SLOW)
        await expect(page.get_by_text("Visa ending 4242").first).to_be_visible(timeout=SLOW)

        await through_dialog(page, "Credit note", "Issue credit note", Amount="72.00", Reason="One hour less")
        await expect(customer.get_by_text("£800.00").filter(visible=True).first).to_be_visible(timeout=SLOW)
        await through_dialog(page, "Write off", "Write off", Reason="They closed")
        await expect(page.locator(".staff-bar .pill")).to_have_text("Paid", timeout=SLOW)
        await expect(customer.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)
        with sqlite3.connect(portal_app.data_dir / "portal.db") as db:
            lines = (
                "SELECT kind, amount_minor FROM ledgerentry JOIN invoice ON invoice.id = document_id WHERE number = ?"
            )
            assert sorted(db.execute(lines, (NUMBER,))) == [
                ("credit_note", 7200),
                ("payment", 40000),
                ("write_off", 80000),
            ]
        assert staff.complaints == phone.complaints == []

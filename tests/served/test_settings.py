"""Settings in a browser: what staff save is on the customer's page at once, and a pasted key takes real payments."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Dialog, Page, expect
from sqlmodel import SQLModel

from tests.served.browser import DESKTOP, PHONE, browsing
from tests.served.serving import Served, served
from tests.served.test_journey import SLOW, pay_with, sign_in
from tests.stripe_double.serving import on_a_socket
from toolfy_portal.core.db import make_engine
from toolfy_portal.stripe_double.server import StripeDouble
from toolfy_portal.stripe_double.store import StripeDoubleDelivery, StripeDoubleObject, StripeDoubleReply

KEY = "rk_test_abcdefgh1234"


async def settings(page: Page) -> None:
    await page.get_by_role("link", name="Settings", exact=True).first.click()
    await expect(page.get_by_label("Days to pay")).to_be_visible(timeout=SLOW)


async def test_what_is_saved_is_on_the_customers_page_at_once(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
        customer, office = await phone.page(), await staff.page()
        await customer.goto(portal_app.document("INV-1048")["link"])
        await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        await sign_in(office, portal_app, "ellie@fernhill.example")
        await settings(office)
        await office.get_by_label("Payment terms").fill("Pay when you are happy with it.")
        await office.get_by_role("button", name="IBAN and BIC").click()
        iban = office.get_by_label("Value of IBAN")
        await iban.fill("GB28 NWBK 6016 1331 9268 19")
        await office.get_by_role("button", name="Save", exact=True).click()
        await expect(iban).to_be_focused(timeout=SLOW)
        await expect(office.get_by_text("This IBAN isn't right").first).to_be_visible()
        await expect(office.get_by_label("Payment terms")).to_have_value("Pay when you are happy with it.")
        await iban.fill("gb29nwbk60161331926819")
        await office.get_by_role("button", name="Save", exact=True).click()
        await expect(office.get_by_text("Saved. Open invoices show it now.")).to_be_visible(timeout=SLOW)
        await expect(iban).to_have_value("GB29 NWBK 6016 1331 9268 19")
        await expect(customer.get_by_text("Pay when you are happy with it.").filter(visible=True)).to_be_visible(
            timeout=SLOW
        )
        await expect(customer.get_by_text("GB29 NWBK 6016 1331 9268 19").filter(visible=True)).to_be_visible()
        assert not staff.complaints
        assert not phone.complaints


async def test_a_colleagues_save_takes_nothing_away_that_is_being_typed(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as one, browsing(**DESKTOP) as other:
        mine, hers = await one.page(), await other.page()
        for page, email in ((mine, "maya@copperline.example"), (hers, "ray@copperline.example")):
            await sign_in(page, portal_app, email)
            await settings(page)
        await mine.get_by_label("Payment terms").fill("Half of it now.")
        await hers.get_by_label("Days to pay").fill("9")
        await hers.get_by_role("button", name="Save", exact=True).click()
        await expect(mine.get_by_role("button", name="Show what is saved")).to_be_visible(timeout=SLOW)
        await expect(mine.get_by_label("Payment terms")).to_have_value("Half of it now.")
        await mine.get_by_role("button", name="Save", exact=True).click()
        await expect(mine.get_by_label("Days to pay")).to_have_value("9", timeout=SLOW)
        await expect(mine.get_by_label("Payment terms")).to_have_value("Half of it now.")
        assert not [*one.complaints, *other.complaints]


async def test_nobody_loses_what_was_typed_by_a_press_beside_it(portal_app: Served) -> None:
    async with browsing(**DESKTOP) as staff:
        page, questions = await staff.page(), list[str]()

        async def stay(dialog: Dialog) -> None:
            questions.append(dialog.message)
            await dialog.dismiss()

        page.on("dialog", stay)
        await sign_in(page, portal_app, "maya@copperline.example")
        await settings(page)
        invoices = page.get_by_role("link", name="Invoices", exact=True).first
        await page.get_by_label("Payment terms").fill("Half of it now, half then.")
        await invoices.click()
        assert questions == ["Leave without saving?"]
        await expect(page.get_by_label("Payment terms")).to_have_value("Half of it now, half then.")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_text("Saved. Open invoices show it now.")).to_be_visible(timeout=SLOW)
        await invoices.click()
        await expect(page.get_by_role("heading", name="Invoices", exact=True)).to_be_visible(timeout=SLOW)
        assert len(questions) == 1
        assert not staff.complaints


@pytest.fixture
def stripe_server(tmp_path: Path) -> Iterator[tuple[StripeDouble, str]]:
    """Stripe's stand-in as a server of its own, with its own database."""
    engine = make_engine(f"sqlite:///{tmp_path / 'stripe.db'}")
    tables = [model.__table__ for model in (StripeDoubleObject, StripeDoubleReply, StripeDoubleDelivery)]
    SQLModel.metadata.create_all(engine, tables=tables)
    double = StripeDouble(engine, lambda: datetime.now(UTC), "http://localhost:1")
    with on_a_socket(double) as url:
        url = url.replace("127.0.0.1", "localhost")
        double._checkout_base = url
        yield double, url
    engine.dispose()


async def test_a_pasted_key_takes_payments_and_ends_when_told_to(
    tmp_path: Path, stripe_server: tuple[StripeDouble, str]
) -> None:
    double, url = stripe_server
    with served(tmp_path / "portal", PORTAL_STRIPE_API_BASE=url) as app:
        async with browsing(**DESKTOP) as staff, browsing(**PHONE) as phone:
            office = await staff.page()
            await sign_in(office, app, "ellie@fernhill.example")
            await settings(office)
            await (
                office.get_by_role("navigation", name="Settings")
                .get_by_role("link", name="Payments", exact=True)
                .click()
            )
            await office.get_by_role("link", name="Connect Stripe").click(timeout=SLOW)
            await office.get_by_label("Restricted key").fill("rk_test_short")
            await office.get_by_role("button", name="Connect Stripe").click()
            await expect(office.get_by_role("alert")).to_contain_text("That is no Stripe secret key.")
            await office.get_by_label("Restricted key").fill(KEY)
            await office.get_by_role("button", name="Connect Stripe").click()
            await expect(office.get_by_text("Stripe is connected, in test mode")).to_be_visible(timeout=SLOW)
            await expect(office.get_by_text("Not yet")).to_be_visible(timeout=SLOW)

            customer = await phone.page()
            link = app.document("INV-1029")["link"]
            await customer.goto(link)
            await customer.touchscreen.tap(200, 300)
            await customer.get_by_role("button", name="Pay Now").filter(visible=True).tap()
            await pay_with(customer, "4242 4242 4242 4242")
            await expect(customer.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)
            posted = double.deliver_due(
                lambda to, body, headers: httpx.post(to, content=body, headers=headers).status_code
            )
            assert posted >= 1
            await office.get_by_role("button", name="Check again").click()
            await expect(office.get_by_text("Not yet")).to_be_hidden(timeout=SLOW)

            await customer.goto(app.document("INV-1048")["link"])
            await expect(customer.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
            await office.get_by_role("button", name="Disconnect").filter(visible=True).click()
            await office.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
            await expect(office.get_by_text("Customers can’t pay online yet")).to_be_visible(timeout=SLOW)
            await expect(customer.get_by_role("button", name="Pay Now").filter(visible=True)).to_have_count(
                0, timeout=SLOW
            )
            assert KEY not in app.log()
            assert not phone.complaints
            # Chromium's word for the form that came back with what is wrong
            assert [said for said in staff.complaints if "422 (Unprocessable" not in said] == []

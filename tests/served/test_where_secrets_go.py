"""A link's secret stands in its address and nowhere else: the browser keeps and sends it nowhere, no log has it."""

from playwright.async_api import Request, expect

from tests.served.browser import PHONE, browsing
from tests.served.serving import Served
from tests.served.test_journey import SLOW, pay_with

KEPT = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, name])"


async def test_a_link_s_secret_stays_in_its_address_r5(portal_app: Served) -> None:
    link = portal_app.document("INV-1033")["link"]
    token = link.rsplit("/", 1)[-1]
    told: list[str] = []

    async def listen(request: Request) -> None:
        headers = await request.all_headers()
        about = f"{request.url} {request.post_data or ''}"
        away = f"/portal/invoice/{token}" not in request.url  # to the page itself it has to be sent
        if token in headers.get("referer", "") and not request.url.startswith(portal_app.url):
            told.append(f"referer: {request.url}")
        if away and token in about:
            told.append(about)

    async with browsing(**PHONE) as phone:
        page = await phone.page()
        page.on("request", listen)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: _look(frame, token, told)))
        await page.goto(link)
        await expect(page.locator(".portal-root[data-live=true]")).to_be_visible(timeout=SLOW)
        assert token not in await page.evaluate(KEPT)
        await page.touchscreen.tap(200, 300)
        await page.get_by_role("button", name="Pay Now").filter(visible=True).tap()
        await page.get_by_label("Card number").wait_for(timeout=SLOW)
        assert token not in page.url
        assert token not in await page.content()
        assert token not in await page.evaluate("document.referrer")
        await pay_with(page, "4242 4242 4242 4242")
        await expect(page.get_by_text("Paid in full").filter(visible=True)).to_be_visible(timeout=SLOW)
        assert token not in await page.evaluate(KEPT)
    assert told == []
    assert token not in portal_app.log()


def _look(frame: str | bytes, token: str, told: list[str]) -> None:
    text = frame if isinstance(frame, str) else frame.decode(errors="replace")
    if token in text:
        told.append(f"a frame: {text[:2000]}")

"""Photographs every page of the demo, on a phone and a desktop, light and dark, into `docs/pictures`.

`make pictures`. Files are called `<page>--<phone|desktop>-<light|dark>.png`; all together stay below 6 MB.
"""

import asyncio
import io
import sys
from datetime import timedelta

from PIL import Image
from playwright.async_api import Page

from bench.lab import ROOT, Lab, clerk, lab
from bench.page import chromium
from toolfy_portal.core.access import PersonAccess, SystemAccess
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.invoices.service import find_by_number
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.sign_in.passwords import hash_password
from toolfy_portal.seed import builders

LIVE = ".portal-root[data-live=true]"

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 6_000_000  # bytes, all together
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}
COLOURS = 200  # of a picture's palette: the eye sees no difference, and it is a third of the size
SETTLED = 300  # ms for fonts and pictures after a change of size
INVOICES = {
    "invoice-due": "INV-1045",
    "invoice-payment-failed": "INV-1048",
    "invoice-partly-paid": "INV-1047",
    "invoice-processing": "INV-1046",
    "invoice-overdue": "INV-1036",
    "invoice-paid": "INV-1041",
    "invoice-cancelled": "INV-1044",
    "invoice-other-brand": "INV-2285",
}
EXPIRED, REPLACED, TO_PAY, TO_SHOW = "INV-1033", "INV-1024", "INV-1043", "INV-1048"
PASSWORD = "a-password-for-pictures"


async def photograph(page: Page, name: str) -> None:
    """Take the page as it stands, in both sizes and themes."""
    for size, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(SETTLED)
        # what keeps to the window's edge belongs to the end of the picture, not into its middle
        whole = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({"width": width, "height": max(height, whole)})
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            await page.wait_for_timeout(SETTLED)
            taken = await page.screenshot(animations="disabled")
            small = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
            small.save(FOLDER / f"{name}--{size}-{theme}.png", optimize=True)


async def open_page(page: Page, address: str, name: str, ready: str = "h1") -> None:
    """Go to the address, wait for what must show, and photograph it."""
    await page.goto(address, wait_until="networkidle")
    await page.wait_for_selector(ready)
    await photograph(page, name)


async def customers(page: Page, ready: Lab) -> None:
    """The invoice in each of its states."""
    for name, number in INVOICES.items():
        await open_page(page, link_of(ready, number), name, LIVE)


async def problems(page: Page, ready: Lab) -> None:
    """Links that don't open an invoice, and what follows."""
    site = ready.settings.public_url
    await open_page(page, link_of(ready, REPLACED), "link-replaced")
    await open_page(page, f"{site}/portal/invoice/4w6bn93v5tiv", "link-incomplete")
    await open_page(page, f"{site}/nowhere", "nothing-here")
    await open_page(page, link_of(ready, EXPIRED), "link-expired")
    await page.click("form[action='?fresh'] button")
    await page.wait_for_selector("text=Check your email")
    await photograph(page, "link-fresh-sent")


async def checkout(page: Page, ready: Lab) -> None:
    """The hosted page of the stand-in for Stripe, and the way back from it."""
    await page.goto(link_of(ready, TO_PAY))
    await page.wait_for_selector(LIVE)
    await page.click(f"{LIVE} .amount-panel .btn--pay")
    await page.wait_for_selector("[name=number]")
    await photograph(page, "checkout")
    await pay_with(page, "4000 0000 0000 0002")
    await page.wait_for_selector("[role=alert]")
    await photograph(page, "checkout-declined")
    await pay_with(page, "4242 4242 4242 4242")
    await page.wait_for_selector(f"{LIVE} >> text=Paid")
    await photograph(page, "invoice-just-paid")


async def pay_with(page: Page, number: str) -> None:
    """Fill in the card and send it."""
    for field, value in {"number": number, "expiry": "12 / 34", "cvc": "123", "name": "Sam Field"}.items():
        await page.fill(f"[name={field}]", value)
    await page.click("button[type=submit]")


async def sign_in(page: Page, ready: Lab, email: str, password: str) -> None:
    """Sign in, if the password is right."""
    await page.goto(f"{ready.settings.public_url}/staff/sign-in")
    await page.fill("[name=email]", email)
    await page.fill("[name=password]", password)
    await page.click("form [type=submit]")
    await page.wait_for_load_state("networkidle")


async def staff(page: Page, ready: Lab) -> None:
    """What staff see, from the sign-in on."""
    site, person = ready.settings.public_url, ready.demo.staff[0]
    await open_page(page, f"{site}/staff/sign-in", "sign-in")
    await sign_in(page, ready, person.email, "wrong")
    await photograph(page, "sign-in-wrong-password")
    await sign_in(page, ready, person.email, person.password or "")
    await open_page(page, f"{site}/staff/invoices", "staff-invoices", f"tbody tr:has-text('{TO_SHOW}')")
    await page.fill("[type=search]", "no such words")
    await page.wait_for_selector("text=Nothing matches")
    await photograph(page, "staff-invoices-nothing-matches")
    with begin(clerk()) as uow:
        shown, draft = find_by_number(uow, TO_SHOW).id, find_by_number(uow, "INV-1050").id
    await open_page(page, f"{site}/staff/invoices/{shown}", "staff-invoice", f"text={TO_SHOW}")
    await open_page(page, f"{site}/staff/invoices/{draft}", "staff-invoice-draft", "text=INV-1050")
    await open_page(page, f"{site}/staff/import", "staff-import")


async def newcomers(page: Page, ready: Lab) -> None:
    """What staff of a business without any invoice see."""
    await sign_in(page, ready, "sam@new.example", PASSWORD)
    await open_page(page, f"{ready.settings.public_url}/staff/invoices", "staff-invoices-empty", "text=No invoices yet")


def link_of(ready: Lab, number: str) -> str:
    """Return the link that the demo gave the invoice."""
    return next(each.link for each in ready.demo.documents if each.number == number and each.link)


def prepare() -> None:
    """Let one link expire and one be replaced, and open a business that has nothing yet."""
    with begin(clerk()) as uow:
        links.regenerate(uow, find_by_number(uow, REPLACED).id)
        link = links.current(uow, find_by_number(uow, EXPIRED).id)
        assert link is not None
        link.expires_at = uow.now - timedelta(hours=1)
    business = builders.business(name="New Street Heating", email="hello@new.example")
    person = builders.person(name="Sam Field", email="sam@new.example", password_hash=hash_password(PASSWORD))
    with begin(PersonAccess(person.id)) as uow:
        uow.add(person)
    with begin(SystemAccess(business.id, "pictures")) as uow:
        uow.add(business)
        uow.flush()
        for each in (builders.branding(), builders.billing_terms(), builders.staff(person)):
            uow.add(each)


async def take(ready: Lab) -> None:
    """Take every picture; each scene in a browser of its own."""
    async with chromium() as browser:
        for scene in (customers, problems, staff, newcomers, checkout):
            context = await browser.new_context()
            await scene(await context.new_page(), ready)
            await context.close()


def main() -> int:
    """Replace the pictures; say how large they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*--*.png"):
        old.unlink()
    with lab() as ready:
        prepare()
        asyncio.run(take(ready))
    sizes = [path.stat().st_size for path in FOLDER.glob("*--*.png")]
    print(f"{len(sizes)} pictures, {sum(sizes) / 1e6:.1f} MB (at most {LARGEST / 1e6:.0f})")
    return 0 if sum(sizes) <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())

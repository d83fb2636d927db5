"""The pages' scripts and styles, in Chromium."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests.components import scenes
from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.markup import HtmlMarkup
from toolfy_portal.components.moments import link_expired
from toolfy_portal.components.scripts import page_js
from toolfy_portal.components.styles import moment_css, portal_css
from toolfy_portal.views.brands import brand_css
from toolfy_portal.views.invoices import InvoiceView

pytestmark = pytest.mark.browser
ADDRESS = "https://portal.test/portal/invoice/abc"
DUE = scenes.states()["due"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


class Visit:
    """A page at its address, and what it asked the server for."""

    def __init__(self, browser: Browser, html: str, **device: object) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 390, "height": 844}} | device)
        self.page: Page = self.context.new_page()
        self.posts: list[str] = []
        self.forms: list[str] = []  # what was in those that were sent
        self.html = html
        self.context.route("**/*", self._answer)
        self.page.goto(ADDRESS)

    def _answer(self, route: Route, request: Request) -> None:
        if request.method == "POST":
            self.posts.append(urlsplit(request.url).query)
            if request.is_navigation_request():
                self.forms.append(request.post_data or "")
            route.fulfill(status=204)  # the browser stays where it is
        elif urlsplit(request.url).path.startswith("/brand/"):
            route.fulfill(status=404)
        else:
            route.fulfill(content_type="text/html; charset=utf-8", body=self.html)


def document(body: str, css: str, theme: str = ' data-theme="light"') -> str:
    return (
        f'<!doctype html><html lang="en-GB"{theme}><head><meta charset="utf-8"><title>Invoice</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{css}</style><style>{brand_css('#1f5c45')}</style></head>"
        f"<body>{body}<script>{page_js()}</script></body></html>"
    )


def invoice(view: InvoiceView = DUE, theme: str = ' data-theme="light"') -> str:
    return document(str(invoice_page(HtmlMarkup(), view)), portal_css(), theme)


def test_a_person_s_look_is_told_once(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.wait_for_timeout(1200)
    assert visit.posts == ["opened"]  # nobody touched it
    visit.page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true}))")
    visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened"]  # a program's event is no sign of life
    visit.page.mouse.wheel(0, 40)
    visit.page.wait_for_timeout(200)
    visit.page.mouse.wheel(0, 40)
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened", "viewed"]


def test_a_look_takes_a_second(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(300)
    assert visit.posts == ["opened"]
    visit.page.wait_for_timeout(1000)
    assert visit.posts == ["opened", "viewed"]


HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_was_hidden_says_so_and_starts_anew_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(1200)
    visit.page.evaluate(HIDE, True)
    assert visit.page.evaluate("document.hidden")
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(1200)
    assert visit.posts == ["opened", "viewed", "left"]
    visit.page.evaluate(HIDE, False)
    visit.page.wait_for_timeout(1200)
    assert visit.posts == ["opened", "viewed", "left"]  # in sight again, but nobody touched it
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened", "viewed", "left", "viewed"]


def test_a_page_in_the_background_is_not_even_opened_r2(browser: Browser) -> None:
    hidden = "<script>Object.defineProperty(document, 'hidden', { value: true, configurable: true })</script></head>"
    visit = Visit(browser, invoice().replace("</head>", hidden, 1))
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(1200)
    assert visit.posts == []


def test_an_open_page_says_that_somebody_is_there_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.clock.install()
    visit.page.reload()
    visit.page.keyboard.press("Tab")
    visit.page.clock.run_for(61_000)
    visit.page.wait_for_timeout(200)
    assert visit.posts[-3:] == ["here", "here", "here"]


def test_a_problem_with_a_link_is_no_view(browser: Browser) -> None:
    visit = Visit(browser, document(str(link_expired(HtmlMarkup(), DUE.brand)), moment_css()))
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(1300)
    assert visit.posts == []


PROGRAMS = (
    "() => document.querySelectorAll('[type=submit], a[href^=\"?\"]').forEach(element => element.click())",
    "() => document.querySelectorAll('form').forEach(form => form.requestSubmit && form.requestSubmit())",
)


def test_a_program_pressing_buttons_starts_no_checkout(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    for program in PROGRAMS:
        visit.page.evaluate(program)
        visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened"]
    assert visit.page.url == ADDRESS
    # nor once somebody was there, a while ago
    visit.page.keyboard.press("Tab")
    visit.page.wait_for_timeout(1300)
    for program in PROGRAMS:
        visit.page.evaluate(program)
        visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened", "viewed"]


def test_a_form_sent_around_the_page_has_no_proof_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.evaluate("document.querySelector('form[action=\"?pay\"]').submit()")
    visit.page.wait_for_timeout(200)
    assert visit.posts == ["opened", "pay"]
    assert visit.forms == [""]


def test_a_pressed_form_has_its_proof_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.locator(".pay-bar button").click(no_wait_after=True)
    visit.page.wait_for_timeout(200)
    assert visit.forms == ["pressed=1"]


def test_a_form_without_scripts_has_a_proof_of_its_own_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice(), java_script_enabled=False)
    visit.page.locator(".pay-bar button").click(no_wait_after=True)
    visit.page.wait_for_timeout(200)
    assert visit.forms == ["plain=1"]


def test_a_download_counts_where_it_is_pressed_r2(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    visit.page.locator('a[href="?pdf"]').filter(visible=True).first.click(no_wait_after=True)
    visit.page.wait_for_timeout(200)
    assert visit.posts[:2] == ["opened", "downloaded"]


def test_an_impatient_finger_starts_one_checkout(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    pay = visit.page.locator(".pay-bar button")
    assert pay.inner_text() == "Pay Now"
    pay.click(no_wait_after=True)
    assert pay.inner_text() == "Opening secure checkout…"
    assert visit.page.locator("[data-announce]").inner_text() == "Opening secure checkout…"
    pay.click(no_wait_after=True)
    visit.page.wait_for_timeout(200)
    assert visit.posts.count("pay") == 1
    visit.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert pay.inner_text() == "Pay Now"


def test_copying_says_so(browser: Browser) -> None:
    visit = Visit(browser, invoice(), permissions=["clipboard-read", "clipboard-write"])
    copy = visit.page.get_by_role("button", name="Copy Account number")
    copy.click()
    assert visit.page.evaluate("navigator.clipboard.readText()") == "31926819"
    assert visit.page.locator("[data-announce]").inner_text() == "Copied"
    assert copy.locator(".icon--done").is_visible()
    visit.page.wait_for_timeout(2100)
    assert not copy.locator(".icon--done").is_visible()


def test_copying_works_in_old_browsers(browser: Browser) -> None:
    visit = Visit(browser, invoice(), permissions=["clipboard-read"])
    visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    visit.page.get_by_role("button", name="Copy Sort code").click()
    assert visit.page.evaluate("navigator.clipboard.readText()") == "00-48-21"


def test_a_chosen_theme_is_told_to_the_server(browser: Browser) -> None:
    visit = Visit(browser, invoice())
    toggle = visit.page.get_by_role("button", name="Dark theme")
    assert toggle.get_attribute("aria-pressed") == "false"
    toggle.click()
    assert toggle.get_attribute("aria-pressed") == "true"
    assert visit.page.evaluate("document.cookie") == "portal_theme=dark"
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 16, 17)"


def test_auto_follows_the_device(browser: Browser) -> None:
    visit = Visit(browser, invoice(theme=""), color_scheme="dark")
    toggle = visit.page.get_by_role("button", name="Dark theme")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 16, 17)"
    assert toggle.get_attribute("aria-pressed") == "true"
    visit.page.emulate_media(color_scheme="light")
    visit.page.wait_for_selector("[data-theme-toggle][aria-pressed=false]")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 246, 244)"


def test_the_live_page_takes_over_in_place(browser: Browser) -> None:
    body = str(invoice_page(HtmlMarkup(), DUE))
    both = f'<portal-boot>{body}</portal-boot><div class="portal-root" data-live="false">{body}</div>'
    visit = Visit(browser, document(both, portal_css()))
    page = visit.page
    boot, live = page.locator("portal-boot .amount"), page.locator(".portal-root .amount")
    assert boot.is_visible()
    assert not live.is_visible()
    before = boot.bounding_box()
    page.evaluate("document.querySelector('.portal-root').dataset.live = 'true'")
    assert not boot.is_visible()
    assert live.bounding_box() == before
    page.locator(".portal-root").get_by_role("link", name="Bank details").click()
    assert page.evaluate("document.activeElement === document.querySelector('.portal-root #bank')")


@pytest.mark.parametrize("width", [320, 360, 719, 720, 1024, 1600])
def test_nothing_is_wider_than_the_screen(browser: Browser, width: int) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3
    long = scenes.each_typed(scenes.show(scenes.invoice(total_minor=123_456_789_00, paid_minor=100)), word)
    visit = Visit(browser, invoice(long), viewport={"width": width, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = "box => box.getBoundingClientRect().right > innerWidth + 1 && !box.closest('thead')"
    names = "box => box.className || box.tagName"
    assert visit.page.evaluate(f"[...document.querySelectorAll('main *')].filter({beyond}).map({names})") == []


def test_without_scripts_the_page_still_pays(browser: Browser) -> None:
    visit = Visit(browser, invoice(), java_script_enabled=False)
    assert not visit.page.get_by_role("button", name="Dark theme").is_visible()
    assert not visit.page.get_by_role("button", name="Copy Sort code").is_visible()
    visit.page.locator(".pay-bar button").click(no_wait_after=True)
    visit.page.wait_for_timeout(300)
    assert visit.posts == ["pay"]

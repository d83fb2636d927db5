"""Letters in Chromium: readable on a phone and in the dark, and they ask no other host for anything."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, sync_playwright

from toolfy_portal.adapters.email_layout import Button, Letter, Look, in_theme, lay_out
from toolfy_portal.domain.businesses.brand_colours import DARK, LIGHT, contrast, derive

LONG = "Wärmepumpeninstallationsfachbetriebsgesellschaft"
URL = "https://portal.example/portal/invoice/abc?a=1&b=2"
# every text with the nearest ground under it
TEXTS = """() => [...document.querySelectorAll('body *')].filter(el =>
    [...el.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && el.getClientRects().length
    && getComputedStyle(el).opacity !== '0'
).map(el => {
    let under = el, ground = 'rgba(0, 0, 0, 0)'
    while (under && ground === 'rgba(0, 0, 0, 0)') {
        ground = getComputedStyle(under).backgroundColor
        under = under.parentElement
    }
    return [el.textContent.trim(), getComputedStyle(el).color, ground]
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


def letter(accent: str = "#1f6b4a", **changes) -> Letter:
    light, dark = derive(accent, LIGHT), derive(accent, DARK)
    usual = Letter(
        language="de",
        business=f"{LONG} & Söhne",
        look=Look(accent, light["--brand"], light["--on-brand"], dark["--brand"], dark["--on-brand"]),
        has_logo=True,
        subject="Invoice INV-1042",
        preview="Here is your invoice",
        heading="Invoice INV-1042 is overdue",
        paragraphs=("Hello Hannah,", f"Here it is.\n{LONG}{LONG}"),
        amount=("Left to pay", "£1,334.40", "Was due on 5 November 2026"),
        facts=(("Invoice", "INV-1042"), ("Paid with", LONG)),
        button=Button("Pay Now", URL),
        note="New: see it online.",
        footer=("0117 496 0148", "hello@fernhill.example"),
    )
    return replace(usual, **changes)


def hex_of(colour: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


@pytest.mark.browser
@pytest.mark.parametrize("accent", ["#1f6b4a", "#ffcc00", "#111111", "#ffffff"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 640])
def test_it_reads_well_and_asks_nobody(browser: Browser, width: int, theme: str, accent: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)  # pyright: ignore[reportArgumentType]
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(lay_out(letter(accent)).html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_text("£1,334.40").is_visible()
    assert page.get_by_role("link", name="Pay Now").get_attribute("href") == URL
    assert [url for url in asked if not url.startswith(("cid:", "about:"))] == []
    texts = page.evaluate(TEXTS)
    assert len(texts) >= 14
    low = [(text, ink, ground) for text, ink, ground in texts if contrast(hex_of(ink), hex_of(ground)) < 4.5]
    assert low == []
    grounds = {hex_of(ground) for _, _, ground in texts}
    assert ({"#ffffff", "#f6f6f4"} if theme == "light" else {"#18191b", "#0f1011"}) <= grounds
    context.close()


@pytest.mark.browser
def test_a_preview_looks_as_the_theme_it_is_asked_for(browser: Browser) -> None:
    page = browser.new_page(color_scheme="light")
    page.set_content(in_theme(lay_out(letter(button=Button("Pay Now", ""))).html, "dark"))
    grounds = {text: hex_of(ground) for text, _, ground in page.evaluate(TEXTS)}
    assert grounds["£1,334.40"] == "#18191b"
    assert grounds["Pay Now"] == derive("#1f6b4a", DARK)["--brand"]  # also without a link


def test_what_is_not_there_leaves_no_trace() -> None:
    bare = lay_out(letter(amount=None, facts=(), button=None, note="", heading="", has_logo=False))
    for words in ("Pay Now", "£", "cid:", "New: see it online"):
        assert words not in bare.html + bare.text


def test_the_text_says_what_the_html_says() -> None:
    text = lay_out(letter()).text
    for words in ("Hello Hannah,", "Left to pay: £1,334.40", "Paid with: ", f"Pay Now: {URL}", "& Söhne"):
        assert words in text


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "</mj-text><mj-raw><script>", "{{ 7*7 }}", "&lt;"])
def test_nothing_typed_becomes_markup(hostile: str) -> None:
    said = letter(
        business=hostile,
        subject=hostile,
        preview=hostile,
        heading=hostile,
        paragraphs=(hostile,),
        facts=((hostile, hostile),),
        button=Button(hostile, f"https://portal.example/{hostile}"),
        note=hostile,
        footer=(hostile,),
    )
    html = lay_out(said).html
    assert "<script" not in html
    assert "<mj-" not in html
    assert hostile != "{{ 7*7 }}" or hostile in html  # no template is read twice
    assert hostile in lay_out(said).text


def test_no_host_but_ours_is_named() -> None:
    html = lay_out(letter()).html
    assert html.count("https://") == html.count("https://portal.example/")
    assert html.count("http://") == html.count('xmlns="http://www.w3.org/1999/xhtml"')  # a name, not an address

from dataclasses import replace

import pytest

from tests.components import scenes
from tests.components.reading import Page, each_text, unstyled
from toolfy_portal.components.invoice_page import invoice_page
from toolfy_portal.components.markup import HtmlMarkup
from toolfy_portal.components.styles import portal_css
from toolfy_portal.views.invoices import InvoiceView

STATES = scenes.states()
WORDS = {
    "due": ["Amount due", "Due Friday 28 November, in 10 days", "Pay by card or bank debit. Secured by Stripe."],
    "overdue": ["Was due Tuesday 4 November, 14 days ago", "Already paid? Thank you.", "14 days overdue"],
    "partly paid": ["Left to pay", "£400.00 paid", "of £1,334.40", "Payment history", "Deposit by bank transfer"],
    "declined": ["That payment didn't go through", "You haven't been charged.", "pay by bank transfer below"],
    "confirming": ["Confirming your payment", "Checking with your bank. You can close this page."],
    "processing": ["On its way to us", "Nothing more to do", "Bank payments take a few business days."],
    "part just paid": ["Thank you.We received £934.40. Receipt RCT-0007 is on its way to h…@m….", "Left to pay"],
    "paid": [
        "Paid in full",
        "On Tuesday 18 November with Visa ending 4242",
        "Thank you.We received £934.40. Receipt RCT-0007 is on its way to h…@m…. This page stays here",
    ],
    "paid, test": ["Paid in full", "This was a test: no money moved. We received £1,334.40. This page stays here"],
    "void": ["Nothing to pay", "We cancelled this invoice on 17 November", "Total, cancelled"],
    "bare": ["Amount due", "Annual boiler service"],
}
PAYABLE = {"due", "overdue", "partly paid", "part just paid", "declined", "bare"}


def page(view: InvoiceView) -> Page:
    return Page(str(invoice_page(HtmlMarkup(), view)))


@pytest.mark.parametrize("state", STATES)
def test_says_what_the_customer_needs(state: str) -> None:
    shown = page(STATES[state])
    text = shown.elements[0].text
    for words in WORDS[state]:
        assert words in text
    assert shown.one("h1").text == "Boiler service and system flush"
    assert shown.one(".amount").text == STATES[state].panel.amount
    assert "£217.00" in text
    assert "3.5 h × £62.00" in text


@pytest.mark.parametrize("state", STATES)
def test_offers_to_pay_only_what_can_be_paid(state: str) -> None:
    forms = page(STATES[state]).all(lambda element: element.attrs.get("action") == "?pay")
    assert len(forms) == (2 if state in PAYABLE else 0)  # one for wide screens, one in the dock
    for form in forms:
        assert (form.attrs["method"], form.attrs["action"]) == ("post", "?pay")
        assert "data-human" in form.attrs
        assert form.text.startswith("Pay Now")


def test_every_address_is_relative_or_the_business_s_own() -> None:
    links = page(STATES["due"]).all("a")
    assert [link.attrs["href"] for link in links] == [
        "#main", "?pdf", "#bank", "https://fernhill.example/terms", "mailto:hello@fernhill.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "times"), [("paid", 2), ("part just paid", 2), ("paid, test", 0), ("partly paid", 0)]
)
def test_a_payment_leads_to_its_receipt_from_its_row_and_from_the_top(state: str, times: int) -> None:
    links = [link for link in page(STATES[state]).all("a") if "receipt" in link.text.lower()]
    assert [link.attrs["href"] for link in links] == ["?receipt=RCT-0007"] * times


def test_the_parts_that_are_missing_leave_nothing_behind() -> None:
    bare = page(STATES["bare"])
    for part in (".cover", ".bank", ".terms", ".list-row", "img"):
        assert not bare.all(part)
    assert bare.one(".business__logo").text == "F"
    assert [link.attrs["href"] for link in bare.all("a")] == ["#main", "?pdf"]
    call = replace(STATES["bare"].brand, tel="tel:01174960182", phone="0117 496 0182")
    assert page(replace(STATES["bare"], brand=call)).one(".bottom-bar__links").text == "0117 496 0182"


def test_landmarks_names_and_live_words() -> None:
    shown = page(STATES["overdue"])
    for landmark in ("header", "main", "aside", "nav", "footer", "article"):
        assert shown.all(landmark), landmark
    assert [head.attrs["scope"] for head in shown.all("th")] == ["col"] * 4
    assert {button.attrs["aria-label"] for button in shown.all("button") if "data-copy" in button.attrs} == {
        "Copy Account name", "Copy Sort code", "Copy Account number", "Copy Reference", "Copy Amount in GBP",
    }  # fmt: skip
    assert "Already paid?" in shown.one(lambda element: element.attrs.get("role") == "status" and element.words).text
    assert shown.one(lambda element: "data-counts-views" in element.attrs).tag == "div"
    assert all(image.attrs["alt"] == "" for image in shown.all("img"))
    assert shown.one("source").attrs["srcset"] == "/brand/fil_small"


def test_a_bar_shows_the_part_that_is_paid() -> None:
    shown = page(STATES["partly paid"])
    assert shown.one(".progress").attrs["aria-label"] == "£400.00 paid of £1,334.40"
    assert shown.one("i").attrs["style"] == "width:29%"
    assert not page(STATES["due"]).all(".progress")


@pytest.mark.parametrize("state", STATES)
def test_whatever_people_type_stays_text(state: str) -> None:
    hostile = '<script>alert(\'x\')</script>"><img src=x onerror="alert(1)">&amp;'
    typed = each_text(
        STATES[state], lambda name, text: text if name in {"glyph", "tone"} or not text else text + hostile
    )
    calm, attacked = page(STATES[state]), page(typed)
    assert [element.tag for element in attacked.elements] == [element.tag for element in calm.elements]
    assert [set(element.attrs) for element in attacked.elements] == [set(element.attrs) for element in calm.elements]
    assert "<script>alert('x')</script>" in attacked.one("h1").text


def test_a_long_amount_gets_smaller_type() -> None:
    long = scenes.show(scenes.invoice(total_minor=123_456_789_00))
    assert page(long).one(".amount").has("amount--long")
    assert not page(STATES["due"]).one(".amount").has("amount--long")


@pytest.mark.parametrize("state", STATES)
def test_every_class_is_styled(state: str) -> None:
    plain = {"amount--", "totals--", "notice--neutral", "btn__label"}  # look like none
    assert unstyled(str(invoice_page(HtmlMarkup(), STATES[state])), portal_css()) <= plain

from dataclasses import replace

import pytest

from tests.components import scenes
from tests.components.reading import Page, unstyled
from toolfy_portal.components import moments
from toolfy_portal.components.markup import HtmlMarkup
from toolfy_portal.components.sign_in_page import sign_in_page
from toolfy_portal.components.styles import moment_css

H = HtmlMarkup()
BRAND = scenes.states()["due"].brand
BRANDED = {
    moments.link_expired: ("This link has expired", "For your security, links work for a limited time."),
    moments.fresh_link_sent: ("Check your email", "If Fernhill has an email address for you"),
    moments.link_replaced: ("This link has been replaced", "Fernhill made a new one."),
    moments.link_revoked: ("This link no longer works", "Fernhill switched it off."),
}
PLAIN = {
    moments.link_incomplete: ("That link isn’t complete", "Some email apps cut long links in half."),
    moments.nothing_here: ("We can’t find that page", "Check the address"),
    moments.payment_confirming: ("Thank you", "Your payment is being confirmed. We’ll email your receipt."),
    moments.nothing_paid: ("Nothing was paid", "You haven’t been charged."),
    moments.try_again_soon: ("Try again in a minute", "a lot of visits"),
    moments.not_working: ("Something isn’t working", "Try again in a few minutes."),
}


@pytest.mark.parametrize("moment", BRANDED)
def test_a_link_s_problem_names_the_business_and_a_person_to_call(moment) -> None:
    page = Page(str(moment(H, BRAND)))
    title, lead = BRANDED[moment]
    assert page.one("h1").text == title
    assert lead in page.one(".moment__lead").text
    assert page.one(".business__name").text == "Fernhill Plumbing & Heating"
    assert (
        "Rather talk to someone? Call 0117 496 0182 or email hello@fernhill.example." in page.one(".moment__more").text
    )
    assert {"tel:01174960182", "mailto:hello@fernhill.example"} <= {link.attrs["href"] for link in page.all("a")}


@pytest.mark.parametrize("moment", [moments.link_expired, moments.link_replaced])
def test_only_a_link_that_staff_didn_t_switch_off_can_be_made_fresh(moment) -> None:
    form = Page(str(moment(H, BRAND))).one("form")
    assert (form.attrs["method"], form.attrs["action"], form.text) == ("post", "?fresh", "Ask for a fresh link")
    assert "data-human" in form.attrs
    assert "?fresh" not in str(moments.link_revoked(H, BRAND)) + str(moments.fresh_link_sent(H, BRAND))


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"tel": ""}, "Rather talk to someone? Email hello@fernhill.example."),
        ({"mailto": ""}, "Rather talk to someone? Call 0117 496 0182."),
        ({"tel": "", "mailto": ""}, "We’ll send it to the email address Fernhill has for you."),
    ],
)
def test_says_only_ways_that_exist(missing: dict[str, str], words: str) -> None:
    more = Page(str(moments.link_expired(H, replace(BRAND, **missing)))).one(".moment__more")
    assert more.text.endswith(words)


@pytest.mark.parametrize("moment", PLAIN)
def test_pages_of_nobody_name_no_business(moment) -> None:
    page = Page(str(moment(H)))
    title, lead = PLAIN[moment]
    assert page.one("h1").text == title
    assert lead in page.one(".moment__lead").text
    assert page.one(".business__name").text == "Customer portal"
    assert [link.attrs["href"] for link in page.all("a")] == ["#main"]
    assert not page.all("form")


def test_no_moment_counts_as_a_view() -> None:
    for html in [str(moment(H, BRAND)) for moment in BRANDED] + [str(moment(H)) for moment in PLAIN]:
        assert "data-counts-views" not in html


def test_a_business_s_name_stays_text() -> None:
    page = Page(str(moments.link_expired(H, replace(BRAND, name="<b>x", short_name="<i>y"))))
    assert page.one(".business__name").text == "<b>x"
    assert not page.all("i")


def test_signing_in_asks_for_two_things() -> None:
    page = Page(str(sign_in_page(H, next_path='/invoices?q="x"')))
    email, password, where = page.all("input")
    assert (email.attrs["type"], email.attrs["autocomplete"], "autofocus" in email.attrs) == ("email", "username", True)
    assert (password.attrs["name"], password.attrs["autocomplete"]) == ("password", "current-password")
    assert "autofocus" not in password.attrs
    assert (where.attrs["type"], where.attrs["value"]) == ("hidden", '/invoices?q="x"')
    assert (page.one("form").attrs["action"], page.one("form").attrs["method"]) == ("/auth/sign-in", "post")
    assert not page.all(".notice")


def test_a_failed_sign_in_keeps_the_email_and_says_why() -> None:
    page = Page(str(sign_in_page(H, email="ellie@fernhill.example", error="No match.", hint="Try fernhill.")))
    email, password, _ = page.all("input")
    assert email.attrs["value"] == "ellie@fernhill.example"
    assert ("autofocus" in email.attrs, "autofocus" in password.attrs) == (False, True)
    assert page.one(lambda element: element.attrs.get("role") == "alert").text == "No match."
    assert "Try fernhill." in page.one("form").text


def test_every_class_is_styled() -> None:
    css = moment_css()
    pages = [str(moment(H, BRAND)) for moment in BRANDED] + [str(moment(H)) for moment in PLAIN]
    for html in [*pages, str(sign_in_page(H, error="x", hint="y"))]:
        assert not unstyled(html, css)

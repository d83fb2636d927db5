"""The hosted page: what the customer sees, types and is told."""

from html.parser import HTMLParser

import httpx
import pytest
from starlette.testclient import TestClient

from toolfy_portal.stripe_double.asgi import socket_server
from toolfy_portal.stripe_double.page import open_page
from toolfy_portal.stripe_double.server import StripeDouble

TYPED = {"number": "4242 4242 4242 4242", "expiry": "12 / 40", "cvc": "123", "name": "Ann Smith"}


@pytest.fixture
def browser(double) -> TestClient:
    return TestClient(socket_server(double), follow_redirects=False)


@pytest.fixture
def session(connect, order):
    return connect().v1.checkout.sessions.create(order(allowed_payment_method_types=["card"]))


@pytest.fixture
def path(session) -> str:
    return f"/c/pay/{session.id}"


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def test_page_shows_what_is_paid_to_whom(browser, path):
    page = browser.get(path)
    assert page.status_code == 200
    for words in (
        "Test mode: no money moves",
        "Smith &amp; Sons Plumbing",
        "£120.00",
        "Invoice INV-1042",
        "4242 4242 4242 4242",
        "4000 0000 0000 0002",
        "4000 0000 0000 9995",
    ):
        assert words in page.text
    tags = Tags(page.text)
    assert not tags.of("details")  # one way to pay is no choice
    inputs = {attrs["name"]: attrs for attrs in tags.of("input")}
    assert {name: attrs["autocomplete"] for name, attrs in inputs.items()} == {
        "number": "cc-number",
        "expiry": "cc-exp",
        "cvc": "cc-csc",
        "name": "cc-name",
    }
    assert {attrs["for"] for attrs in tags.of("label")} == {attrs["id"] for attrs in inputs.values()}
    assert all(inputs[name]["inputmode"] == "numeric" for name in ("number", "expiry", "cvc"))
    assert "https://portal.example/back" in [attrs["href"] for attrs in tags.of("a")]
    assert not tags.of("script")
    assert "script-src 'none'" in page.headers["content-security-policy"]


def test_paying_leads_on_to_the_success_url(browser, path, session, connect):
    answer = browser.post(path, data=TYPED)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"https://portal.example/return/pay_1?session={session.id}"
    assert connect().v1.checkout.sessions.retrieve(session.id).customer_details.name == "Ann Smith"


def test_second_pay_says_already_paid_and_takes_nothing(browser, path, session, connect):
    browser.post(path, data=TYPED)
    for page in (browser.post(path, data=TYPED), browser.get(path)):
        assert page.status_code == 200
        assert "Already paid" in page.text
        assert [attrs["href"] for attrs in Tags(page.text).of("a")] == [
            f"https://portal.example/return/pay_1?session={session.id}"
        ]
        assert not Tags(page.text).of("form")
    assert len(connect().v1.events.list({"type": "charge.succeeded"}).data) == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [("4000000000000002", "Your card was declined."), ("4000 0000 0000 9995", "Your card has insufficient funds.")],
)
def test_declined_card_is_told_and_another_one_works(browser, path, number, told):
    page = browser.post(path, data=TYPED | {"number": number})
    assert page.status_code == 402
    assert f'role="alert">{told}<' in page.text
    assert 'value="Ann Smith"' in page.text
    assert f'value="{number}"' not in page.text
    assert browser.post(path, data=TYPED).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "4242 4242 4242 4241"),
        ("number", ""),
        ("number", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"),
        ("expiry", "13/40"),
        ("expiry", "01/20"),
        ("expiry", "soon"),
        ("cvc", "12"),
        ("name", "  "),
    ],
)
def test_mistakes_are_named_beside_their_field(browser, path, session, connect, field, value):
    page = browser.post(path, data=TYPED | {field: value})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    marked = [attrs for attrs in Tags(page.text).of("input") if "aria-invalid" in attrs]
    assert [attrs["name"] for attrs in marked] == [field]
    assert f'id="{marked[0]["aria-describedby"]}"' in page.text
    assert connect().v1.events.list().data == []


@pytest.fixture
def debit_path(connect, order) -> str:
    price = {"currency": "usd", "unit_amount": 12_000, "product_data": {"name": "Work"}}
    return (
        f"/c/pay/{connect().v1.checkout.sessions.create(order(line_items=[{'quantity': 1, 'price_data': price}])).id}"
    )


def test_ways_to_pay_are_rows_with_one_open(browser, debit_path):
    page = browser.get(debit_path)
    assert ["open" in attrs for attrs in Tags(page.text).of("details")] == [True, False]
    for words in ("US bank account", "Fails: account closed", "000111111113", "Fails: no such account"):
        assert words in page.text
    assert "UK bank account" not in page.text
    ids = [attrs["id"] for _, attrs in Tags(page.text).found if "id" in attrs]
    assert len(set(ids)) == len(ids)


def test_a_bank_account_is_chosen_and_the_page_then_says_where_the_money_is(browser, debit_path, double):
    form = {"method": "us_bank_account", "account": "110000000-000123456789", "name": "Ann Smith"}
    for wrong, field in ({"account": "110000000-1"}, "account"), ({"account": ""}, "account"), ({"name": " "}, "name"):
        page = browser.post(debit_path, data=form | wrong)
        assert page.status_code == 422
        assert f'aria-describedby="us_bank_account-{field}-problem"' in page.text
        assert f'id="us_bank_account-{field}-problem"' in page.text
        assert ["open" in attrs for attrs in Tags(page.text).of("details")] == [False, True]
    assert browser.post(debit_path, data=form).status_code == 303
    assert "With the bank" in browser.get(debit_path).text
    double.settle(double.session(debit_path.rsplit("/", 1)[1])["payment_intent"])
    assert "Already paid" in browser.get(debit_path).text


@pytest.mark.parametrize("method", ["bacs_debit", "us_bank_account", "pm_unknown", "<script>"])
def test_a_way_that_isnt_offered_is_refused(browser, path, session, connect, method):
    page = browser.post(path, data={"method": method, "account": "108800-00012345", "name": "Ann"})
    assert page.status_code == 422
    assert "<script" not in page.text
    assert connect().v1.checkout.sessions.retrieve(session.id).status == "open"
    assert connect().v1.events.list().data == []


def test_form_from_another_site_is_refused(browser, path, session, connect):
    for site in ("cross-site", "same-site"):
        assert browser.post(path, data=TYPED, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert connect().v1.checkout.sessions.retrieve(session.id).status == "open"
    assert browser.post(path, data=TYPED, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_expired_and_unknown_pages(browser, path, clock):
    clock.forward(days=1)
    for page in (browser.get(path), browser.post(path, data=TYPED)):
        assert "This page has expired" in page.text
    assert browser.get("/c/pay/cs_test_unknown").status_code == 404
    assert browser.post("/c/pay/cs_test_unknown", data=TYPED).status_code == 404


def test_everything_the_business_or_customer_wrote_is_escaped(browser, double, connect, order):
    nasty = "<script>alert(1)</script>\"'"
    price = {"currency": "gbp", "unit_amount": 100, "product_data": {"name": nasty}}
    session = connect().v1.checkout.sessions.create(
        order(
            line_items=[{"quantity": 2, "price_data": price}],
            cancel_url='https://portal.example/?"><script>',
            branding_settings={"display_name": nasty, "button_color": "red}</style><script>"},
        )
    )
    path = f"/c/pay/{session.id}"
    pages = [browser.get(path), browser.post(path, data=TYPED | {"name": nasty, "cvc": ""})]
    browser.post(path, data=TYPED)
    for page in [*pages, browser.get(path)]:
        assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27; × 2" in pages[0].text


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [("jpy", 12_000, "JP¥12,000"), ("kwd", 12_340, "KWD12.340"), ("isk", 1_200_000, "ISK12,000")],
)
def test_amounts_follow_stripes_decimals(double, connect, order, currency, minor, text):
    price = {"currency": currency, "unit_amount": minor, "product_data": {"name": "Work"}}
    session = connect().v1.checkout.sessions.create(order(line_items=[{"quantity": 1, "price_data": price}]))
    assert text in open_page(double, session.id).html


def test_app_hears_of_every_try(engine, clock, connect, order):
    heard = []
    double = StripeDouble(engine, clock, "https://portal.example", on_event=lambda: heard.append(1))
    session = connect().v1.checkout.sessions.create(order())
    browser = TestClient(socket_server(double), follow_redirects=False)
    browser.post(f"/c/pay/{session.id}", data=TYPED | {"cvc": ""})
    assert heard == []
    browser.post(f"/c/pay/{session.id}", data=TYPED)
    assert heard == [1]


def test_socket_server_can_point_at_its_own_page(engine, clock, server_url, connect, order):
    double = StripeDouble(engine, clock, "https://portal.example", checkout_base=server_url)
    client = connect()
    client._requestor._client._double = double
    url = client.v1.checkout.sessions.create(order()).url
    assert url.startswith(f"{server_url}/c/pay/cs_test_")
    assert httpx.post(url, data=TYPED).status_code == 303

"""The forms of a customer's page: pay, come back, looked at, send me a fresh link."""

import pytest
from sqlalchemy import event

from tests.site.served import Served
from tests.world import START
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.payments.checkout import Started
from toolfy_portal.stripe_double.server import Fault

FORMS = ("pay", "sent", "viewed", "fresh")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "http://localhost:80"},
        {"origin": "", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site", "-": "origin"},
        {"sec-fetch-site": "same-site", "-": "origin"},
        {"-": "origin"},
    ],
    ids=str,
)
def test_forms_of_other_sites_are_refused_a37(served: Served, form: str, headers: dict[str, str]) -> None:
    headers = dict(headers)
    dropped = headers.pop("-", None)
    before, visitor = served.dump(), served.visitor(**headers)
    if dropped:
        del visitor.headers[dropped]
    answer = visitor.post(f"{served.path()}?{form}")
    assert answer.status_code == 403
    assert "That form came from another site." in answer.text
    assert served.dump() == before


def test_a_browser_that_sends_no_origin_says_where_it_came_from(served: Served) -> None:
    visitor = served.visitor(**{"sec-fetch-site": "same-origin"})
    del visitor.headers["origin"]
    assert visitor.post(f"{served.path()}?pay").status_code == 303
    assert served.visitor(origin="http://127.0.0.1:8000").post(f"{served.path()}?pay").status_code == 303


def test_pay_leads_to_the_checkout_and_back_r5_r19(served: Served) -> None:
    visitor, token = served.visitor(), served.world.a.link().token
    answer = visitor.post(f"{served.path()}?pay")
    attempt = served.till.attempts()[0]
    assert answer.status_code == 303
    assert answer.headers["location"] == attempt.url
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"portal_back_{attempt.public_id}={token};")
    for flag in ("HttpOnly", "Max-Age=7200", f"Path=/portal/return/{attempt.public_id}", "SameSite=lax"):
        assert flag in cookie
    assert token not in attempt.request + attempt.url
    served.till.pay(Started(attempt.url, attempt.public_id))
    back = visitor.get(f"/portal/return/{attempt.public_id}")
    assert (back.status_code, back.headers["location"]) == (303, served.path())
    served.till.work()
    served.till.paid_once()
    assert "Paid in full" in visitor.get(served.path()).text
    assert "portal_back_" not in str(visitor.get(served.path()).request.headers)


def test_a_link_with_capitals_and_a_full_stop_comes_back_too(served: Served) -> None:
    visitor, token = served.visitor(), served.world.a.link().token
    visitor.post(f"/portal/invoice/{token.upper()}.?pay")
    back = visitor.get(f"/portal/return/{served.till.attempts()[0].public_id}")
    assert (back.status_code, back.headers["location"]) == (303, served.path())


def test_a_link_replaced_while_somebody_pays_takes_no_payment_away(served: Served) -> None:
    visitor = served.visitor()
    visitor.post(f"{served.path()}?pay")
    attempt = served.till.attempts()[0]
    with begin(served.world.a.staff) as uow:
        links.regenerate(uow, served.world.a.document())
    served.till.pay(Started(attempt.url, attempt.public_id))
    back = visitor.get(f"/portal/return/{attempt.public_id}")
    assert (back.status_code, "Your payment is being confirmed" in back.text) == (200, True)
    assert served.till.invoice().balance.minor == 0  # the return itself asked: no webhook was worked yet
    served.till.work()
    served.till.paid_once()


def test_who_gives_up_at_the_checkout_isn_t_told_of_a_payment(served: Served) -> None:
    visitor = served.visitor()
    visitor.post(f"{served.path()}?pay")
    address = f"/portal/return/{served.till.attempts()[0].public_id}?cancelled=1"
    with begin(served.world.a.staff) as uow:
        links.regenerate(uow, served.world.a.document())
    back = visitor.get(address)
    assert (back.status_code, back.headers["location"]) == (303, served.path())
    elsewhere = served.visitor().get(address)
    assert (elsewhere.status_code, "You haven’t been charged" in elsewhere.text) == (200, True)
    assert "Thank you" not in elsewhere.text


def test_another_browser_that_comes_back_is_thanked_and_told_nothing_r19_a45(served: Served) -> None:
    served.visitor().post(f"{served.path()}?pay")
    attempt = served.till.attempts()[0].public_id
    answer = served.visitor().get(f"/portal/return/{attempt}")
    assert answer.status_code == 200
    assert "Your payment is being confirmed" in answer.text
    assert not any(word in answer.text for word in (served.world.a.link().token, "A-01", "£", "Business A"))
    assert served.till.invoice().paid_minor == 0
    assert served.till.ledger() == []


@pytest.mark.parametrize("planted", ["https://evil.example", "//evil.example", "short", "../../staff/sign-in"])
def test_a_planted_cookie_leads_nowhere_a18(served: Served, planted: str) -> None:
    served.visitor().post(f"{served.path()}?pay")
    attempt = served.till.attempts()[0].public_id
    visitor = served.visitor(cookie=f"portal_back_{attempt}={planted}")
    assert visitor.get(f"/portal/return/{attempt}?next=https://evil.example").status_code == 200


def test_giving_up_at_the_checkout_changes_nothing(served: Served) -> None:
    visitor = served.visitor()
    visitor.post(f"{served.path()}?pay")
    before = served.dump()
    back = visitor.get(f"/portal/return/{served.till.attempts()[0].public_id}?cancelled=1")
    assert back.headers["location"] == served.path()
    assert served.dump() == before


def test_an_unknown_way_back_is_404(served: Served) -> None:
    assert served.visitor().get("/portal/return/" + "0" * 32).status_code == 404


@pytest.mark.parametrize("state", ["paid", "void"])
def test_pay_on_what_is_not_to_pay_shows_the_page_as_it_is_a44(served: Served, state: str) -> None:
    answer = served.visitor().post(f"{served.path(state)}?pay")
    assert (answer.status_code, answer.headers["location"]) == (303, served.path(state))
    assert served.till.attempts(served.world.a.document(state)) == []


def test_pay_in_a_currency_we_do_not_take_says_so(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(Invoice, served.world.a.document()).currency = "KWD"
    answer = served.visitor().post(f"{served.path()}?pay")
    assert answer.status_code == 409
    assert "Card payments in KWD aren’t possible" in answer.text.replace("&#39;", "’")


def test_stripe_is_down_and_pay_says_so_in_words_r20_a76(served: Served) -> None:
    served.till.double.faults.extend([Fault.RATE_LIMITED])
    answer = served.visitor().post(f"{served.path()}?pay")
    assert answer.status_code == 503
    assert "You haven’t been charged. Please try again in a minute." in answer.text.replace("&#39;", "’")
    assert "set-cookie" not in answer.headers
    served.till.double.faults.clear()
    assert served.visitor().post(f"{served.path()}?pay").status_code == 303
    assert len(served.till.attempts()) == 1


def test_stripe_is_down_when_the_customer_comes_back(served: Served) -> None:
    visitor = served.visitor()
    visitor.post(f"{served.path()}?pay")
    served.till.double.faults.extend([Fault.RATE_LIMITED])
    back = visitor.get(f"/portal/return/{served.till.attempts()[0].public_id}")
    assert back.headers["location"] == served.path()


def test_one_look_is_one_view_per_browser_and_half_hour_a4(served: Served) -> None:
    visitor = served.visitor()
    visitor.get(served.path())
    for _ in range(3):
        assert visitor.post(f"{served.path()}?viewed").status_code == 204
    assert served.till.history().count("DocumentViewed") == 1
    served.world.clock.forward(minutes=29, seconds=59)
    visitor.post(f"{served.path()}?viewed")
    assert served.till.history().count("DocumentViewed") == 1
    served.world.clock.forward(seconds=1)
    visitor.post(f"{served.path()}?viewed")
    assert served.till.history().count("DocumentViewed") == 2
    other = served.visitor()
    other.get(served.path())
    other.post(f"{served.path()}?viewed")
    assert served.till.history().count("DocumentViewed") == 3


def test_without_the_page_there_is_no_view_r2(served: Served) -> None:
    assert served.visitor().post(f"{served.path()}?viewed").status_code == 204
    assert served.till.history().count("DocumentViewed") == 0


def test_the_browsers_cookie_says_nothing_and_stays_in_the_portal(served: Served) -> None:
    cookie = served.visitor().get(served.path()).headers["set-cookie"]
    assert cookie.startswith("portal_browser=")
    for flag in ("HttpOnly", "Path=/portal/", "SameSite=lax"):
        assert flag in cookie
    assert served.world.a.link().token not in cookie


def expire(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(PortalLink, served.world.a.link().access.link_id).expires_at = START


def test_a_fresh_link_goes_to_the_address_on_file_once_a17(served: Served) -> None:
    expire(served)
    answers = [served.visitor().post(f"{served.path()}{'.' * tries}?fresh") for tries in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Check your email" in answers[0].text
    mails = [mail for mail in served.till.mails() if mail.kind == "fresh_link"]
    assert [mail.to for mail in mails] == ["customer0@a.example"]
    assert "customer0@a.example" not in answers[0].text
    token = mails[0].text(served.world.portal.runtime.keys).split("/portal/invoice/")[1][:32]
    assert token not in answers[0].text
    assert served.visitor().get(f"/portal/invoice/{token}").status_code == 200


def test_fresh_on_a_working_link_just_opens_it(served: Served) -> None:
    before = served.dump()
    answer = served.visitor().post(f"{served.path()}?fresh")
    assert (answer.status_code, answer.headers["location"]) == (303, served.path())
    assert served.dump() == before


def test_a_database_that_takes_no_writes_is_said_in_words_r17_a47(served: Served) -> None:
    visitor = served.visitor()
    visitor.get(served.path())
    before, engine = served.dump(), served.world.portal.runtime.engine

    def read_only(connection, _record, _proxy) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "checkout", read_only)
    for form in ("pay", "viewed"):
        answer = visitor.post(f"{served.path()}?{form}")
        assert answer.status_code == 503
        assert "Nothing was changed. Please try again." in answer.text
    assert visitor.get(served.path()).status_code == 200  # reading goes on
    event.remove(engine, "checkout", read_only)
    engine.dispose()
    assert served.dump() == before
    assert visitor.post(f"{served.path()}?pay").status_code == 303


def test_the_demos_checkout_takes_the_money(served: Served) -> None:
    visitor, till = served.visitor(**{"sec-fetch-site": "same-origin"}), served.till
    page = visitor.post(f"{served.path()}?pay").headers["location"]
    assert visitor.get(page).status_code == 200
    form = {"number": "4242 4242 4242 4242", "expiry": "12 / 40", "cvc": "123", "name": "Hannah Okafor"}
    done = visitor.post(page, data=form)
    assert done.status_code == 303
    assert visitor.get(done.headers["location"]).headers["location"] == served.path()
    till.work()
    till.paid_once()


def test_a_part_is_paid_where_the_business_takes_parts(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        profile(uow).terms.takes_part_payments = True
    visitor = served.visitor()
    page = visitor.get(served.path()).text
    assert 'name="amount" type="number" inputmode="decimal" required min="25.00" max="100.00" step="0.01"' in page
    answer = visitor.post(f"{served.path()}?pay", data={"amount": "40.00"})
    assert answer.status_code == 303
    session = served.till.double.session(answer.headers["location"].rsplit("/", 1)[1])
    assert session["amount_total"] == 4000


@pytest.mark.parametrize("amount", ["1", "100.01", "40,00", "4e1", "-40", "NaN", "9" * 400])
def test_a_part_outside_the_rules_opens_no_checkout(served: Served, amount: str) -> None:
    with begin(served.world.a.system) as uow:
        profile(uow).terms.takes_part_payments = True
    answer = served.visitor().post(f"{served.path()}?pay", data={"amount": amount})
    assert answer.status_code == 422
    assert "Please " in answer.text
    assert [attempt.state for attempt in served.till.attempts()] == []


def test_no_part_is_offered_where_all_is_asked_for(served: Served) -> None:
    assert "Pay a part" not in served.visitor().get(served.path()).text

"""What a link answers: true statuses, help in words, and not a word of the document where it doesn't open."""

import pytest

from tests.site.served import HOME, Served
from tests.world import START
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink

AGENTS = (
    "",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Discordbot/2.0",
    "SkypeUriPreview Preview/0.5",
    "Microsoft Office/16.0 (Microsoft Outlook 16.0)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SafeLinks",
    "BarracudaLinkProtect/1.0",
    "Mimecast-URL-Scanner",
    "Proofpoint URL Defense",
    "curl/8.14.1",
)


def test_a_link_opens_its_document_r3(served: Served) -> None:
    answer = served.visitor().get(served.path())
    assert answer.status_code == 200
    assert "A-01" in answer.text
    assert "£100.00" in answer.text
    assert "<title>Invoice A-01 from Business A</title>" in answer.text
    assert not any(canary in answer.text for canary in served.world.b.canaries)


@pytest.mark.parametrize("state", ["partly_paid", "overdue", "paid", "void"])
def test_every_issued_document_opens(served: Served, state: str) -> None:
    assert served.visitor().get(served.path(state)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        *("{}.", "{})", "{}%22", "{}%3E", "{},", "{}%20", "%20{}", "%3C{}%3E", "%22{}%22"),
        *("{}%E2%80%9D", "%E2%80%8B{}"),
        *("{}%0D%0A", "{}&utm_source=mail", "{}%3D", "({})", "%C2%AB{}%C2%BB", "%ff{}%00"),
    ],
)
def test_what_mail_programs_add_does_no_harm_a5(served: Served, change: str) -> None:
    token = served.world.a.link().token
    for secret in (token, token.upper()):
        assert served.visitor().get(f"/portal/invoice/{change.format(secret)}").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/portal/invoice/{}/", "/PORTAL/INVOICE/{}", "/portal/Invoice/{}", "//portal/invoice/{}", "/portal/invoice/{}/x"],
)
def test_a_mangled_address_leads_to_the_document_s5(served: Served, address: str) -> None:
    token = served.world.a.link().token
    answer = served.visitor().get(f"{served.origin}{address.format(token)}")
    assert (answer.status_code, answer.headers["location"]) == (308, served.path())
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/portal/invoice/", "/portal/invoice", "/portal/", "/portal/invoice/a/b", "/Portal/x"]
)
def test_an_address_cut_short_of_its_secret_says_so_s5(served: Served, address: str) -> None:
    answer = served.visitor().get(address)
    assert answer.status_code == 404
    assert "That link isn’t complete" in answer.text


@pytest.mark.parametrize("length", [1, 31, 33, 200])
def test_a_cut_link_says_so_r3_a5(served: Served, length: int) -> None:
    answer = served.visitor().get(f"/portal/invoice/{(served.world.a.link().token * 7)[:length]}")
    assert answer.status_code == 404
    assert "That link isn’t complete" in answer.text


def test_an_unknown_link_and_another_kind_look_the_same_r3_a5_a6(served: Served) -> None:
    token = served.world.a.link().token
    other = ("0" if token[0] != "0" else "1") + token[1:]
    visitor = served.visitor()
    unknown, quote = visitor.get(f"/portal/invoice/{other}"), visitor.get(f"/portal/quote/{token}")
    assert (unknown.status_code, quote.status_code) == (404, 404)
    assert unknown.text == quote.text
    assert "Business A" not in unknown.text


def test_an_expired_link_helps_and_tells_nothing_r3_a7(served: Served) -> None:
    _age(served, seconds=5)
    answer = served.visitor().get(served.path())
    assert answer.status_code == 410
    assert "This link has expired" in answer.text
    assert "Business A" in answer.text
    assert "mailto:hello@fernhill.example" in answer.text
    assert 'action="?fresh"' in answer.text
    _tells_nothing(served, answer.text)


def test_a_link_is_good_until_its_last_second(served: Served) -> None:
    served.world.clock.forward(days=30, seconds=-1)
    assert served.visitor().get(served.path()).status_code == 200
    served.world.clock.forward(seconds=1)
    assert served.visitor().get(served.path()).status_code == 410


def test_a_replaced_link_says_so_r3_r4_a8(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        fresh = links.regenerate(uow, served.world.a.document())
        token = links.token_of(uow, fresh)
    visitor = served.visitor()
    for address in (served.path(), f"{served.path()}?pdf"):
        answer = visitor.get(address)
        assert answer.status_code == 410
        assert "This link has been replaced" in answer.text
        assert 'action="?fresh"' in answer.text
        assert token not in answer.text
        _tells_nothing(served, answer.text)
    assert visitor.get(f"/portal/invoice/{token}").status_code == 200


def test_a_link_that_was_switched_off_helps_to_nothing_by_itself_r3_r4(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        links.revoke(uow, served.world.a.document())
    before = served.dump()
    visitor = served.visitor()
    for answer in (
        visitor.get(served.path()),
        visitor.get(f"{served.path()}?pdf"),
        visitor.post(f"{served.path()}?pay"),
    ):
        assert answer.status_code == 410
        assert "This link no longer works" in answer.text
        assert "mailto:hello@fernhill.example" in answer.text
        assert "?fresh" not in answer.text
        _tells_nothing(served, answer.text)
    assert visitor.post(f"{served.path()}?fresh").status_code == 410
    assert served.dump() == before


def _ask_fresh(served: Served, state: str = "due", address: str = HOME) -> int:
    return served.visitor(address).post(f"{served.path(state)}?fresh").status_code


def test_asking_for_a_fresh_link_is_limited_by_link_s48(served: Served) -> None:
    _age(served)
    assert [_ask_fresh(served, address=f"198.51.100.{number}") for number in range(4)] == [200] * 3 + [429]


@pytest.mark.parametrize(
    ("rule", "addresses"), [("FRESH_BY_SENDER", [HOME] * 3), ("FRESH_BY_BUSINESS", ["198.51.100.1", HOME, "1.1.1.1"])]
)
def test_asking_for_fresh_links_is_limited_by_address_and_business_s48(
    served: Served, monkeypatch: pytest.MonkeyPatch, rule: str, addresses: list[str]
) -> None:
    monkeypatch.setattr(f"toolfy_portal.site.documents.{rule}", "2/hour")
    served.world.clock.forward(days=31)
    states = ("due", "overdue", "partly_paid")
    asked = [_ask_fresh(served, state, address) for state, address in zip(states, addresses, strict=True)]
    assert asked == [200, 200, 429]


def test_the_answer_doesn_t_tell_whether_there_is_an_address_on_file_s48(served: Served) -> None:
    served.world.clock.forward(days=31)
    with begin(served.world.a.system) as uow:
        uow.get(Customer, served.world.a.customers[0]).email = ""
    without = served.visitor().post(f"{served.path()}?fresh")
    with begin(served.world.a.system) as uow:
        uow.get(Customer, served.world.a.customers[0]).email = "hannah@mail.example"
    with_one = served.visitor().post(f"{served.path('overdue')}?fresh")
    assert (without.status_code, without.text) == (with_one.status_code, with_one.text)
    assert "hannah" not in with_one.text


def _age(served: Served, **by: float) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(PortalLink, served.world.a.link().access.link_id).expires_at = START
    served.world.clock.forward(**by)


def _tells_nothing(served: Served, text: str) -> None:
    shown = [canary for canary in served.world.a.canaries if canary in text]
    assert [canary for canary in shown if "branding" not in canary] == []
    assert not any(word in text for word in ("A-01", "£", "due work", "Customer a0", "customer0@a.example"))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "GET"])
def test_looking_changes_no_row_r2_a1(served: Served, method: str) -> None:
    assert len(set(AGENTS)) == 17
    before = served.dump()
    for number, agent in enumerate(AGENTS):
        for more in ("", "?pdf", "?pay", "?opened", "?viewed", "?downloaded", "?here", "?fresh"):
            visitor = served.visitor(f"198.51.100.{number}", **{"user-agent": agent, "origin": ""})
            answer = visitor.request(method, served.path() + more)
            assert answer.status_code == (405 if method == "OPTIONS" else 200)
    assert served.dump() == before


def test_looking_at_an_expired_link_changes_no_row(served: Served) -> None:
    _age(served, days=400)
    before = served.dump()
    assert served.visitor().get(f"{served.path()}?fresh").status_code == 410
    assert served.dump() == before


def test_the_pdf_is_a_pdf_and_nobody_keeps_it(served: Served) -> None:
    answer = served.visitor().get(f"{served.path()}?pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="invoice-A-01.pdf"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")


def test_guessing_is_limited_and_harms_no_link_r6_a9(served: Served) -> None:
    visitor = served.visitor()
    guesses = [visitor.get(f"/portal/invoice/{number:032d}").status_code for number in range(20)]
    assert set(guesses) == {404}
    for path in ("/portal/invoice/" + "0" * 32, "/portal/invoice/short", "/portal/quote/" + "0" * 32):
        refused = visitor.get(path)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) == 60
    assert visitor.get(served.path()).status_code == 200
    assert served.visitor("198.51.100.9").get("/portal/invoice/" + "0" * 32).status_code == 404


@pytest.mark.parametrize("form", ["fresh", "pay", "viewed"])
def test_guessing_with_forms_is_limited_too_r6_a9(served: Served, form: str) -> None:
    visitor = served.visitor()
    answers = [visitor.post(f"/portal/invoice/{number:032d}?{form}").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_neighbours_in_one_ipv6_network_count_as_one_r6(served: Served) -> None:
    for number in range(20):
        served.visitor(f"2001:db8:1:2::{number:x}").get("/portal/invoice/" + "0" * 32)
    assert served.visitor("2001:db8:1:2:ffff::1").get("/portal/invoice/" + "0" * 32).status_code == 429
    assert served.visitor("2001:db8:1:3::1").get("/portal/invoice/" + "0" * 32).status_code == 404


def test_a_forged_forwarded_address_is_ignored_a36(served: Served) -> None:
    for number in range(21):
        answer = served.visitor(HOME, **{"x-forwarded-for": f"9.9.9.{number}"}).get("/portal/invoice/" + "0" * 32)
    assert answer.status_code == 429
    served.world.portal.settings.trusted_proxy_hops = 1
    behind = served.visitor(HOME, **{"x-forwarded-for": "6.6.6.6, 9.9.9.250"})
    assert behind.get("/portal/invoice/" + "0" * 32).status_code == 404


def test_a_copied_database_opens_nothing_without_the_keys_r1_a75(served: Served) -> None:
    assert _tokens_in(served, served.dump()) == []
    keys = type(served.world.portal.runtime.keys)(["another key of more than 32 characters, of a thief"])
    served.world.portal.runtime.keys = keys
    assert {served.visitor().get(served.path(state)).status_code for state in ("due", "paid", "void")} == {404}


def _tokens_in(served: Served, rows: dict[str, list[str]]) -> list[str]:
    tokens = [link.token for link in served.world.a.links.values()]
    return [table for table, texts in rows.items() if any(token in text for token in tokens for text in texts)]


@pytest.mark.parametrize(
    ("cookie", "start"),
    [
        ("", '<html lang="en">'),
        ("portal_theme=dark", '<html data-theme="dark" lang="en">'),
        ("portal_theme=light", '<html data-theme="light" lang="en">'),
        ('portal_theme="><script>', '<html lang="en">'),
    ],
)
def test_the_first_paint_has_the_theme_that_was_chosen(served: Served, cookie: str, start: str) -> None:
    answer = served.visitor(cookie=cookie).get(served.path())
    assert answer.text.startswith(f"<!DOCTYPE html>{start}")

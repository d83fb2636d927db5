"""Every answer carries its headers, runs only our scripts, and shows what people typed as text."""

import re
from typing import Any

import pytest
from sqlmodel import select
from starlette.routing import Mount, Route

from tests.site.served import Served, attributes, script_hashes
from tests.world import START
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links.models import PortalLink

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
HOSTILE = "\"'></title></style><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\u202e"


def addresses(served: Served) -> list[str]:
    """One address for each route of the site, filled with what exists."""
    token, document = served.world.a.link().token, served.world.a.document()
    filled = {"kind": "invoice", "token": token, "invoice_id": document, "attempt": "0" * 32, "public_id": "x"}
    filled |= {"file_id": "fil_x", "session_id": "cs_x", "upload_id": "fil_x", "path": "nowhere"}

    def fill(path: str) -> str:
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: filled.get(found[1], "x"), path)

    paths: list[str] = []
    for route in served.starlette.routes:
        inner = route.routes if isinstance(route, Mount) else [route]
        prefix = route.path if isinstance(route, Mount) else ""
        paths += [fill(prefix + each.path) for each in inner if isinstance(each, Route)]
    assert len(paths) >= 18
    extra = ("/portal/invoice/short", f"/portal/invoice/{'0' * 32}", f"/portal/invoice/{token}?pdf", "/portal/x")
    return [*dict.fromkeys(paths), *extra]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
@pytest.mark.parametrize("who", ["visitor", "clerk"])
def test_every_answer_of_every_route_has_the_headers_r5_r13(served: Served, method: str, who: str) -> None:
    client: Any = getattr(served, who)()
    for address in addresses(served):
        answer = client.request(method, address)
        assert answer.status_code < 500, address
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS | (
            {"referrer-policy": "no-referrer"} if address.startswith("/demo/") and answer.status_code != 405 else {}
        ), address
        assert "strict-transport-security" not in answer.headers
        if address.startswith("/portal/"):
            assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
            assert answer.status_code == 405 or "no-store" in answer.headers["cache-control"], address
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], address
            assert "no-store" in answer.headers["cache-control"], address


def test_over_tls_browsers_are_told_to_stay_there_r13(served: Served) -> None:
    served.world.portal.settings.public_url = "https://portal.example"
    for address in addresses(served):
        assert served.visitor().get(address).headers["strict-transport-security"].startswith("max-age=31536000")


def pages(served: Served) -> list[Any]:
    """Every kind of HTML answer there is."""
    visitor, clerk = served.visitor(), served.clerk()
    opened = [visitor.get(served.path(state)) for state in ("due", "partly_paid", "overdue", "paid", "void")]
    staff = [clerk.get(path) for path in ("/staff/invoices", "/staff/import", "/staff/invoices/inv_x")]
    form = {"email": HOSTILE, "password": "wrong", "next": HOSTILE}
    signing = [visitor.get("/staff/sign-in", params={"next": HOSTILE}), visitor.post("/auth/sign-in", data=form)]
    visitor.post(f"{served.path('overdue')}?pay")
    back = [served.visitor().get(f"/portal/return/{each.public_id}") for each in _attempts(served)[-1:]]
    odd = [
        visitor.get("/portal/invoice/short"),
        visitor.get("/nowhere"),
        served.visitor(origin="x").post("/portal/a/b"),
    ]
    with begin(served.world.a.system) as uow:
        for state in ("due", "paid"):
            uow.get(PortalLink, served.world.a.link(state).access.link_id).expires_at = START
        uow.get(PortalLink, served.world.a.link("void").access.link_id).revoked_at = START
    gone = [visitor.get(served.path("due")), visitor.get(served.path("void")), visitor.post(f"{served.path()}?fresh")]
    return [*opened, *staff, *signing, *back, *odd, *gone]


def _attempts(served: Served) -> list[Any]:
    return served.till.attempts(served.world.a.document("overdue"))


def directives(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def test_only_the_pages_own_scripts_run_r13(served: Served) -> None:
    found = pages(served)
    assert len(found) >= 17
    assert [str(a.request.url) for a in found if a.status_code == 500] == []
    assert {answer.status_code for answer in found} == {200, 403, 404, 410}
    for answer in found:
        allowed = set(directives(answer)["script-src"])
        assert allowed == {"'self'"} | script_hashes(answer.text)
        assert [name for name in attributes(answer.text) if name.startswith("on")] == []
        assert "javascript:" not in answer.text


def test_no_page_asks_another_origin_for_anything_r13(served: Served) -> None:
    for answer in pages(served):
        policy = directives(answer)
        for name in ("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src"):
            foreign = [source for source in policy[name] if "//" in source and "//localhost:8000" not in source]
            assert foreign == [], name
        assert policy["form-action"] == ["'self'", "https://checkout.stripe.com"]
        assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == (["'none'"],) * 3
        assert not re.search(r"(?:src|action)=[\"']?(?:https?:)?//", answer.text)
        assert not re.search(r'property="og:', answer.text)


def test_what_people_typed_is_shown_as_text_a32(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        about = profile(uow)
        for record, names in (
            (uow.get(Business, about.business.id), ("name", "short_name", "phone", "address", "tax_id", "website")),
            (uow.first(select(Branding)), ("welcome_message", "support_email")),
            (uow.first(select(BillingTerms)), ("payment_terms", "late_fee_policy")),
            (uow.get(Customer, served.world.a.customers[0]), ("name", "address")),
        ):
            for name in names:
                setattr(record, name, HOSTILE)
        about.terms.bank_details = [{"label": HOSTILE, "value": HOSTILE}]
        for state in ("due", "partly_paid", "overdue", "paid", "void"):
            invoice = uow.get(Invoice, served.world.a.document(state))
            invoice.number = f"{state[:3]}{HOSTILE}"[:64]
            for name in ("title", "billed_to", "work_address", "notes", "tax_label", "extra_label"):
                setattr(invoice, name, HOSTILE)
            invoice.tax_minor = invoice.extra_minor = 1
            for line in invoices.lines(uow, invoice.id):
                line.name = line.note = line.unit = HOSTILE
    found = pages(served)
    assert sum("&lt;script&gt;alert(1)" in answer.text for answer in found) >= 8
    for answer in found:
        assert "<script>alert(1)" not in answer.text
        assert "<img src=x" not in answer.text
        assert set(directives(answer)["script-src"]) == {"'self'"} | script_hashes(answer.text)
    assert served.visitor().get(f"{served.path('overdue')}?pdf").status_code == 200


def test_an_accent_that_is_no_colour_writes_no_css_a35(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        profile(uow).branding.accent = "red;}"
    answer = served.visitor().get(served.path())
    assert "red;}" not in answer.text


def test_a_terms_address_is_a_web_address_or_nothing_a33(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        profile(uow).branding.terms_url = "javascript:alert(1)"
    assert "javascript:" not in served.visitor().get(served.path()).text


@pytest.mark.parametrize(
    "path",
    [
        *("/_upload", "/_upload/x.png", "/ping", "/_all_routes", "/auth-codespace", "/docs", "/redoc", "/openapi.json"),
        *("/.git/config", "/.states/x", "/var/portal.db", "/_health", "/_event/x", "/assets", "/wp-login.php"),
    ],
)
def test_what_is_not_ours_is_not_there_a80(served: Served, path: str) -> None:
    for method in ("GET", "HEAD"):
        assert served.visitor().request(method, path).status_code == 404
    assert served.visitor().post(path).status_code in {404, 405}


def test_search_engines_are_asked_to_stay_out_a12(served: Served) -> None:
    answer = served.visitor().get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    for path in ("/portal/", "/p/", "/staff/"):
        assert f"Disallow: {path}\n" in answer.text


def test_a_fault_of_ours_is_a_page_that_tells_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("toolfy_portal.site.documents.show_invoice", broken)
    answer = served.visitor().get(served.path())
    assert answer.status_code == 500
    assert "It’s our fault, not yours." in answer.text
    assert "secret words" not in answer.text
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS

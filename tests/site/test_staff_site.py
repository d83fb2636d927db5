"""Staff: signing in and out, what a session opens, and copying a link."""

import pytest
from sqlmodel import select

from tests.site.served import HOME, Served
from tests.world import PASSWORD
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkScope
from toolfy_portal.domain.sign_in import passwords
from toolfy_portal.domain.team.models import Staff

GOOD = {"email": "ellie@a.example", "password": PASSWORD}
WRONG = "That e-mail and password don&#39;t go together."
OPEN = ("/staff/invoices", "/staff/payments", "/staff/payments/check", "/staff/import", "/staff/invoices/inv_1")
PAGES = (*OPEN, "/staff/invoices/inv_1/pdf")


def cookie_of(answer) -> str:
    return answer.headers["set-cookie"].split(";")[0].split("=", 1)[1]


def test_signing_in_opens_the_pages_r21(served: Served) -> None:
    visitor = served.visitor()
    assert visitor.get("/staff/invoices").headers["location"] == "/staff/sign-in?next=/staff/invoices"
    assert visitor.get("/staff/sign-in").status_code == 200
    answer = visitor.post("/auth/sign-in", data={**GOOD, "next": "/staff/import"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/import")
    for page in OPEN:
        assert visitor.get(page).status_code == 200
    assert visitor.get("/staff/sign-in").headers["location"] == "/staff/invoices"
    assert served.visitor().get("/staff/import").status_code == 303


def test_the_cookie_is_shut_to_scripts_and_other_sites_r21(served: Served) -> None:
    answer = served.visitor().post("/auth/sign-in", data=GOOD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("staff=")
    for flag in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert flag in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    assert len(cookie_of(answer)) >= 43
    assert cookie_of(answer) not in str(served.dump())


def test_over_tls_the_cookie_is_bound_to_the_host_r21(served: Served) -> None:
    served.world.portal.settings.public_url = served.world.portal.runtime.public_url = "https://portal.example"
    answer = served.visitor().post("/auth/sign-in", data=GOOD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-staff=")
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    plain = served.visitor(cookie=f"staff={cookie_of(answer)}")
    assert plain.get("/staff/invoices").status_code == 303
    bound = served.visitor(cookie=f"__Host-staff={cookie_of(answer)}")
    assert bound.get("/staff/invoices").status_code == 200


def test_each_sign_in_has_a_new_secret_a68(served: Served) -> None:
    planted = served.visitor(cookie="staff=planted-by-somebody-else")
    first, second = (planted.post("/auth/sign-in", data=GOOD) for _ in range(2))
    assert len({cookie_of(first), cookie_of(second), "planted-by-somebody-else"}) == 3
    assert served.visitor(cookie="staff=planted-by-somebody-else").get("/staff/invoices").status_code == 303


def test_signing_out_ends_the_session_for_good(served: Served) -> None:
    clerk = served.clerk()
    secret = clerk.cookies["staff"]
    answer = clerk.post("/auth/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")
    assert 'staff="";' in answer.headers["set-cookie"]
    assert served.visitor(cookie=f"staff={secret}").get("/staff/invoices").status_code == 303


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-out", "/staff/invoices/{}/link"])
def test_other_sites_cannot_send_staffs_forms_a37(served: Served, path: str) -> None:
    clerk = served.clerk()
    before = served.dump()
    answer = clerk.post(path.format(served.world.a.document()), data=GOOD, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert served.dump() == before


def test_unknown_accounts_get_the_same_answer_and_the_same_work_a65(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = passwords._hasher

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            hashed.append(password_hash.rsplit("$", 2)[0])  # kind and cost
            return real.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    with begin(served.world.b.system) as uow:
        uow.get(Staff, served.world.b.staff_id).is_active = False
    answers = [
        served.visitor().post("/auth/sign-in", data={"email": email, "password": password})
        for email, password in (
            ("ellie@a.example", "wrong"),
            ("nobody@a.example", "wrong"),
            ("ellie@b.example", PASSWORD),  # switched off
        )
    ]
    assert {answer.status_code for answer in answers} == {403}
    pages = {
        answer.text.replace(email, "")
        for answer, email in zip(answers, ("ellie@a.example", "nobody@a.example", "ellie@b.example"), strict=True)
    }
    assert len(pages) == 1
    assert WRONG in pages.pop()
    assert len(hashed) == 3
    assert len(set(hashed)) == 1


def test_eleven_tries_are_too_many_however_one_spells_it_a63(served: Served) -> None:
    visitor = served.visitor()
    for number in range(10):
        spelled = f"{' ' * number}{('ellie', 'ELLIE')[number % 2]}@a.example\t"
        tried = visitor.post("/auth/sign-in", data={"email": spelled, "password": "wrong"})
        assert tried.status_code == 403
    assert visitor.post("/auth/sign-in", data=GOOD).status_code == 429
    assert visitor.post("/auth/sign-in", data={"email": "ellie@b.example", "password": PASSWORD}).status_code == 303
    assert served.visitor("198.51.100.9").post("/auth/sign-in", data=GOOD).status_code == 303  # nobody is locked out


@pytest.mark.parametrize(
    "address",
    [
        *("https://evil.example", "//evil.example", "/staff//evil.example", "/\\evil.example", "/staff/\\evil", ""),
        *("javascript:alert(1)", "/portal/x", "/staff", "staff/x", "/staffx/y", " /staff/x", "\n/staff/x", "/%2f/x"),
    ],
)
def test_after_the_sign_in_one_stays_here_a18(served: Served, address: str) -> None:
    assert served.clerk().get("/staff/sign-in", params={"next": address}).headers["location"] == PAGES[0]


def test_the_forms_next_is_held_to_the_same_a18(served: Served) -> None:
    answer = served.visitor().post("/auth/sign-in", data={**GOOD, "next": "https://evil.example/staff/"})
    assert answer.headers["location"] == PAGES[0]


def test_a_line_break_in_next_makes_no_header(served: Served) -> None:
    answer = served.visitor().post("/auth/sign-in", data={**GOOD, "next": "/staff/x\r\nSet-Cookie: a=b"})
    assert "a" not in answer.cookies
    assert "\n" not in answer.headers["location"]


def test_a_large_form_is_refused(served: Served) -> None:
    visitor = served.visitor()
    assert visitor.post("/auth/sign-in", data={**GOOD, "more": "x" * 20_000}).status_code == 413

    def endless():
        yield b"email="
        for _ in range(100):
            yield b"x" * 1000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.post("/auth/sign-in", content=endless(), headers=headers).status_code in {400, 413}
    many = "&".join(f"f{number}=1" for number in range(100))
    assert visitor.post("/auth/sign-in", content=many, headers=headers).status_code == 400


def test_the_link_is_copied_by_its_own_business_alone_a20(served: Served) -> None:
    path = f"/staff/invoices/{served.world.a.document()}/link"
    mine = served.clerk().post(path)
    assert mine.json() == {"link": f"{served.origin}{served.path()}"}
    assert mine.headers["cache-control"] == "no-store"
    assert served.till.history().count("LinkCopied") == 1
    before = served.dump()
    assert served.visitor().post(path).status_code == 401
    other = served.clerk("b").post(path)
    assert other.status_code == 404
    assert served.world.a.link().token not in other.text
    assert served.till.history().count("LinkCopied") == 1
    assert served.dump()["portallink"] == before["portallink"]
    assert served.clerk().get(path).status_code in {404, 405}


def test_somebody_else_s_link_is_copied_by_its_own_business_alone(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        link = others.give(uow, served.world.a.document(), "Jane", "", LinkScope.VIEW, 30)
        token = links.token_of(uow, link)
    path = f"/staff/invoices/{served.world.a.document()}/links/{link.id}"
    assert served.clerk().post(path).json() == {"link": f"{served.origin}/portal/invoice/{token}"}
    for refused in (served.clerk("b").post(path), served.visitor().post(path)):
        assert refused.status_code in {401, 404}
        assert token not in refused.text
    main = f"/staff/invoices/{served.world.a.document()}/links/{served.world.a.link().access.link_id}"
    assert served.clerk().post(main).status_code == 404


def test_the_pdf_is_for_its_own_business_alone_a60(served: Served) -> None:
    path = f"/staff/invoices/{served.world.a.document()}/pdf"
    answer = served.clerk().get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert answer.content.startswith(b"%PDF-")
    assert served.clerk("b").get(path).status_code == 404
    assert served.visitor().get(path).headers["location"].startswith("/staff/sign-in?next=")
    assert served.till.history().count("DocumentDownloaded") == 0


def test_staff_pages_carry_no_data_r9(served: Served) -> None:
    clerk = served.clerk()
    for page in ("/staff/invoices", f"/staff/invoices/{served.world.a.document()}"):
        text = clerk.get(page).text
        assert not any(canary in text for canary in served.world.a.canaries)
        assert "A-01" not in text


def test_a_link_opens_no_staff_page_and_the_reverse_a70(served: Served) -> None:
    token = served.world.a.link().token
    assert served.visitor(cookie=f"staff={token}").get("/staff/invoices").status_code == 303
    secret = served.clerk().cookies["staff"]
    assert served.visitor(HOME).get(f"/portal/invoice/{secret}").status_code == 404


def test_only_logos_and_covers_are_public_a60(served: Served) -> None:
    sha = served.world.portal.files.put(b"\x89PNG")
    with begin(served.world.a.system) as uow:
        row = uow.first(select(StoredFile))
        row.sha256, row.media_type, file_id = sha, "image/png", row.id
    answer = served.visitor().get(f"/brand/{file_id}")
    assert (answer.status_code, answer.content) == (200, b"\x89PNG")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    with served.world.portal.runtime.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE storedfile SET kind = 'photo'")
    assert served.visitor().get(f"/brand/{file_id}").status_code == 404
    for other in (sha, served.world.a.document(), "..%2f..%2fsecret.key", "%00"):
        assert served.visitor().get(f"/brand/{other}").status_code == 404

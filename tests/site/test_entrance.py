"""Joining, forgotten passwords, the second factor, proving again who one is, and going to another business."""

import re

import pytest
from sqlmodel import select

from tests import factories
from tests.domain.test_account import RFC_SECRET, code_at
from tests.domain.test_team import NEW, become, mailed, token_for
from tests.site.served import Served
from tests.world import PASSWORD, START
from toolfy_portal.core.access import PersonAccess, Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.sign_in import account, invitations
from toolfy_portal.domain.sign_in.models import Person, StaffSession
from toolfy_portal.domain.sign_in.staff import by_session, sign_in
from toolfy_portal.domain.team.models import Staff

ACCOUNT = "/staff/settings/account"


def invited(served: Served, email: str = "sam@new.example") -> str:
    with begin(become(served.world.a, Role.OWNER)) as uow:
        invitations.invite(uow, email, Role.TECHNICIAN)
    return f"/staff/join/{token_for(served.world, email)}"


def test_an_invitation_opens_a_page_and_then_the_portal(served: Served) -> None:
    path, visitor = invited(served), served.visitor()
    page = visitor.get(path)
    assert (page.status_code, "Join Business A" in page.text) == (200, True)
    wrong = visitor.post(path, data={"name": "Sam <b>", "password": "short"})
    assert wrong.status_code == 422
    assert "Sam &lt;b&gt;" in wrong.text
    assert "short" not in wrong.text
    done = visitor.post(path, data={"name": "Sam Field", "password": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/staff/invoices")
    assert visitor.get("/staff/invoices").status_code == 200
    assert served.visitor().get(path).status_code == 410
    assert served.visitor().get("/staff/join/" + "x" * 32).status_code == 410


@pytest.mark.parametrize("path", ["{join}", "/staff/forgot", "/staff/confirm", "/auth/switch", f"{ACCOUNT}/password"])
def test_other_sites_cannot_send_these_forms_a37(served: Served, path: str) -> None:
    join, clerk = invited(served), served.clerk()
    before = served.dump()
    data = {"name": "Sam", "password": NEW, "old": PASSWORD, "email": "ellie@a.example", "place": "x"}
    answer = clerk.post(path.format(join=join), data=data, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert served.dump() == before


def test_a_forgotten_password_gets_the_same_answer_for_everybody_a65(served: Served) -> None:
    known, unknown = (
        served.visitor().post("/staff/forgot", data={"email": email})
        for email in ("ellie@a.example", "nobody@a.example")
    )
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    links = [link for to, _, link in mailed(served.world) if "/reset/" in link]
    assert len(links) == 1
    path, visitor = links[0].removeprefix(served.origin), served.visitor()
    assert visitor.get(path).status_code == 200
    assert visitor.post(path, data={"password": "password123"}).status_code == 422
    assert visitor.post(path, data={"password": NEW}).headers["location"] == "/staff/sign-in?reset"
    assert visitor.get(path).status_code == 410
    assert sign_in("ellie@a.example", NEW)


def test_the_link_is_of_our_address_whatever_the_host_header_says_a67(served: Served) -> None:
    served.visitor(host="evil.example").post("/staff/forgot", data={"email": "ellie@a.example"})
    assert all(link.startswith(served.origin) for _, _, link in mailed(served.world) if "/reset/" in link)


def test_a_mailbox_is_not_bombed_a17(served: Served) -> None:
    answers = [served.visitor(f"198.51.100.{n}").post("/staff/forgot", data={"email": "ellie@a.example"}).status_code
               for n in range(4)]  # fmt: skip
    assert answers == [200, 200, 200, 429]


def with_factor(served: Served) -> list[str]:
    me = by_session(sign_in("ellie@a.example", PASSWORD))
    return account.turn_on_factor(me, RFC_SECRET, code_at(RFC_SECRET, START.timestamp()))


def test_the_password_alone_opens_nothing_then_a66(served: Served) -> None:
    codes, visitor = with_factor(served), served.visitor()
    asked = visitor.post("/auth/sign-in", data={"email": "ellie@a.example", "password": PASSWORD, "next": ACCOUNT})
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    halfway = re.search(r'name="halfway" value="([^"]+)"', asked.text)[1]
    assert visitor.post("/auth/code", data={"halfway": halfway, "code": "000000"}).status_code == 403
    done = visitor.post("/auth/code", data={"halfway": halfway, "code": codes[0], "next": ACCOUNT})
    assert (done.status_code, done.headers["location"]) == (303, ACCOUNT)
    assert visitor.get(ACCOUNT).status_code == 200
    assert (
        visitor.post("/auth/code", data={"halfway": "made up", "code": codes[1]}).headers["location"]
        == "/staff/sign-in"
    )


def test_five_wrong_codes_are_enough_from_wherever_a66(served: Served) -> None:
    codes = with_factor(served)
    asked = served.visitor().post("/auth/sign-in", data={"email": "ellie@a.example", "password": PASSWORD})
    halfway = re.search(r'name="halfway" value="([^"]+)"', asked.text)[1]
    tries = [
        served.visitor(f"198.51.100.{n}").post("/auth/code", data={"halfway": halfway, "code": "000000"}).status_code
        for n in range(5)
    ]
    assert tries == [403] * 5
    assert served.visitor().post("/auth/code", data={"halfway": halfway, "code": codes[0]}).status_code == 429


def test_one_sender_tries_no_password_on_all_accounts_a63(served: Served) -> None:
    def attempt(number: int) -> int:
        return served.visitor().post("/auth/sign-in", data={"email": f"{number}@a.example", "password": ""}).status_code

    assert [attempt(number) for number in range(50)] == [403] * 50
    assert attempt(51) == 429


def test_an_old_sign_in_is_asked_before_the_key_s_page_r22(served: Served) -> None:
    clerk, path = served.clerk(), "/staff/settings/payments/connect"
    assert clerk.get(path).status_code == 200
    served.world.clock.forward(minutes=16)
    asked = clerk.get(path)
    assert (asked.status_code, asked.headers["location"]) == (303, f"/staff/confirm?next={path}")
    key = {"key": "rk_test_abcdefgh1234"}
    assert clerk.post(path, data=key).headers["location"].startswith("/staff/confirm")
    assert clerk.get(asked.headers["location"]).status_code == 200
    assert clerk.post("/staff/confirm", data={"password": "wrong", "next": path}).status_code == 403
    answer = clerk.post("/staff/confirm", data={"password": PASSWORD, "next": path})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert clerk.get(path).status_code == 200
    assert clerk.get("/staff/confirm?next=https://evil.example").text.count("evil") == 0


def test_turning_the_second_factor_on_by_its_pages(served: Served) -> None:
    clerk, path = served.clerk(), f"{ACCOUNT}/two-factor"
    page = clerk.get(path).text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    setup = re.search(r'name="setup" value="([^"]+)"', page)[1]
    assert secret not in str(served.dump())
    again = clerk.post(path, data={"setup": setup, "code": "000000"})
    assert again.status_code == 422
    stranger = served.clerk("b").post(path, data={"setup": setup, "code": code_at(secret, START.timestamp())})
    assert stranger.status_code == 403
    done = clerk.post(path, data={"setup": setup, "code": code_at(secret, START.timestamp())})
    assert len(re.findall(r"<li><code>[a-z2-9-]{14}</code>", done.text)) == 10
    assert clerk.post(f"{path}/off").headers["location"] == ACCOUNT


def test_a_password_changes_by_its_page(served: Served) -> None:
    clerk, path = served.clerk(), f"{ACCOUNT}/password"
    assert clerk.post(path, data={"old": "wrong", "password": NEW}).status_code == 403
    assert clerk.post(path, data={"old": PASSWORD, "password": "short"}).status_code == 422
    assert clerk.post(path, data={"old": PASSWORD, "password": NEW}).headers["location"] == ACCOUNT
    assert clerk.get(ACCOUNT).status_code == 200
    assert sign_in("ellie@a.example", NEW)


@pytest.mark.parametrize("path", [f"{ACCOUNT}/password", f"{ACCOUNT}/two-factor", f"{ACCOUNT}/two-factor/off"])
def test_without_a_session_these_lead_to_the_sign_in(served: Served, path: str) -> None:
    before = served.dump()
    answer = served.visitor().post(path, data={"old": PASSWORD, "password": NEW})
    assert answer.headers["location"].startswith("/staff/sign-in")
    assert served.dump() == before


def test_a_look_at_the_mailed_link_takes_no_new_address(served: Served) -> None:
    account.ask_new_email(by_session(sign_in("ellie@a.example", PASSWORD)), "new@a.example")
    path = next(link for _, _, link in mailed(served.world) if "new-email" in link).removeprefix(served.origin)
    assert served.visitor().get(path).status_code == 200
    with reading(PersonAccess(served.world.a.person_id)) as uow:
        assert uow.get(Person, served.world.a.person_id).email == "ellie@a.example"
    assert served.visitor().post(path).status_code == 303
    assert served.visitor().post(path).status_code == 410
    assert sign_in("new@a.example", PASSWORD)


def test_one_goes_to_one_s_other_business_and_to_no_other(served: Served) -> None:
    world, clerk = served.world, served.clerk()
    with reading(PersonAccess(world.a.person_id)) as uow:
        me = uow.get(Person, world.a.person_id)
    with begin(world.b.system) as uow:
        there = uow.add(factories.staff(me, role=Role.TECHNICIAN)).id
    assert clerk.post("/auth/switch", data={"place": world.b.staff_id}).status_code == 404
    old = clerk.cookies["staff"]
    answer = clerk.post("/auth/switch", data={"place": there})
    assert answer.headers["location"] == "/staff/invoices"
    clerk = served.visitor(cookie=f"staff={answer.cookies['staff']}")
    here = by_session(answer.cookies["staff"])
    assert (here.business_id, here.role, here.person_id) == (world.b.business_id, Role.TECHNICIAN, world.a.person_id)
    assert by_session(old).business_id == world.a.business_id  # a page that is open goes on there
    with begin(world.b.system) as uow:
        uow.get(Staff, there).is_active = False
    assert clerk.get("/staff/invoices").status_code == 303


def test_signing_out_ends_what_the_browser_has_open_in_every_business(served: Served) -> None:
    world, browser = served.world, served.visitor()
    with reading(PersonAccess(world.a.person_id)) as uow:
        me = uow.get(Person, world.a.person_id)
    with begin(world.b.system) as uow:
        there = uow.add(factories.staff(me)).id
    browser.post("/auth/sign-in", data={"email": "ellie@a.example", "password": PASSWORD})
    old = browser.cookies["staff"]
    browser.post("/auth/switch", data={"place": there})
    elsewhere = sign_in("ellie@a.example", PASSWORD)
    new = browser.cookies["staff"]
    browser.post("/auth/sign-out")
    assert (by_session(old), by_session(new)) == (None, None)
    assert by_session(elsewhere)
    assert len({row[0].browser_id for row in look(select(StaffSession)) if row[0].browser_id}) == 2


def test_a_key_goes_to_the_business_whose_page_asked_for_it(served: Served) -> None:
    clerk = served.clerk()
    data = {"key": "rk_test_abcdefgh1234", "agreed": "yes", "business": served.world.b.business_id}
    for path in ("connect", "onboard"):
        answer = clerk.post(f"/staff/settings/payments/{path}", data=data)
        assert (answer.status_code, "went to another business" in answer.text) == (409, True)

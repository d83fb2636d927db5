"""Staff paste the link that a customer has: a plain form whose answer doesn't repeat it."""

import pytest

from tests.site.served import Served


def path(served: Served, state: str = "due") -> str:
    return f"/staff/invoices/{served.world.a.document(state)}/doctor/pasted"


def test_the_answer_says_what_is_wrong_and_not_what_was_pasted(served: Served) -> None:
    token = served.world.a.link().token
    answer = served.clerk().post(path(served), data={"link": f"{served.origin}/portal/invoice/{token[:-2]}"})
    assert answer.status_code == 200
    assert "The link was cut" in answer.text
    assert "has 30." in answer.text
    assert token[:-2] not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    whole = served.clerk().post(path(served), data={"link": f"{served.origin}/portal/invoice/{token}"})
    assert "This link works" in whole.text


def test_a_foreign_link_gets_the_answer_of_a_made_up_one(served: Served) -> None:
    clerk, foreign = served.clerk(), served.world.b.link().token
    answers = [clerk.post(path(served), data={"link": token}) for token in (foreign, "0" * 32)]
    assert answers[0].text == answers[1].text
    assert "Business B" not in answers[0].text


def test_markup_stays_text(served: Served) -> None:
    answer = served.clerk().post(path(served), data={"link": "<script>alert(1)</script>"})
    assert "alert(1)" not in answer.text


@pytest.mark.parametrize("text", ["", "x" * 5000])
def test_any_text_gets_an_answer(served: Served, text: str) -> None:
    assert served.clerk().post(path(served), data={"link": text}).status_code == 200


def test_who_may_ask(served: Served) -> None:
    form = {"link": served.world.a.link().token}
    location = served.visitor().post(path(served), data=form).headers["location"]
    assert location.startswith("/staff/sign-in?next=/staff/invoices/")
    assert served.clerk("b").post(path(served), data=form).status_code == 404
    assert served.clerk().post(path(served), data=form, headers={"origin": "https://evil.example"}).status_code == 403


def test_the_page_itself_has_a_shell(served: Served) -> None:
    address = path(served).removesuffix("/pasted")
    assert served.clerk().get(address).status_code == 200
    assert served.visitor().get(address).status_code == 303

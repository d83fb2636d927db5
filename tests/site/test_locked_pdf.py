"""A PDF with a password: asked for by a form, made for that answer alone."""

import io
import logging

import pikepdf
import pytest

from tests.site.served import Served

PASSWORD = "plum-Теплица-42"


def staff(served: Served) -> str:
    return f"/staff/invoices/{served.world.a.document()}/pdf"


def opens(answer) -> None:
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(answer.content))
    pikepdf.open(io.BytesIO(answer.content), password=PASSWORD).close()


def test_the_page_asks_for_it_and_the_answer_opens_with_it(served: Served) -> None:
    visitor = served.visitor()
    page = visitor.get(served.path()).text
    assert "Send its password another way" in page
    assert '<form class="part__form" method="post" action="?pdf">' in page
    answer = visitor.post(f"{served.path()}?pdf", data={"password": PASSWORD})
    opens(answer)
    assert 'filename="invoice-A-01-locked.pdf"' in answer.headers["content-disposition"]


def test_staff_lock_one_too_and_others_do_not(served: Served) -> None:
    opens(served.clerk().post(staff(served), data={"password": PASSWORD}))
    assert served.clerk("b").post(staff(served), data={"password": PASSWORD}).status_code == 404
    assert served.visitor().post(staff(served), data={"password": PASSWORD}).status_code == 303


def test_another_site_gets_none(served: Served) -> None:
    evil = {"origin": "https://evil.example"}
    assert served.visitor(**evil).post(f"{served.path()}?pdf", data={"password": PASSWORD}).status_code == 403
    assert served.clerk().post(staff(served), data={"password": PASSWORD}, headers=evil).status_code == 403


def test_the_password_stays_nowhere(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = served.visitor(**{"sec-fetch-site": "same-origin"})
    answer = visitor.post(f"{served.path()}?pdf", data={"password": PASSWORD})
    opens(answer)
    files = served.world.portal.settings.data_dir.rglob("*")
    kept = [path.read_bytes() for path in files if path.is_file()]
    assert answer.content not in kept
    assert not any(PASSWORD.encode() in data for data in kept)
    assert PASSWORD not in caplog.text + str(served.dump())
    assert served.till.history().count("DocumentDownloaded") == 1


@pytest.mark.parametrize("password", ["", "short", " spaces around "])
def test_a_password_that_will_not_do_is_said_in_words(served: Served, password: str) -> None:
    for browser, address in ((served.visitor(), f"{served.path()}?pdf"), (served.clerk(), staff(served))):
        answer = browser.post(address, data={"password": password})
        assert answer.status_code == 422
        assert "password" in answer.text
        assert not password.strip() or password not in answer.text


def test_a_password_in_the_address_locks_nothing(served: Served) -> None:
    assert served.visitor().post(f"{served.path()}?pdf&password={PASSWORD}").status_code == 422

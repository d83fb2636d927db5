"""What the Send dialog asks the site for: the mail to look at, and the text for one's own phone."""

from urllib.parse import parse_qs, unquote

import pytest

from tests.site.served import Served
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.models import Business, Plan
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.sign_in.short_links import by_code

WORDS = {"subject": "Invoice", "message": "Hello <b>Hannah</b>"}


@pytest.fixture(autouse=True)
def _on_pro(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(Business, served.world.a.business_id).plan = Plan.PRO
        uow.get(Customer, served.world.a.customers[0]).phone = "07700 900482"


def page(served: Served, what: str) -> str:
    return f"/staff/invoices/{served.world.a.document()}/{what}"


def test_the_mail_is_shown_without_its_secret(served: Served) -> None:
    answer = served.clerk().post(page(served, "mail"), data=WORDS)
    assert answer.status_code == 200
    assert "Hello &lt;b&gt;Hannah" in answer.text
    assert "£100.00" in answer.text
    assert served.world.a.link().token not in answer.text


def test_the_mail_is_shown_as_each_theme_has_it(served: Served) -> None:
    light, dark = (
        served.clerk().post(f"{page(served, 'mail')}?theme={theme}", data=WORDS) for theme in ("light", "dark")
    )
    assert "prefers-color-scheme: dark" not in light.text + dark.text
    assert ("@media not all" in light.text, "@media all" in dark.text) == (True, True)


def test_what_is_wrong_is_said_in_the_frame(served: Served) -> None:
    answer = served.clerk().post(page(served, "mail"), data={"subject": "", "message": "x"})
    assert (answer.status_code, "Write a subject." in answer.text) == (422, True)


def test_the_text_opens_in_messages_with_the_short_link(served: Served) -> None:
    form = {f"phone-{served.world.a.customers[0]}": "on", "text": "Your invoice & more:"}
    answer = served.clerk().post(page(served, "text"), data=form)
    number, _, body = answer.json()["link"].partition("?&body=")
    assert number == "sms:+447700900482"
    text = unquote(body)
    assert text.startswith("Your invoice & more: http://localhost:8000/p/")
    assert parse_qs(f"body={body}")["body"] == [text]
    assert by_code(text[-12:])[1] == served.world.a.link().token
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("what", ["mail", "text"])
def test_only_ones_own_invoices_from_ones_own_page(served: Served, what: str) -> None:
    form = {**WORDS, "text": "x", "other_number": "07700 900482"}
    assert served.visitor().post(page(served, what), data=form).status_code == 403
    assert served.clerk("b").post(page(served, what), data=form).status_code in {403, 404}
    clerk = served.clerk()
    clerk.headers["origin"] = "https://evil.example"
    assert clerk.post(page(served, what), data=form).status_code == 403

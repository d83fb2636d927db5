"""A message's words come sealed, to those who may copy its link, and into no live page."""

from tests.domain.test_outbox import bounced
from tests.site.served import Served
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.notifications.outbox import Show
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.views.outbox import show_outbox

PATH = "/staff/settings/outbox"


def test_the_words_are_sealed(served: Served) -> None:
    message_id = bounced(served.world)
    answer = served.clerk().get(f"{PATH}/{message_id}/words?way=dark")
    assert served.world.a.link().token in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert policy.endswith("sandbox")
    assert (answer.headers["x-frame-options"], answer.headers["cache-control"]) == ("SAMEORIGIN", "private, no-store")
    assert "@media all" in answer.text
    assert "prefers-color-scheme" not in answer.text
    assert "cid:" not in answer.text
    assert 'src="/brand/' in answer.text


def test_plain_text_is_plain(served: Served) -> None:
    answer = served.clerk().get(f"{PATH}/{bounced(served.world)}/words?way=text")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Amount due: £100.00" in answer.text


def test_the_page_around_them_holds_no_link(served: Served) -> None:
    message_id = bounced(served.world)
    page = served.clerk().get(f"{PATH}/{message_id}")
    assert page.status_code == 200
    assert "desk@firm.example" in page.text
    assert "Came back" in page.text
    assert served.world.a.link().token not in page.text


def test_technicians_and_strangers_read_nothing(served: Served) -> None:
    message_id = bounced(served.world)
    other, stranger, mine = served.clerk("b"), served.visitor(), served.clerk()
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    for path in (f"{PATH}/{message_id}", f"{PATH}/{message_id}/words"):
        assert (mine.get(path).status_code, other.get(path).status_code, stranger.get(path).status_code) == (
            403,
            404,
            303,
        )
        assert served.world.a.link().token not in mine.get(path).text + other.get(path).text


def test_send_again_corrects_the_address(served: Served) -> None:
    message_id = bounced(served.world)
    clerk = served.clerk()
    wrong = clerk.post(f"{PATH}/{message_id}", data={"to": "right@"})
    assert (wrong.status_code, 'value="right@"' in wrong.text) == (422, True)
    assert "Enter an e-mail address" in wrong.text
    answer = clerk.post(f"{PATH}/{message_id}", data={"to": "right@firm.example"})
    assert answer.status_code == 303
    with reading(served.world.a.staff) as uow:
        fresh = uow.get(OutboxMessage, answer.headers["location"].rpartition("/")[2])
    assert (fresh.to, fresh.state) == ("right@firm.example", MessageState.QUEUED)


def test_another_site_sends_nothing(served: Served) -> None:
    message_id = bounced(served.world)
    answer = served.clerk().post(
        f"{PATH}/{message_id}", data={"to": "thief@evil.example"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_the_list_holds_no_words_of_messages(served: Served) -> None:
    bounced(served.world)
    with reading(served.world.a.staff) as uow:
        shown = show_outbox(uow, Show.ALL, "", 1)
    assert shown.rows[0].receiver == "desk@firm.example"
    assert served.world.a.link().token not in repr(shown)

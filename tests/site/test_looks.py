"""R2: what counts as opened, as viewed by a person, as downloaded, and what counts as nothing."""

import pytest
from sqlmodel import select

from tests.site.served import PHONE, Served
from tests.site.test_opening import AGENTS
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.links.models import LinkView

LOOKS = ("opened", "viewed", "downloaded", "here", "left")
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
)


def tell(served: Served, *looks: str, who=None, **headers: str) -> None:
    """Open the page and let it tell."""
    visitor = who or served.visitor(**headers)
    visitor.get(served.path())
    for look in looks:
        assert visitor.post(f"{served.path()}?{look}").status_code == 204


def told(served: Served) -> list[ActivityEntry]:
    with reading(served.world.a.staff) as uow:
        mine = select(ActivityEntry).where(ActivityEntry.subject_id == served.world.a.document())
        kinds = ("DocumentViewed", "DocumentDownloaded")
        return [entry for entry in uow.all(mine.order_by(ActivityEntry.position)) if entry.kind in kinds]


def browsers(served: Served) -> list[LinkView]:
    with reading(served.world.a.staff) as uow:
        return list(uow.all(select(LinkView).where(LinkView.document_id == served.world.a.document())))


def here(served: Served) -> bool:
    return bool(served.world.portal.runtime.presence.viewed_now([served.world.a.document()]))


@pytest.fixture(autouse=True)
def _presence(served: Served) -> None:
    """Let presence hear, as the hub of a running app does."""
    runtime = served.world.portal.runtime
    runtime.live.listen(lambda message: runtime.presence.hear(message, runtime.clock.now()))


def test_opening_is_not_viewing_r2(served: Served) -> None:
    visitor = served.visitor()
    tell(served, "opened", who=visitor)
    tell(served, "opened", who=visitor)
    (browser,) = browsers(served)
    assert (browser.opened_times, browser.seen_at) == (2, None)
    assert told(served) == []


def test_a_person_s_look_carries_little_of_where_they_are_r2(served: Served) -> None:
    tell(served, "opened", "viewed")
    (entry,) = told(served)
    link_id = served.world.a.link().access.link_id
    assert entry.data == {"is_first": True, "device": "phone", "network": "203.0.113.0/24", "link_id": link_id}


@pytest.mark.parametrize(
    ("address", "network"),
    [("2001:db8:1:2:3::9", "2001:db8:1::/48"), ("198.51.100.77", "198.51.100.0/24"), ("testclient", "")],
)
def test_no_address_is_kept_r2(served: Served, address: str, network: str) -> None:
    tell(served, "viewed", who=served.visitor(address))
    assert told(served)[0].data["network"] == network


@pytest.mark.parametrize(
    ("headers", "device"),
    [
        ({"user-agent": WINDOWS}, "computer"),
        ({"user-agent": WINDOWS, "sec-ch-ua-mobile": "?1"}, "phone"),
        ({"user-agent": PHONE, "sec-ch-ua-mobile": "?0"}, "phone"),
    ],
)
def test_phone_or_computer_r2(served: Served, headers: dict[str, str], device: str) -> None:
    tell(served, "viewed", "downloaded", **headers)
    assert [entry.data["device"] for entry in told(served)] == [device, device]


def test_the_first_view_says_so_once_r2(served: Served) -> None:
    for _ in range(3):
        tell(served, "opened", "viewed")
    assert [entry.data["is_first"] for entry in told(served)] == [True, False, False]


def test_a_reload_is_no_view_and_half_an_hour_later_it_is_r2(served: Served) -> None:
    visitor = served.visitor()
    tell(served, "opened", "viewed", "viewed", who=visitor)
    served.world.clock.forward(minutes=29, seconds=59)
    tell(served, "opened", "viewed", who=visitor)
    assert len(told(served)) == 1
    served.world.clock.forward(seconds=1)
    tell(served, "opened", "viewed", who=visitor)
    assert len(told(served)) == 2


@pytest.mark.parametrize("agent", AGENTS)
def test_known_programs_count_as_nothing_r2_a1(served: Served, agent: str) -> None:
    tell(served, *LOOKS, **{"user-agent": agent})
    assert (told(served), browsers(served), here(served)) == ([], [], False)


@pytest.mark.parametrize(
    "header",
    [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
    ],
)
def test_ahead_of_time_is_nothing_r2(served: Served, header: tuple[str, str]) -> None:
    tell(served, *LOOKS, **dict([header]))
    assert (told(served), browsers(served), here(served)) == ([], [], False)


def test_staff_s_own_look_is_nothing_r2(served: Served) -> None:
    tell(served, *LOOKS, who=served.clerk("a"))
    assert (told(served), browsers(served), here(served)) == ([], [], False)
    tell(served, *LOOKS, who=served.clerk("b"))  # to this business they are anybody
    assert len(told(served)) == 2


def test_another_site_can_tell_nothing_r2(served: Served) -> None:
    visitor = served.visitor(origin="https://evil.example")
    visitor.get(served.path())
    assert {visitor.post(f"{served.path()}?{look}").status_code for look in LOOKS} == {403}
    assert told(served) == []


def test_somebody_is_here_until_they_leave_r2(served: Served) -> None:
    visitor = served.visitor()
    tell(served, "opened", who=visitor)
    assert not here(served)
    tell(served, "viewed", who=visitor)
    assert here(served)
    before = served.dump()
    tell(served, "here", "left", "here", who=visitor)
    assert served.dump() == before  # no row for a heartbeat
    assert here(served)
    tell(served, "left", who=visitor)
    assert not here(served)


@pytest.mark.parametrize("what", ["pay", "sent", "fresh"])
def test_a_form_that_nobody_pressed_does_nothing_r2_a3(served: Served, what: str) -> None:
    before = served.dump()
    visitor = served.visitor(**{"sec-fetch-user": ""})
    answer = visitor.post(f"{served.path()}?{what}")
    assert answer.status_code == 403
    assert "Please press the button yourself. Nothing was sent." in answer.text
    assert visitor.post(f"{served.path()}?pdf", data={"password": "long enough"}).status_code == 403
    assert served.dump() == before


@pytest.mark.parametrize("agent", AGENTS)
def test_a_known_program_starts_no_checkout_r2_a3(served: Served, agent: str) -> None:
    before = served.dump()
    answer = served.visitor(**{"user-agent": agent}).post(f"{served.path()}?pay", data={"pressed": "1", "plain": "1"})
    assert answer.status_code == 403
    assert served.dump() == before


@pytest.mark.parametrize("proof", [{"pressed": "1"}, {"plain": "1"}])
def test_a_form_says_who_sent_it_where_the_browser_does_not_r2(served: Served, proof: dict[str, str]) -> None:
    answer = served.visitor(**{"sec-fetch-user": ""}).post(f"{served.path()}?pay", data=proof)
    assert answer.status_code == 303
    assert "/demo/stripe" in answer.headers["location"]

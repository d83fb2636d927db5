"""The form "I have sent a transfer": by hand, without scripts, once."""

import pytest
from sqlmodel import select

from tests.site.served import Served
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments import transfers
from toolfy_portal.domain.payments.models import TransferNotice

BANK = [{"label": "Sort code", "value": "20-00-00"}]


@pytest.fixture(autouse=True)
def _an_account(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        profile(uow).terms.bank_details = BANK


def told(served: Served) -> list[TransferNotice]:
    with reading(served.world.a.system) as uow:
        return [each for each in uow.all(select(TransferNotice)) if each.document_id == served.world.a.document()]


def test_the_page_thanks_and_offers_the_form_no_more(served: Served) -> None:
    visitor = served.visitor()
    page = visitor.get(served.path()).text
    assert '<form class="part__form"' in page
    assert 'action="?sent"' in page
    assert 'type="date" value="2026-11-24" min="2026-09-25" max="2026-11-24" required' in page
    answer = visitor.post(f"{served.path()}?sent", data={"day": "2026-11-23", "note": "From my sister"})
    assert (answer.status_code, answer.headers["location"]) == (303, served.path())
    [notice] = told(served)
    assert (str(notice.day), notice.note) == ("2026-11-23", "From my sister")
    page = visitor.get(served.path()).text
    assert "Thanks: we’ll confirm when it arrives" in page
    assert "Monday 23 November" in page
    assert 'action="?sent"' not in page
    assert "From my sister" not in page
    assert served.till.invoice().balance.minor == 10000


def test_day_and_note_may_be_left_out_and_a_second_click_is_none(served: Served) -> None:
    answers = [served.visitor().post(f"{served.path()}?sent") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {303}
    assert [str(notice.day) for notice in told(served)] == ["2026-11-24"]
    assert served.till.history().count("TransferTold") == 1


@pytest.mark.parametrize("day", ["2026-11-25", "2026-09-24", "tomorrow", "2026-02-30"])
def test_a_day_that_can_not_be_is_said_in_words(served: Served, day: str) -> None:
    answer = served.visitor().post(f"{served.path()}?sent", data={"day": day})
    assert answer.status_code == 422
    assert "day" in answer.text
    assert told(served) == []


@pytest.mark.parametrize("state", ["paid", "void"])
def test_where_nothing_is_to_pay_the_page_shows_as_it_is(served: Served, state: str) -> None:
    answer = served.visitor().post(f"{served.path(state)}?sent")
    assert (answer.status_code, answer.headers["location"]) == (303, served.path(state))
    assert served.till.history(served.world.a.document(state)).count("TransferTold") == 0


def test_telling_again_and_again_is_stopped(served: Served) -> None:
    for _ in range(3):
        assert served.visitor().post(f"{served.path()}?sent").status_code == 303
        with begin(served.world.a.staff) as uow:
            notice = transfers.open_notice(uow, served.world.a.document())
            assert notice
            transfers.dismiss(uow, notice.id)
    assert served.visitor().post(f"{served.path()}?sent").status_code == 429
    assert len(told(served)) == 3


def test_another_site_can_not_tell(served: Served) -> None:
    answer = served.visitor(origin="https://evil.example").post(f"{served.path()}?sent")
    assert answer.status_code == 403
    assert told(served) == []


def test_a_link_that_is_none_tells_nothing(served: Served) -> None:
    assert served.visitor().post("/portal/invoice/" + "0" * 32 + "?sent").status_code == 404

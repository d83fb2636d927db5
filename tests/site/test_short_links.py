"""Short links lead to the portal, end with their link, and give nothing away."""

from collections.abc import Callable

import pytest
from sqlalchemy import select as rows

from tests.site.served import Served
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import ShortLink
from toolfy_portal.domain.links.short_links import short_address


def code_of(served: Served) -> str:
    with begin(served.world.a.staff) as uow:
        link = links.current(uow, served.world.a.document())
        assert link
        return short_address(uow, link).rpartition("/p/")[2]


def test_a_code_leads_to_the_invoice(served: Served) -> None:
    answer = served.visitor().get(f"/p/{code_of(served)}")
    assert (answer.status_code, answer.headers["location"]) == (303, served.path())
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert "no-store" in answer.headers["cache-control"]
    assert served.visitor().get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda code: code + ".",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
    ],
)
def test_a_code_may_be_read_aloud_and_typed(served: Served, change: Callable[[str], str]) -> None:
    with begin(served.world.a.staff) as uow:
        link = links.current(uow, served.world.a.document())
        assert link
        code = "0123456789ab"
        kept = {"code_hash": uow.keys.hash(code), "code_encrypted": uow.keys.encrypt(code), "created_at": uow.now}
        uow.add(ShortLink(id="sho_1", link_id=link.id, **kept))
    assert served.visitor().get(f"/p/{change(code)}").headers["location"] == served.path()


def test_what_nobody_made_looks_the_same_whatever_it_is(served: Served) -> None:
    code = code_of(served)
    answers = [
        served.visitor(f"203.0.113.{number}").get(f"/p/{wrong}")
        for number, wrong in enumerate(["x" * 12, code[:11], code + "2", "ü" * 12, code[::-1]])
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].text == served.visitor("203.0.113.9").get(f"/portal/invoice/{'0' * 32}").text


def test_guessing_is_stopped_and_harms_nobody_else(served: Served) -> None:
    guesser = served.visitor("203.0.113.66")
    tried = [guesser.get(f"/p/{'0' * 10}{number:02}").status_code for number in range(25)]
    assert tried[:20] == [404] * 20
    assert set(tried[20:]) == {429}
    assert served.visitor().get(f"/p/{code_of(served)}").status_code == 303


def test_it_ends_with_its_link(served: Served) -> None:
    code = code_of(served)
    with begin(served.world.a.staff) as uow:
        links.regenerate(uow, served.world.a.document())
    answer = served.visitor().get(f"/p/{code}")
    assert answer.status_code == 410
    assert "This link has been replaced" in answer.text
    fresh = served.visitor().post(f"/p/{code}?fresh")
    assert (fresh.status_code, "Check your email" in fresh.text) == (200, True)
    assert served.visitor(origin="https://evil.example").post(f"/p/{code}?fresh").status_code == 403
    assert code_of(served) != code


def test_the_database_holds_no_code(served: Served) -> None:
    code = code_of(served)
    with served.world.portal.runtime.engine.connect() as connection:
        found = connection.execute(rows(ShortLink.__table__)).all()
    assert code not in repr(found)
    assert code.encode() not in b"".join(value for row in found for value in row if isinstance(value, bytes))

"""What is wrong with the link that a customer has."""

from datetime import timedelta

import pytest

from tests.world import World
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.ids import new_token
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.doctor.pasted import Judged, Verdict, judge
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink

HOST = "http://localhost:8000"


def judged(world: World, pasted: str, state: str = "due") -> Judged:
    with reading(world.a.staff) as uow:
        return judge(uow, world.a.document(state), pasted)


def link(world: World, state: str = "due") -> str:
    return f"{HOST}/portal/invoice/{world.a.link(state).token}"


def test_the_right_link_works_however_it_was_copied(world: World) -> None:
    whole, token = link(world), world.a.link().token
    for pasted in (whole, f"  {whole}.\n", f"Here it is: {whole}?receipt=RCT-1", token, token.upper(), f"<{whole}>"):
        assert judged(world, pasted) == Judged(Verdict.WORKS), pasted


def test_a_cut_link_says_how_much_is_there_and_whether_it_is_this_one(world: World) -> None:
    assert judged(world, link(world)[:-5]) == Judged(Verdict.CUT, 27, is_ours=True)
    assert judged(world, link(world, "overdue")[:-5]) == Judged(Verdict.CUT, 27)
    assert judged(world, link(world) + "thanks") == Judged(Verdict.LONG, 38, is_ours=True)
    assert judged(world, link(world)[:-1] + "ü") == Judged(Verdict.GARBLED, 32, is_ours=True)


def test_old_and_ended_links_are_told_apart(world: World) -> None:
    old = link(world)
    with begin(world.a.staff) as uow:
        links.regenerate(uow, world.a.document())
        uow.get(PortalLink, world.a.link("overdue").access.link_id).expires_at = uow.now - timedelta(days=1)
    assert judged(world, old) == Judged(Verdict.REPLACED)
    assert judged(world, link(world, "overdue"), "overdue") == Judged(Verdict.EXPIRED)


def test_a_link_to_another_invoice_names_it(world: World) -> None:
    assert judged(world, link(world, "paid")) == Judged(Verdict.OTHER, number="A-04")


def test_another_business_s_link_is_as_unknown_as_a_made_up_one(world: World) -> None:
    foreign = judged(world, f"{HOST}/portal/invoice/{world.b.link().token}")
    assert foreign == judged(world, f"{HOST}/portal/invoice/{new_token()}") == Judged(Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("pasted", "verdict"),
    [
        ("", Verdict.EMPTY),
        ("  \n", Verdict.EMPTY),
        ("https://evil.example/portal/invoice/" + "a" * 32, Verdict.ELSEWHERE),
        ("https://mail.example/inbox", Verdict.ELSEWHERE),
        ("I can't find it", Verdict.ELSEWHERE),
    ],
)
def test_what_is_no_link_of_ours(world: World, pasted: str, verdict: Verdict) -> None:
    assert judged(world, pasted).verdict is verdict


def test_another_business_s_invoice_is_out_of_reach(world: World) -> None:
    with reading(world.a.staff) as uow, pytest.raises(NotFound):
        judge(uow, world.b.document(), "")

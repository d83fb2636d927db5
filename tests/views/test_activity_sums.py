"""The sums over a history, each with since when; and what its lines can be narrowed down to."""

import pytest

from tests import factories
from tests.world import START, World
from toolfy_portal.core import presence
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.service import Visit
from toolfy_portal.domain.payments.models import AttemptState, PaymentAccount
from toolfy_portal.reactions import ON
from toolfy_portal.views.activity import Only, _group, seen, timeline_view
from toolfy_portal.views.activity_sums import ActivitySums, activity_sums


def shown(world: World, state: str = "due") -> ActivitySums:
    with reading(world.a.staff) as uow:
        return activity_sums(uow, world.a.document(state), uow.get(Business, world.a.business_id))


def sums(world: World, state: str = "due") -> dict[str, tuple[str, str]]:
    return {each.label: (each.value, each.note) for each in shown(world, state).sums}


def visit(world: World, browser: bytes = b"phone") -> None:
    with begin(world.a.link().access) as uow:
        links.opened(uow, browser)
        links.viewed(uow, browser, Visit("phone"))


def attempt(world: World, state: AttemptState, **given: object) -> None:
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document()), uow.get(PaymentAccount, world.a.account_id)
        uow.add(factories.attempt(invoice, account, 10000, uow.now, state=state, **given))


def test_nothing_yet_is_told_with_since_when(world: World, clock) -> None:
    clock.forward(days=1)
    assert sums(world) == {
        "Views by a person": ("0", "since 24 Nov"),
        "Last viewed": ("Never", "since 24 Nov"),
        "Unfinished payments": ("0", "since 24 Nov"),
        "PDF downloads": ("0", "since 24 Nov"),
        "Opened by any browser": ("0", "since 24 Nov, mail scanners too"),
    }
    assert shown(world, "draft") == ActivitySums()


def test_looks_and_downloads_are_summed_up(world: World, clock) -> None:
    visit(world)
    clock.forward(days=1, hours=1)
    visit(world)
    with begin(world.a.link().access) as uow:
        links.opened(uow, b"a scanner")
        links.downloaded(uow)
    told = sums(world)
    assert told["Views by a person"] == ("2", "since 24 Nov")
    assert told["Last viewed"] == ("11:00", "on a phone")
    assert told["PDF downloads"] == ("1", "last 11:00")
    assert told["Opened by any browser"][0] == "3"


@pytest.mark.parametrize(
    ("state", "failure", "why"),
    [
        (AttemptState.FAILED, "The card was declined.", "The card was declined"),
        (AttemptState.EXPIRED, "", "The checkout was left until it closed"),
        (AttemptState.SUPERSEDED, "", "The invoice changed meanwhile"),
        (AttemptState.OPEN, "The card was declined.", "The card was declined"),
    ],
)
def test_tries_to_pay_that_came_to_nothing_say_why(world: World, state: AttemptState, failure: str, why: str) -> None:
    attempt(world, state, failure=failure)
    assert sums(world)["Unfinished payments"] == ("1", f"last 10:00, £100.00. {why}")


def test_a_checkout_is_unfinished_after_half_an_hour(world: World, clock) -> None:
    attempt(world, AttemptState.OPEN)
    attempt(world, AttemptState.SUCCEEDED)
    attempt(world, AttemptState.PROCESSING)
    assert sums(world)["Unfinished payments"][0] == "0"
    clock.forward(minutes=30)
    assert sums(world)["Unfinished payments"] == ("1", "last 10:00, £100.00. The checkout was left")


def test_who_looks_now_is_shown_on_the_page_and_in_the_list(world: World) -> None:
    document = world.a.document()
    assert not shown(world).is_viewed_now
    world.portal.runtime.presence.hear(presence.here(world.a.business_id, document, "phone"), START)
    assert shown(world).is_viewed_now
    with reading(world.a.staff) as uow:
        assert seen(uow, [document, world.a.document("paid")])[document].words == "Viewing now"


def test_the_lines_are_narrowed_down(world: World) -> None:
    visit(world)

    def titles(only: Only, state: str = "due", limit: int = 9) -> list[str]:
        with reading(world.a.staff) as uow:
            business = uow.get(Business, world.a.business_id)
            return [line.title for line in timeline_view(uow, world.a.document(state), limit, business, only).newest]

    assert titles(Only.VIEWS) == ["First viewed"]
    assert titles(Only.CHANGES) == ["Invoice A-01 issued"]
    assert titles(Only.SENT) == ["Portal link created"]
    assert titles(Only.PAYMENTS) == []
    assert len(titles(Only.PAYMENTS, "paid")) == 1
    assert len(titles(Only.ALL)) == 3


def test_every_event_belongs_to_a_kind() -> None:
    assert {_group(kind) for kind in ON} == set(Only) - {Only.ALL}

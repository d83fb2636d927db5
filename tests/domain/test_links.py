"""Secure links, as SECURITY.md §3 promises them."""

from datetime import timedelta

import pytest

from tests.world import KEY, Link, World
from toolfy_portal.core.errors import Conflict, Expired, NotFound
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind, PortalLink
from toolfy_portal.domain.sign_in.links import Incomplete, LinkExpired, LinkReplaced, by_link

PHONE, LAPTOP = b"phone", b"laptop"


def times(world: World, kind: str, state: str = "due") -> int:
    with reading(world.a.staff) as uow:
        found = activity.tallies(uow, [world.a.document(state)], [kind])
    return sum(tally.times for tally in found.values())


def test_a_link_opens_its_document_and_nothing_else(world: World, link_a: Link):
    assert by_link("invoice", link_a.token) == link_a.access
    assert portal_url("invoice", link_a.token) == f"http://localhost:8000/portal/invoice/{link_a.token}"


def test_a_link_works_for_thirty_days(world: World, clock, link_a: Link):
    clock.forward(days=30, seconds=-1)
    assert by_link("invoice", link_a.token) == link_a.access
    clock.forward(seconds=1)
    with pytest.raises(LinkExpired) as told:
        by_link("invoice", link_a.token)
    assert (told.value.business_id, told.value.link_id) == (world.a.business_id, link_a.access.link_id)
    assert told.value.status == 410


def test_a_paid_invoice_stays_readable_for_the_records(world: World, clock):
    clock.forward(days=400)
    paid = world.a.link("paid")
    assert by_link("invoice", paid.token) == paid.access


def test_regenerating_replaces_the_link_at_once(world: World, link_a: Link):
    with begin(world.a.staff) as uow:
        fresh = links.regenerate(uow, world.a.document())
        token = links.token_of(uow, fresh)
    with pytest.raises(LinkReplaced):
        by_link("invoice", link_a.token)
    assert by_link("invoice", token).document_id == world.a.document()
    with reading(world.a.staff) as uow:
        old = uow.get(PortalLink, link_a.access.link_id)
        assert (old.replaced_by, old.token_encrypted) == (fresh.id, None)
        with pytest.raises(NotFound, match="no longer works"):
            links.token_of(uow, old)


def test_regenerating_the_link_of_a_paid_invoice_keeps_it_without_expiry(world: World):
    with begin(world.a.staff) as uow:
        assert links.regenerate(uow, world.a.document("paid")).expires_at is None


def test_a_link_kind_that_isnt_its_own_is_not_there(link_a: Link):
    with pytest.raises(NotFound) as told:
        by_link("quote", link_a.token)
    assert told.value.message == NotFound().message


def test_a_token_nobody_made_is_not_there(world: World):
    with pytest.raises(NotFound):
        by_link("invoice", "0" * 32)


@pytest.mark.parametrize("change", [str.upper, "{}.".format, "{},)".format, " {}\n".format, "{}>'\"".format])
def test_what_mail_programs_add_is_taken_off(link_a: Link, change):
    assert by_link("invoice", change(link_a.token)) == link_a.access


@pytest.mark.parametrize("change", [lambda token: token[:31], lambda token: token + "x", lambda token: "-" + token[1:]])
def test_a_cut_or_garbled_token_is_incomplete(link_a: Link, change):
    with pytest.raises(Incomplete, match="32 letters and digits"):
        by_link("invoice", change(link_a.token))


def test_ensure_gives_the_working_link_again(world: World, clock, link_a: Link):
    document, customer = world.a.document(), world.a.customers[0]
    with begin(world.a.staff) as uow:
        assert links.ensure(uow, LinkKind.INVOICE, document, customer).id == link_a.access.link_id
    clock.forward(days=31)
    with begin(world.a.staff) as uow:
        fresh = links.ensure(uow, LinkKind.INVOICE, document, customer)
    assert fresh.id != link_a.access.link_id
    assert fresh.expires_at == clock.now() + timedelta(days=30)
    with pytest.raises(Expired):
        by_link("invoice", link_a.token)
    assert times(world, "LinkCreated") == 2


def test_copying_shows_the_current_link_and_leaves_a_line(world: World, link_a: Link):
    with begin(world.a.staff) as uow:
        assert links.copy(uow, world.a.document()) == link_a.token
    assert times(world, "LinkCopied") == 1
    with pytest.raises(Conflict, match="A draft has no link"), begin(world.a.staff) as uow:
        links.copy(uow, world.a.document("draft"))
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        links.copy(uow, world.b.document())


def test_copying_gives_an_imported_invoice_the_link_it_lacks(world: World):
    with begin(world.a.staff) as uow:
        old = links.current(uow, world.a.document("overdue"))
        assert old
        uow.delete(old)
        token = links.copy(uow, world.a.document("overdue"))
    assert by_link("invoice", token).document_id == world.a.document("overdue")


def test_a_view_counts_once_in_thirty_minutes_per_browser(world: World, clock, link_a: Link):
    def looks(browser: bytes) -> bool:
        with begin(link_a.access) as uow:
            return links.viewed(uow, browser)

    assert looks(PHONE)
    clock.forward(minutes=29)
    assert not looks(PHONE)
    assert looks(LAPTOP)
    clock.forward(minutes=1)
    assert looks(PHONE)
    assert times(world, "DocumentViewed") == 3


def test_views_of_one_document_dont_count_for_another(world: World):
    for state in ("due", "overdue"):
        with begin(world.a.link(state).access) as uow:
            assert links.viewed(uow, PHONE)


def test_downloading_leaves_a_line(world: World, link_a: Link):
    with begin(link_a.access) as uow:
        links.downloaded(uow)
    assert times(world, "DocumentDownloaded") == 1


def test_a_fresh_link_in_place_of_an_expired_one(world: World, clock, link_a: Link):
    clock.forward(days=31)
    with begin(world.a.system) as uow:
        links.ask_fresh(uow, link_a.access.link_id)
    with reading(world.a.staff) as uow:
        fresh = links.current(uow, world.a.document())
        assert fresh is not None
        token = links.token_of(uow, fresh)
    assert by_link("invoice", token).document_id == world.a.document()


def test_a_rotated_key_still_opens_and_finds_links(world: World, link_a: Link):
    world.portal.runtime.keys = Keyring(["a newer key, also longer than 32 characters", KEY])
    assert by_link("invoice", link_a.token) == link_a.access
    with begin(world.a.staff) as uow:
        assert links.copy(uow, world.a.document()) == link_a.token

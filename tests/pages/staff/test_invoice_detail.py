"""One invoice: what the team alone sees, its link, its history, and that it stays live."""

import pytest

from tests import factories
from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core import presence
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import PaymentAccount
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.frame import StaffState
from toolfy_portal.pages.staff.invoice.page import invoice_page
from toolfy_portal.pages.staff.invoice.state import FEW, InvoiceState


def open_tab(house: House, cookie: str, invoice_id: str) -> Tab:
    return house.tab(f"/staff/invoices/{invoice_id}", cookie)


async def loaded(house: House, cookie: str, invoice_id: str) -> tuple[Tab, InvoiceState]:
    tab = open_tab(house, cookie, invoice_id)
    await tab.send(InvoiceState.load)
    return tab, await tab.state(InvoiceState)


def test_the_page_renders() -> None:
    written = str(invoice_page().render())
    for words in (
        "Send to Customer",
        "Copy Link",
        "Issue invoice",
        "Team only",
        "Customer portal",
        "find that invoice",
    ):
        assert words in written


async def test_staff_see_margin_notes_and_a_link_without_its_secret(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document()
    tab, state = await loaded(house, cookie_a, invoice_id)
    assert state.shown.invoice.number == "A-01"
    assert state.shown.pill.word == "Due"
    assert [fact.lines for fact in state.shown.margin] == [["£40.00"], ["£60.00"], ["60.0%"]]
    with reading(world.a.staff) as uow:
        assert state.shown.private_notes == uow.get(Invoice, invoice_id).private_notes
    token = world.a.link().token
    assert state.shown.link.address.endswith(f"/portal/invoice/{token[:4]}…")
    assert token[:8] not in tab.received
    assert cookie_a.partition("=")[2] not in tab.received


async def test_no_private_word_in_the_customers_view(house: House, world: World, cookie_a: str) -> None:
    _, state = await loaded(house, cookie_a, world.a.document())
    assert state.shown.private_notes not in str(state.shown.invoice)
    assert "40.00" not in str(state.shown.invoice)


async def test_who_is_signed_in(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab("/staff/invoices", cookie_a)
    await tab.send(StaffState.load)
    who = (await tab.state(StaffState)).who
    assert (who.business, who.initial, who.role) == ("Business A", "B", "Office")
    assert who.name in world.a.canaries
    assert who.logo.startswith("/brand/fil_")


@pytest.mark.parametrize("whose", ["nobody's", "another business's"])
async def test_an_invoice_out_of_reach_is_not_there(house: House, world: World, cookie_a: str, whose: str) -> None:
    invoice_id = world.b.document() if whose == "another business's" else "inv_of_nobody"
    tab, state = await loaded(house, cookie_a, invoice_id)
    assert state.missing == invoice_id
    assert state.shown.invoice.id == ""
    assert not [canary for canary in world.b.canaries if canary in tab.received]
    await tab.send(InvoiceState.issue)
    assert (await tab.state(Notices)).tone == "neg"


async def test_what_happens_to_another_business_s_invoice_rings_no_tab(
    house: House, world: World, cookie_a: str
) -> None:
    tab, _ = await loaded(house, cookie_a, world.b.document())
    before = len(tab.received)
    with begin(world.b.link().access) as uow:
        links.viewed(uow, b"a browser of theirs")
    with pytest.raises(TimeoutError):
        await tab.until(InvoiceState, lambda _: len(tab.received) > before, 0.3)


async def test_an_invoice_opened_after_another_never_shows_the_first(house: House, world: World, cookie_a: str) -> None:
    tab, _ = await loaded(house, cookie_a, world.a.document())
    tab.path = f"/staff/invoices/{world.b.document()}"
    await tab.send(InvoiceState.load)
    state = await tab.state(InvoiceState)
    assert state.shown.invoice.id == ""
    assert state.which == state.missing == world.b.document()


async def test_nobody_reads_or_issues_without_a_session(house: House, world: World) -> None:
    draft = world.a.document("draft")
    tab = open_tab(house, "", draft)
    for handler in (InvoiceState.load, InvoiceState.refresh, InvoiceState.issue):
        await tab.send(handler)
    assert tab.redirects == ["/staff/sign-in"] * 3
    assert (await tab.state(InvoiceState)).shown.invoice.id == ""
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, draft).status is InvoiceStatus.DRAFT


async def test_issuing_a_draft_makes_it_due_with_a_link(house: House, world: World, cookie_a: str) -> None:
    tab, state = await loaded(house, cookie_a, world.a.document("draft"))
    assert (state.shown.pill.word, state.shown.is_draft, state.shown.link.address) == ("Draft", True, "")
    await tab.send(InvoiceState.issue)
    state = await tab.state(InvoiceState)
    assert (state.shown.pill.word, state.shown.is_draft) == ("Due", False)
    assert "/portal/invoice/" in state.shown.link.address
    assert [entry.title for entry in state.shown.timeline.newest] == ["Portal link created", "Invoice A-00 issued"]
    assert state.shown.timeline.newest[0].text.startswith("by canary-a-staff")
    await tab.send(InvoiceState.issue)
    assert (await tab.state(Notices)).text == "Invoice A-00 was issued already."


async def test_a_draft_without_lines_stays_one(house: House, world: World, cookie_a: str) -> None:
    draft = world.a.document("draft")
    tab, _ = await loaded(house, cookie_a, draft)
    with begin(world.a.staff) as uow:
        for line in invoices.lines(uow, draft):
            uow.delete(line)
    await tab.send(InvoiceState.issue)
    assert (await tab.state(Notices)).text == "Invoice A-00 has no lines yet."
    with reading(world.a.staff) as uow:
        assert links.current(uow, draft) is None


async def test_a_payment_turns_the_page_paid_by_itself(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document()
    tab, _ = await loaded(house, cookie_a, invoice_id)
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, invoice_id, lock=True)
        account = uow.get(PaymentAccount, world.a.account_id)
        ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, 10000, uow.now))
    state = await tab.until(InvoiceState, lambda state: state.shown.pill.word == "Paid")
    assert state.shown.timeline.newest[0].text == "Visa ending 4242"
    assert state.shown.link.facts[2].lines == ["Kept for records"]
    assert state.shown.invoice.payments[0].amount == "£100.00"


async def test_the_history_is_narrowed_down_and_comes_back(house: House, world: World, cookie_a: str) -> None:
    tab, _ = await loaded(house, cookie_a, world.a.document())
    await tab.send(InvoiceState.filter, only="links and messages")
    state = await tab.state(InvoiceState)
    assert [entry.title for entry in state.shown.timeline.newest] == ["Portal link created"]
    await tab.send(InvoiceState.filter, only="payments")
    state = await tab.state(InvoiceState)
    assert (state.shown.timeline.newest, state.shown.timeline.is_bare) == ([], False)
    await tab.send(InvoiceState.filter, only="secrets")
    assert (await tab.state(Notices)).text == "There is no such kind of activity."
    assert (await tab.state(InvoiceState)).only == "payments"


async def test_whoever_looks_is_shown_at_once_and_until_they_leave(house: House, world: World, cookie_a: str) -> None:
    document, live = world.a.document(), world.portal.runtime.live
    tab, state = await loaded(house, cookie_a, document)
    assert not state.shown.sums.is_viewed_now
    live.publish([presence.here(world.a.business_id, document, "phone")])
    await tab.until(InvoiceState, lambda state: state.shown.sums.is_viewed_now)
    live.publish([presence.left(world.a.business_id, document, "phone")])
    await tab.until(InvoiceState, lambda state: not state.shown.sums.is_viewed_now)


async def test_show_more_of_a_long_history(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document()
    with begin(world.a.staff) as uow:
        for _ in range(20):
            links.copy(uow, invoice_id)
    with reading(world.a.staff) as uow:
        written = len(history(uow, invoice_id))
    tab, state = await loaded(house, cookie_a, invoice_id)
    assert (len(state.shown.timeline.newest), state.shown.timeline.has_more) == (FEW, True)
    await tab.send(InvoiceState.show_more)
    state = await tab.state(InvoiceState)
    assert (len(state.shown.timeline.newest), state.shown.timeline.has_more) == (written, False)


async def test_an_expired_link_says_so(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.staff) as uow:
        link = links.current(uow, world.a.document())
        assert link
        link.expires_at = uow.now
    _, state = await loaded(house, cookie_a, world.a.document())
    assert state.shown.link.facts[2].lines == ["Expired"]
    assert state.shown.link.hint == "Copying makes a fresh link for 30 days."


async def test_a_copy_is_a_draft_that_opens(house: House, world: World, cookie_a: str) -> None:
    tab, _ = await loaded(house, cookie_a, world.a.document("paid"))
    await tab.send(InvoiceState.duplicate)
    assert len(tab.redirects) == 1
    tab.path = tab.redirects[0]
    await tab.send(InvoiceState.load)
    shown = (await tab.state(InvoiceState)).shown
    assert (shown.pill.word, shown.is_draft) == ("Draft", True)
    assert shown.invoice.number.startswith("DRAFT-")
